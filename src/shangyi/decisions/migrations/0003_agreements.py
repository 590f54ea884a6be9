import django.db.models.deletion
import shangyi.decisions.rules.shares
import shangyi.decisions.rules.signing
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0002_counting"),
        ("people", "0003_language_unless_chosen"),
        ("places", "0001_tree_units_rosters"),
        ("undertakings", "0005_publishing_a_result"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                (
                    "about",
                    models.CharField(
                        blank=True, help_text="what it comes from, e.g. concern:12", max_length=40
                    ),
                ),
                ("place_path", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("signing", "Being signed"),
                            ("sent-back", "Sent back"),
                            ("in-force", "In force"),
                            ("dropped", "Dropped"),
                        ],
                        default=shangyi.decisions.rules.signing.State["DRAFT"],
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("sign_by", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("in_force_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_words", models.CharField(blank=True, max_length=300)),
                ("warranty_until", models.DateField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements_drafted",
                        to="people.person",
                    ),
                ),
                (
                    "drafted_capacity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.capacity",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["place_path", "-id"],
                        name="agreement_below",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    ),
                    models.Index(fields=["state", "sign_by"], name="agreement_by_state"),
                    models.Index(fields=["about"], name="agreement_about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_force_at__isnull", False),
                            models.Q(
                                ("state", shangyi.decisions.rules.signing.State["IN_FORCE"]), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="agreement_in_force_has_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementParty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("household", "household"), ("person", "person"), ("unit", "unit")],
                        max_length=10,
                    ),
                ),
                (
                    "key",
                    models.CharField(help_text="the household's code, or the name as typed", max_length=60),
                ),
                ("label", models.CharField(max_length=200)),
                (
                    "weight",
                    models.PositiveBigIntegerField(
                        default=0, help_text="0.01 m², fen or points, by the basis"
                    ),
                ),
                ("exempt_because", models.CharField(blank=True, max_length=200)),
                ("fen", models.PositiveBigIntegerField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="AgreementConcession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gives", models.CharField(max_length=300)),
                ("in_return", models.CharField(max_length=300)),
                ("scope", models.CharField(max_length=300)),
                ("access_times", models.CharField(max_length=300)),
                ("restoration", models.CharField(max_length=300)),
                ("withdrawal", models.CharField(max_length=300)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="concessions",
                        to="decisions.agreementparty",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgreementPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fen", models.BigIntegerField()),
                ("paid_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=120)),
                ("recorded_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="decisions.agreementparty",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        help_text="booked in error",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="decisions.agreementpayment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fen", 0), _negated=True), name="agreement_payment_not_nothing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementQuote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("firm", models.CharField(max_length=80)),
                ("total_fen", models.PositiveBigIntegerField()),
                ("warranty_months", models.PositiveSmallIntegerField(default=0)),
                ("working_days", models.PositiveSmallIntegerField(default=0)),
                ("offer", models.CharField(blank=True, max_length=300)),
                ("is_chosen", models.BooleanField(default=False)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotes",
                        to="decisions.agreement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "firm"), name="agreement_quote_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_chosen", True)),
                        fields=("agreement",),
                        name="one_chosen_quote",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementSigner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("occupant", "tenant"),
                            ("self", "in person"),
                            ("for-unit", "for the unit"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(db_index=True, max_length=20)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signers",
                        to="decisions.agreementparty",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["party__number", "number"],
                "indexes": [models.Index(fields=["person", "party"], name="agreement_signer_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("party", "name"), name="agreement_signer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("signed-in", "on the phone, signed in"),
                            ("in-person-code", "in person, with their code"),
                            ("drawn", "drawn by hand on a screen"),
                            ("remote-code", "by link and code"),
                            ("written-proxy", "by written proxy"),
                            ("paper-witnessed", "on paper, before a witness"),
                        ],
                        max_length=16,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField()),
                (
                    "evidence",
                    models.CharField(
                        blank=True, help_text="where the paper is kept, who signed it", max_length=120
                    ),
                ),
                ("witness", models.CharField(blank=True, max_length=60)),
                ("picture", models.FileField(blank=True, upload_to="agreements/%Y/%m/")),
                ("picture_digest", models.CharField(blank=True, max_length=64)),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_reason", models.CharField(blank=True, max_length=300)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="decisions.agreementsigner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at__isnull", True)),
                        fields=("signer",),
                        name="one_signature_a_signer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementObjection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("raised_at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "undertaking",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="undertakings.undertaking",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="decisions.agreementsigner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("signer",),
                        name="one_open_agreement_objection",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("number", models.CharField(help_text="random, printed with the text", max_length=20)),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField(blank=True)),
                ("options", models.TextField(blank=True, help_text="other ways that were considered")),
                ("is_mediation", models.BooleanField(default=False)),
                ("total_fen", models.PositiveBigIntegerField(default=0)),
                ("total_reason", models.CharField(blank=True, max_length=300)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("equal", "in equal parts"),
                            ("area", "by the area of the flats"),
                            ("figures", "by figures that were agreed"),
                            ("benefit", "by points of benefit that were agreed"),
                        ],
                        default=shangyi.decisions.rules.shares.Basis["EQUAL"],
                        max_length=8,
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("offered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_verb",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refuse", "refused by a party"),
                            ("withdraw", "taken back by whoever drafted it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ended_by", models.CharField(blank=True, max_length=60)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="decisions.agreement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "version"), name="agreement_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementPromise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("what", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                ("is_works", models.BooleanField(default=False)),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "undertaking",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="undertakings.undertaking",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="promises",
                        to="decisions.agreementtext",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("holder__isnull", False), ("unit__isnull", False), _connector="OR"
                        ),
                        name="agreement_promise_has_owner",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="text",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parties",
                to="decisions.agreementtext",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementparty",
            constraint=models.UniqueConstraint(fields=("text", "number"), name="agreement_party_number"),
        ),
        migrations.AddConstraint(
            model_name="agreementparty",
            constraint=models.UniqueConstraint(fields=("text", "label"), name="agreement_party_once"),
        ),
    ]
