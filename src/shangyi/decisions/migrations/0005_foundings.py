import django.db.models.deletion
import shangyi.decisions.rules.founding
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("decisions", "0004_budgets"),
        ("people", "0003_language_unless_chosen"),
        ("places", "0001_tree_units_rosters"),
        ("rulepacks", "0001_pack_and_calendar_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Founding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place_path", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Asked for by owners"),
                            ("running", "Under way"),
                            ("filed", "Founded and filed"),
                            ("stopped", "Stopped"),
                        ],
                        default=shangyi.decisions.rules.founding.FoundingState["RUNNING"],
                        max_length=10,
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True, help_text="why, as whoever asked or opened it wrote", max_length=300
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("filed_at", models.DateTimeField(null=True)),
                ("filing_number", models.CharField(blank=True, max_length=60)),
                ("filing_office", models.CharField(blank=True, max_length=120)),
                (
                    "recorded_on",
                    models.DateField(help_text="when the office put it on its record", null=True),
                ),
                ("term_from", models.DateField(null=True)),
                ("term_until", models.DateField(null=True)),
                (
                    "renew_by",
                    models.DateField(help_text="when the next election has to be under way", null=True),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="foundings_asked",
                        to="people.person",
                    ),
                ),
                (
                    "asked_capacity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.capacity",
                    ),
                ),
                (
                    "ballot",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="founding",
                        to="decisions.ballot",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="decisions.founding",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rulepacks.packversion",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="foundings",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["place_path", "-id"],
                        name="founding_below",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["requested", "running"])),
                        fields=("place",),
                        name="one_founding_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", shangyi.decisions.rules.founding.FoundingState["FILED"]),
                                _negated=True,
                            ),
                            models.Q(
                                models.Q(("filing_number", ""), _negated=True), ("recorded_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="filed_founding_has_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FoundingAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("eligibility", "Check whether the compound may form a committee"),
                            ("group", "Form the preparatory group"),
                            ("roster", "Confirm owners, heads and areas"),
                            ("notice", "Show the drafts and candidates, and call the owners' meeting"),
                            ("ballot", "Name the ballot of the owners' meeting"),
                            ("result", "Take over the result of the owners' vote"),
                            ("committee", "Write down the elected committee and its first meeting"),
                            ("filing", "File the committee with the street or town"),
                        ],
                        max_length=12,
                    ),
                ),
                ("facts", models.JSONField(default=dict, help_text="name: a number, or a day as text")),
                ("evidence", models.TextField(blank=True)),
                ("picture", models.FileField(blank=True, upload_to="foundings/%Y/%m/")),
                ("picture_digest", models.CharField(blank=True, max_length=64)),
                ("why_late", models.CharField(blank=True, max_length=300)),
                (
                    "late",
                    models.JSONField(
                        default=list, help_text="the gates that were kept too late, as why_late explains"
                    ),
                ),
                (
                    "why_again",
                    models.CharField(
                        blank=True, help_text="why an earlier act was corrected", max_length=300
                    ),
                ),
                ("done_at", models.DateTimeField()),
                ("stands", models.BooleanField(default=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "done_capacity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.capacity",
                    ),
                ),
                (
                    "founding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acts",
                        to="decisions.founding",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("stands", True)),
                        fields=("founding", "deed"),
                        name="one_standing_act_a_deed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FoundingMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("group", "Preparatory group"),
                            ("candidate", "Candidate"),
                            ("committee", "Member of the owners' committee"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("street", "street or town"),
                            ("community", "community"),
                            ("developer", "developer"),
                            ("other", "other"),
                        ],
                        default=shangyi.decisions.rules.founding.Side["OWNER"],
                        max_length=10,
                    ),
                ),
                (
                    "post",
                    models.CharField(
                        blank=True, help_text="chair, deputy …, as they say there", max_length=40
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="decisions.foundingact",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("act", "name"), name="named_once_an_act")],
            },
        ),
        migrations.CreateModel(
            name="FoundingSupport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_on_roster", models.BooleanField(default=False)),
                ("area", models.PositiveIntegerField(default=0, help_text="0.01 m², as the roster said")),
                ("joined_at", models.DateTimeField()),
                (
                    "founding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to="decisions.founding",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("founding", "person"), name="one_support_a_person")
                ],
            },
        ),
    ]
