import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deliberation", "0001_topics"),
        ("people", "0003_language_unless_chosen"),
    ]

    operations = [
        migrations.AddField(
            model_name="position",
            name="recorded_by",
            field=models.ForeignKey(
                help_text="who wrote it down from paper",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.person",
            ),
        ),
    ]
