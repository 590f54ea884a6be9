import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("province", "Province"),
                            ("city", "City"),
                            ("district", "District"),
                            ("street", "Street or town"),
                            ("community", "Community or village"),
                            ("grid", "Grid"),
                            ("compound", "Compound"),
                            ("building", "Building"),
                            ("stairwell", "Stairwell"),
                            ("household", "Household"),
                        ],
                        max_length=12,
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                (
                    "full_name",
                    models.CharField(help_text="from the community down, as people say it", max_length=200),
                ),
                ("path", models.CharField(max_length=120, null=True, unique=True)),
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
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.place",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["parent", "name"], name="place_children")],
            },
        ),
        migrations.CreateModel(
            name="OwnerRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("area", models.PositiveIntegerField(help_text="0.01 m²")),
                (
                    "area_source",
                    models.CharField(
                        choices=[
                            ("register", "property register"),
                            ("survey", "survey"),
                            ("contract", "sale contract"),
                        ],
                        max_length=8,
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owner_rows",
                        to="places.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HouseholdRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("is_tenant", models.BooleanField(default=False)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="household_rows",
                        to="places.place",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("committee", "Community committee"),
                            ("street_office", "Street office or town government"),
                            ("department", "Government department"),
                            ("property_firm", "Property firm"),
                            ("utility", "Utility"),
                            ("police_room", "Police room"),
                            ("cppcc", "CPPCC committee"),
                            ("volunteers", "Volunteers"),
                            ("shop", "Shop"),
                            ("school", "School"),
                            ("other", "Other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("assign", "assign"),
                            ("request", "ask as a peer"),
                            ("refer", "pass on"),
                            ("submit", "ask a superior"),
                        ],
                        default="request",
                        max_length=8,
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=30)),
                ("closed_on", models.DateField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="places.place"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("place", "name"), name="unit_name_per_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                (
                    "source",
                    models.CharField(
                        blank=True, help_text="the contract or notice the dates are read from", max_length=120
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="periods", to="places.place"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="periods", to="places.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="service_period_forward",
                    )
                ],
            },
        ),
    ]
