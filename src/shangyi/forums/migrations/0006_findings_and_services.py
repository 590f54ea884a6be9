import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0005_ratings_and_questions"),
        ("people", "0003_language_unless_chosen"),
        ("places", "0001_tree_units_rosters"),
        ("undertakings", "0005_publishing_a_result"),
    ]

    operations = [
        migrations.AddField(
            model_name="need",
            name="met_by_itself",
            field=models.BooleanField(default=False, help_text="what is wanted was made here"),
        ),
        migrations.CreateModel(
            name="ServiceOffering",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("scope", models.CharField(help_text="for whom and what", max_length=200)),
                ("available", models.CharField(blank=True, help_text="when it can be had", max_length=120)),
                ("starts_on", models.DateField()),
                ("registered_at", models.DateTimeField()),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="forums.gathering",
                    ),
                ),
                (
                    "rating",
                    models.OneToOneField(
                        help_text="that residents are asked to rate it",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="undertakings.undertaking",
                    ),
                ),
                (
                    "remark",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service",
                        to="forums.remark",
                    ),
                ),
                (
                    "undertaking",
                    models.OneToOneField(
                        help_text="that it begins",
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
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.CharField(blank=True, help_text="where, in words: 电商直播间", max_length=120),
                ),
                ("seen_on", models.DateField()),
                ("members", models.JSONField(default=list, help_text="names of those who were there")),
                ("recorded_at", models.DateTimeField()),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="forums.gathering",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("place__isnull", False), models.Q(("words", ""), _negated=True), _connector="OR"
                        ),
                        name="site_is_somewhere",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                        choices=[
                            ("state", "how it stands"),
                            ("difficulty", "difficulty"),
                            ("cause", "cause"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("recorded_at", models.DateTimeField()),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="forums.gathering",
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
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="forums.site",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("gathering", "number"), name="finding_number_once"),
                    models.UniqueConstraint(fields=("gathering", "kind", "text"), name="finding_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SitePhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.FileField(upload_to="sites/%Y/%m/")),
                ("small", models.FileField(upload_to="sites/%Y/%m/")),
                ("digest", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="forums.site"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("site", "digest"), name="site_photo_once")],
            },
        ),
        migrations.CreateModel(
            name="CaseDigest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(help_text="when the service began")),
                ("until_on", models.DateField(help_text="the last day of which cases are counted")),
                ("period_source", models.CharField(blank=True, max_length=120)),
                ("n_linked", models.PositiveIntegerField()),
                ("n_existing", models.PositiveIntegerField(help_text="none: unknown", null=True)),
                ("existing_source", models.CharField(blank=True, max_length=120)),
                ("existing_on", models.DateField(null=True)),
                (
                    "categories",
                    models.JSONField(default=list, help_text="code, count, and buildings with their counts"),
                ),
                ("months", models.JSONField(default=list, help_text="month and count")),
                ("drawn_at", models.DateTimeField()),
                (
                    "drawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="digests",
                        to="forums.gathering",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "place", "-id"], name="digest_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("n_existing__isnull", True),
                            models.Q(
                                models.Q(("existing_source", ""), _negated=True),
                                ("existing_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="existing_total_has_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))), name="digest_forward"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DiagnosisPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=500)),
                ("recorded_at", models.DateTimeField()),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="forums.gathering",
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
                ("findings", models.ManyToManyField(related_name="points", to="forums.finding")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("gathering", "number"), name="point_number_once"),
                    models.UniqueConstraint(fields=("gathering", "text"), name="point_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("set_at", models.DateTimeField()),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="forums.gathering",
                    ),
                ),
                (
                    "undertaking",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="undertakings.undertaking",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("gathering", "text"), name="goal_once")],
            },
        ),
    ]
