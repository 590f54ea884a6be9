import django.db.models.deletion
import shangyi.decisions.rules.ballot_life
import shangyi.decisions.rules.roster
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0003_language_unless_chosen"),
        ("places", "0001_tree_units_rosters"),
        ("rulepacks", "0001_pack_and_calendar_versions"),
        ("undertakings", "0005_publishing_a_result"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("background", models.TextField(blank=True)),
                (
                    "about",
                    models.CharField(
                        blank=True, help_text="the matter it comes from, e.g. concern:12", max_length=40
                    ),
                ),
                ("place_path", models.CharField(max_length=120)),
                (
                    "label",
                    models.CharField(
                        choices=[
                            ("straw-poll", "Straw poll"),
                            ("consultative", "Consultative ballot"),
                            ("statutory-owners", "Owners' joint decision"),
                            ("statutory-assembly", "Vote of the residents' or villagers' assembly"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("yes-no", "Yes or no"),
                            ("owners", "Owners by heads and area"),
                            ("assembly", "Assembly, of those present"),
                            ("approval", "Tick all that you can live with"),
                            ("score", "Points for each option"),
                            ("instant-runoff", "Put in order, the last one drops out"),
                            ("schulze", "Put in order, compared in pairs"),
                            ("consent", "Consent, each objection followed up"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("278-1", "Rules of procedure of the owners' assembly"),
                            ("278-2", "Management covenant"),
                            ("278-3", "Electing or replacing the owners' committee"),
                            ("278-4", "Hiring or dismissing the property firm"),
                            ("278-5", "Using the maintenance fund"),
                            ("278-6", "Raising the maintenance fund"),
                            ("278-7", "Rebuilding a building or its facilities"),
                            ("278-8-use", "Another use of common parts"),
                            ("278-8-commerce", "Business on common parts"),
                            ("278-9", "Another major matter of the owners"),
                            ("279", "A dwelling becomes business premises"),
                        ],
                        max_length=16,
                    ),
                ),
                ("assembly", models.CharField(blank=True, max_length=24)),
                (
                    "electorate",
                    models.CharField(
                        choices=[
                            ("owners", "Owners, from the owners' roster"),
                            ("households", "Households, one answer each"),
                            ("residents", "Residents who live there"),
                            ("listed", "People named by hand"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "scope_kind",
                    models.CharField(
                        choices=[
                            ("households", "Households picked by hand"),
                            ("stairwell", "One stairwell"),
                            ("building", "One building"),
                            ("compound", "The whole compound"),
                        ],
                        default=shangyi.decisions.rules.roster.ScopeKind["COMPOUND"],
                        max_length=12,
                    ),
                ),
                (
                    "majority",
                    models.CharField(
                        choices=[
                            ("over-half", "more than half"),
                            ("two-thirds", "two thirds or more"),
                            ("three-quarters", "three quarters or more"),
                            ("all", "everybody"),
                        ],
                        default=shangyi.decisions.rules.ballot_life.Majority["HALF"],
                        max_length=16,
                    ),
                ),
                (
                    "quorum",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("over-half", "more than half"),
                            ("two-thirds", "two thirds or more"),
                            ("three-quarters", "three quarters or more"),
                            ("all", "everybody"),
                        ],
                        max_length=16,
                    ),
                ),
                ("seats", models.PositiveSmallIntegerField(default=1)),
                ("most_points", models.PositiveSmallIntegerField(default=5)),
                (
                    "lot",
                    models.JSONField(
                        default=list, help_text="order of options drawn in public before the count"
                    ),
                ),
                ("is_secret", models.BooleanField(default=True)),
                ("ground", models.CharField(default="unknown", max_length=12)),
                ("changes", models.JSONField(default=list, help_text="what is changed or spent, as ticked")),
                ("set_aside_reason", models.CharField(blank=True, max_length=300)),
                ("channel", models.CharField(default="paper", max_length=20)),
                (
                    "declared_area",
                    models.PositiveBigIntegerField(help_text="0.01 m², as the register says", null=True),
                ),
                ("roster_digest", models.CharField(blank=True, max_length=64)),
                ("roster_version", models.PositiveSmallIntegerField(default=0)),
                ("frozen_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("noticed", "Announced"),
                            ("open", "Voting"),
                            ("closed", "Counted, not yet published"),
                            ("published", "Published"),
                            ("void", "Void"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=shangyi.decisions.rules.ballot_life.BallotState["DRAFT"],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("noticed_at", models.DateTimeField(null=True)),
                ("opens_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                (
                    "first_closes_at",
                    models.DateTimeField(help_text="as announced, before any extension", null=True),
                ),
                ("extended_reason", models.CharField(blank=True, max_length=300)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("publish_by", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "result",
                    models.JSONField(default=dict, help_text="the working as it was printed when it closed"),
                ),
                ("claim", models.CharField(blank=True, max_length=12)),
                ("outcome", models.CharField(blank=True, max_length=12)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ballots_asked",
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
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="decisions.ballot",
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rulepacks.packversion",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="places.place"
                    ),
                ),
                (
                    "set_aside_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["place_path", "-id"],
                        name="ballot_below",
                        opclasses=["varchar_pattern_ops", "int8_ops"],
                    ),
                    models.Index(fields=["state", "closes_at"], name="ballot_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at__isnull", True),
                            ("closes_at__gt", models.F("opens_at")),
                            _connector="OR",
                        ),
                        name="ballot_closes_after_opening",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BallotOption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=200)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="decisions.ballot",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("ballot", "number"), name="ballot_option_number"),
                    models.UniqueConstraint(fields=("ballot", "text"), name="ballot_option_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Elector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "key",
                    models.CharField(
                        help_text="the household's code, or person:ID, or a name", max_length=60
                    ),
                ),
                ("head", models.CharField(max_length=60)),
                ("name", models.CharField(help_text="who it is, as on the roster", max_length=120)),
                ("owners", models.JSONField(default=list)),
                ("area", models.PositiveIntegerField(default=0, help_text="0.01 m²")),
                (
                    "area_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("register", "property register"),
                            ("survey", "survey"),
                            ("contract", "sale contract"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("delivered", "delivered"),
                            ("undelivered", "sold, not delivered"),
                            ("unsold", "not sold"),
                        ],
                        default=shangyi.decisions.rules.roster.Standing["DELIVERED"],
                        max_length=12,
                    ),
                ),
                ("is_parking", models.BooleanField(default=False)),
                ("is_heard_only", models.BooleanField(default=False, help_text="may speak, has no vote")),
                ("code", models.CharField(db_index=True, max_length=20)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="electors",
                        to="decisions.ballot",
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
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "ballot"], name="elector_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ballot", "version", "key"), name="elector_once_a_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("head", models.CharField(max_length=60)),
                (
                    "is_condition",
                    models.BooleanField(default=False, help_text="agree if …, rather than object"),
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
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="decisions.ballot",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("ballot", "head"),
                        name="one_open_objection",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("household", models.CharField(max_length=60)),
                ("choice", models.JSONField()),
                ("read_at", models.DateTimeField()),
                ("counted_at", models.DateTimeField(null=True)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="decisions.ballot",
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ballot", "household", "read_by"), name="paper_read_once_each"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProxyPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("household", models.CharField(max_length=60)),
                ("holder", models.CharField(max_length=60)),
                ("is_written", models.BooleanField(default=False)),
                (
                    "proof",
                    models.CharField(blank=True, help_text="where the signed paper is kept", max_length=120),
                ),
                ("choice", models.CharField(blank=True, max_length=10)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proxies",
                        to="decisions.ballot",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("ballot", "household"),
                        name="one_proxy_a_household",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("head", models.CharField(max_length=60)),
                ("choice", models.JSONField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("signed-in", "on the phone, signed in"),
                            ("code", "by link and code"),
                            ("counter", "at the counter, written down by staff"),
                            ("paper", "on paper"),
                            ("proxy", "by proxy"),
                            ("hands", "by a show of hands"),
                        ],
                        max_length=10,
                    ),
                ),
                ("proxy", models.CharField(blank=True, max_length=60)),
                ("cast_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("n_changes", models.PositiveSmallIntegerField(default=0)),
                (
                    "stands",
                    models.BooleanField(
                        default=True, help_text="false: set aside when the roster was corrected"
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="decisions.ballot",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("ballot", "head"), name="one_vote_a_head")],
            },
        ),
        migrations.CreateModel(
            name="VoteChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("choice", models.JSONField()),
                ("how", models.CharField(max_length=10)),
                ("proxy", models.CharField(blank=True, max_length=60)),
                ("held_from", models.DateTimeField()),
                ("held_until", models.DateTimeField()),
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
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="decisions.vote",
                    ),
                ),
            ],
        ),
    ]
