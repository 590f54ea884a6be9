import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=40)),
                ("place_code", models.CharField(max_length=40)),
                ("category", models.CharField(blank=True, max_length=60)),
                ("capacity_kind", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("public", models.JSONField(default=dict)),
                ("commitment", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "id"], name="fact_of_subject"),
                    models.Index(fields=["kind", "at"], name="fact_by_kind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivatePart",
            fields=[
                (
                    "fact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="private",
                        serialize=False,
                        to="ledger.fact",
                    ),
                ),
                ("salt", models.CharField(max_length=64)),
                ("content", models.JSONField(default=dict)),
            ],
        ),
    ]
