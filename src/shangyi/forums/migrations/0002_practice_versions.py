import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0001_gatherings"),
        ("people", "0003_language_unless_chosen"),
    ]

    operations = [
        migrations.AlterField(
            model_name="gathering",
            name="practice",
            field=models.CharField(help_text="code of the practice", max_length=60),
        ),
        migrations.CreateModel(
            name="PracticeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("version", models.CharField(max_length=60)),
                (
                    "place_path",
                    models.CharField(
                        blank=True, help_text="in force below this path; empty: everywhere", max_length=120
                    ),
                ),
                ("in_force_from", models.DateField()),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("put_in_force_at", models.DateTimeField()),
                (
                    "put_in_force_by",
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
                    models.UniqueConstraint(
                        fields=("code", "version", "place_path"), name="practice_version_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="gathering",
            name="practice_version",
            field=models.ForeignKey(
                help_text="none: as the programme brings it along",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="forums.practiceversion",
            ),
        ),
    ]
