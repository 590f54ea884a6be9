import django.db.models.deletion
import shangyi.forums.rules.life
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0002_practice_versions"),
        ("people", "0003_language_unless_chosen"),
        ("places", "0001_tree_units_rosters"),
        ("rulepacks", "0001_pack_and_calendar_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeriesRhythm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField()),
                ("rhythm", models.JSONField(help_text="none: called when there is need", null=True)),
                ("is_own", models.BooleanField(default=False, help_text="not as its practice says")),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="gathering",
            name="due_on",
            field=models.DateField(
                help_text="the day that the rhythm of its series names; none: besides the rhythm", null=True
            ),
        ),
        migrations.AddField(
            model_name="gathering",
            name="is_open",
            field=models.BooleanField(default=False, help_text="residents of the place may come uninvited"),
        ),
        migrations.AddField(
            model_name="gathering",
            name="reminded_at",
            field=models.DateTimeField(help_text="whoever is invited was reminded of this time", null=True),
        ),
        migrations.AddField(
            model_name="gathering",
            name="revised_at",
            field=models.DateTimeField(help_text="when its plan changed last, for calendars", null=True),
        ),
        migrations.AddField(
            model_name="gathering",
            name="sequence",
            field=models.PositiveIntegerField(
                default=0, help_text="how often its plan changed, for calendars"
            ),
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret", models.CharField(max_length=43, unique=True)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
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
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("place__isnull", True), ("person__isnull", True), _connector="XOR"
                        ),
                        name="feed_is_of_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("place",),
                        name="one_feed_of_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("person",),
                        name="one_feed_of_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at__isnull", True),
                            ("revoked_at__gte", models.F("made_at")),
                            _connector="OR",
                        ),
                        name="feed_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("practice", models.CharField(help_text="code of the practice", max_length=60)),
                ("name", models.CharField(help_text="as people call it, e.g. 周五茶座会", max_length=60)),
                ("place_path", models.CharField(max_length=120)),
                (
                    "theme",
                    models.CharField(
                        help_text="what the next sitting takes over, like the venue", max_length=80
                    ),
                ),
                ("venue", models.CharField(max_length=80)),
                ("minutes", models.PositiveSmallIntegerField(default=90)),
                (
                    "is_open",
                    models.BooleanField(default=True, help_text="residents of the place may come uninvited"),
                ),
                ("started_on", models.DateField()),
                ("ended_on", models.DateField(help_text="the last day on which it may sit", null=True)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "about_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "convened_by",
                    models.ForeignKey(
                        help_text="none: the community itself",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.unit",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_series",
                        to="people.person",
                    ),
                ),
                (
                    "keeper_capacity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.capacity"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["place_path", "ended_on"],
                        name="series_below",
                        opclasses=["varchar_pattern_ops", "date_ops"],
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            models.Q(("end_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="ended_series_has_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DueDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("named_on", models.DateField()),
                (
                    "reminded_at",
                    models.DateTimeField(
                        help_text="its keeper was told that it is not planned yet", null=True
                    ),
                ),
                (
                    "missed_at",
                    models.DateTimeField(help_text="it passed and nobody had planned it", null=True),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("explained_at", models.DateTimeField(null=True)),
                (
                    "explained_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_days",
                        to="forums.series",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("series", "named_on"), name="due_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("explained_at__isnull", True), ("reason", "")),
                            models.Q(
                                ("explained_at__isnull", False), models.Q(("reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="explained_day_has_reason",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="gathering",
            name="series",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gatherings",
                to="forums.series",
            ),
        ),
        migrations.AddConstraint(
            model_name="gathering",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", shangyi.forums.rules.life.State["CANCELLED"]), _negated=True),
                fields=("series", "due_on"),
                name="one_gathering_for_a_due_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="gathering",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__isnull", True), ("series__isnull", False), _connector="OR"),
                name="due_day_of_a_series",
            ),
        ),
        migrations.AddField(
            model_name="seriesrhythm",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rhythms", to="forums.series"
            ),
        ),
        migrations.AddField(
            model_name="seriesrhythm",
            name="set_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesrhythm",
            constraint=models.UniqueConstraint(fields=("series", "from_on"), name="rhythm_once_a_day"),
        ),
    ]
