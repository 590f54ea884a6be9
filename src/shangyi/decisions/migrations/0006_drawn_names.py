"""A name drawn by hand is kept with the signature."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("decisions", "0005_foundings")]

    operations = [
        migrations.AddField(
            model_name="agreementsignature",
            name="drawing",
            field=models.TextField(
                blank=True,
                default="",
                help_text="strokes of a name drawn by hand: x,y x,y;x,y",
                max_length=20000,
            ),
            preserve_default=False,
        ),
    ]
