import django.db.models.deletion
import shangyi.forums.rules.rating
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0004_minutes"),
        ("people", "0003_language_unless_chosen"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("room", "whoever was there"), ("host", "whoever held it")], max_length=4
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "by_staff",
                    models.BooleanField(
                        default=False, help_text="entered by staff for somebody who told them"
                    ),
                ),
                ("rated_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "attendance",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating",
                        to="forums.attendance",
                    ),
                ),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="forums.gathering",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["gathering", "side"], name="rating_by_side")],
                "constraints": [
                    models.UniqueConstraint(fields=("gathering", "host"), name="host_rates_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("attendance__isnull", False),
                                ("host__isnull", True),
                                ("side", shangyi.forums.rules.rating.Side["ROOM"]),
                            ),
                            models.Q(
                                ("attendance__isnull", True),
                                ("host__isnull", False),
                                ("side", shangyi.forums.rules.rating.Side["HOST"]),
                            ),
                            _connector="OR",
                        ),
                        name="rating_is_of_one_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("axis", models.CharField(max_length=40)),
                ("mark", models.PositiveSmallIntegerField()),
                (
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="forums.rating"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rating", "axis"), name="axis_rated_once"),
                    models.CheckConstraint(
                        condition=models.Q(("mark__gte", 1), ("mark__lte", 5)), name="mark_from_one_to_five"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdvanceQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("class_code", models.CharField(max_length=40)),
                ("name", models.CharField(blank=True, max_length=60)),
                ("theme", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField()),
                (
                    "by_staff",
                    models.BooleanField(
                        default=False, help_text="entered by staff for somebody who told them"
                    ),
                ),
                ("handed_in_at", models.DateTimeField()),
                (
                    "gathering",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="forums.gathering",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="forums.invitation",
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
                    "remark",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_in",
                        to="forums.remark",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["gathering", "theme", "id"], name="question_by_theme")],
            },
        ),
    ]
