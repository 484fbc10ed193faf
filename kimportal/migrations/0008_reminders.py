from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kimportal", "0007_decision_region"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="way_out",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="person",
            name="wants_reminders",
            field=models.BooleanField(
                db_default=True,
                default=True,
                verbose_name="remind me by e-mail of events that I plan",
            ),
        ),
    ]
