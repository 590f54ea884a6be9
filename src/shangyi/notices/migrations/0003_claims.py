from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_live_events_are_notified")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="claimed_at",
            field=models.DateTimeField(help_text="a sender has it since then", null=True),
        ),
        migrations.AddField(
            model_name="notice",
            name="n_lost",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="how often a sender died with it in hand"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("channel", "in_app"), ("read_at", None)),
                fields=["person"],
                name="notice_unread",
            ),
        ),
    ]
