from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("kimportal", "0006_alter_auditevent_action"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="exportjob", name="exportjob_by"),
        migrations.RenameField("exportjob", "wanted", "filters"),
        migrations.RenameField("exportjob", "asked_at", "requested_at"),
        migrations.RenameField("exportjob", "heard_at", "heartbeat_at"),
        migrations.AddIndex(
            model_name="exportjob",
            index=models.Index(fields=["by", "-requested_at"], name="exportjob_by"),
        ),
    ]
