from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("undertakings", "0001_undertakings")]

    operations = [
        migrations.AddField(
            model_name="undertaking",
            name="remind_at",
            field=models.DateTimeField(help_text="when to remind before the due time", null=True),
        ),
    ]
