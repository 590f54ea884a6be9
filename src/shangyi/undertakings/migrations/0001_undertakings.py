import django.db.models.deletion
import shangyi.places.rules
import shangyi.undertakings.rules.life
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_persons_accounts_capacities"),
        ("places", "0001_tree_units_rosters"),
        ("rulepacks", "0001_pack_and_calendar_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Undertaking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("matter", models.CharField(max_length=40)),
                (
                    "task",
                    models.CharField(
                        choices=[
                            ("sort", "sort"),
                            ("assign", "assign"),
                            ("handle", "handle"),
                            ("review", "review of the open list"),
                            ("answer", "answer"),
                            ("rate", "ask for the rating"),
                            ("look", "look again"),
                            ("report_up", "reply from above"),
                            ("visit", "visit"),
                            ("contact", "contact"),
                            ("pledge", "pledge"),
                            ("works", "works"),
                            ("reply", "reply"),
                        ],
                        max_length=12,
                    ),
                ),
                ("is_lead", models.BooleanField(default=False)),
                ("what", models.CharField(max_length=300)),
                ("place_path", models.CharField(max_length=120)),
                ("manner", models.CharField(default=shangyi.places.rules.Manner["ASSIGN"], max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("done", "done"),
                            ("returned", "returned"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default=shangyi.undertakings.rules.life.State["OPEN"],
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("respond_by", models.DateTimeField(null=True)),
                ("responded_at", models.DateTimeField(null=True)),
                ("first_due_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "undated_reason",
                    models.CharField(
                        blank=True, help_text="时限待定: why there is no date yet", max_length=200
                    ),
                ),
                ("return_by", models.DateTimeField(null=True)),
                (
                    "working",
                    models.JSONField(default=dict, help_text="how the limits were computed, step by step"),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.TextField(blank=True)),
                ("rung", models.PositiveSmallIntegerField(default=0)),
                ("look_at", models.DateTimeField(help_text="when the sweep must look at it next", null=True)),
                (
                    "answers_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awaited",
                        to="people.person",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undertakings",
                        to="people.person",
                    ),
                ),
                (
                    "holder_capacity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.capacity",
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
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="undertakings.undertaking",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "raised_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="raised",
                        to="people.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undertakings",
                        to="places.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["matter", "id"], name="undertaking_of_matter"),
                    models.Index(
                        condition=models.Q(("state", shangyi.undertakings.rules.life.State["OPEN"])),
                        fields=["look_at"],
                        name="undertaking_to_look_at",
                    ),
                    models.Index(
                        condition=models.Q(("state", shangyi.undertakings.rules.life.State["OPEN"])),
                        fields=["holder", "due_at"],
                        name="undertaking_of_holder",
                    ),
                    models.Index(
                        condition=models.Q(("state", shangyi.undertakings.rules.life.State["OPEN"])),
                        fields=["answers_to", "due_at"],
                        name="undertaking_awaited",
                    ),
                    models.Index(
                        condition=models.Q(("state", shangyi.undertakings.rules.life.State["OPEN"])),
                        fields=["place_path", "due_at"],
                        name="undertaking_below",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("is_lead", True), ("state", shangyi.undertakings.rules.life.State["OPEN"])
                        ),
                        fields=("matter",),
                        name="one_open_lead_per_matter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_at__isnull", False),
                            models.Q(("is_lead", False), models.Q(("undated_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="undertaking_has_date_or_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("holder__isnull", False), ("unit__isnull", False), _connector="OR"
                        ),
                        name="undertaking_has_holder_or_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", shangyi.undertakings.rules.life.State["OPEN"]),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="ended_undertaking_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("response", "response is due"),
                            ("before", "before the due time"),
                            ("at", "at the due time"),
                            ("after", "after the due time"),
                            ("rung", "raised"),
                        ],
                        max_length=8,
                    ),
                ),
                ("rung", models.PositiveSmallIntegerField(default=0)),
                (
                    "due_at",
                    models.DateTimeField(
                        help_text="the due time it spoke of; an extension allows new reminders"
                    ),
                ),
                ("given_at", models.DateTimeField()),
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
                    "undertaking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="undertakings.undertaking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("undertaking", "stage", "rung", "due_at", "person"),
                        name="reminder_given_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("wanted_due_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("granted", models.BooleanField(null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=300)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "decided_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="undertakings.undertaking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at__isnull", True)),
                        fields=("undertaking",),
                        name="one_pending_extension",
                    )
                ],
            },
        ),
    ]
