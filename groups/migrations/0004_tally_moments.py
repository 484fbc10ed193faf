
import django.utils.timezone
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0003_full_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="regiontally",
            name="changed_at",
            field=models.DateTimeField(
                db_default=Now(), default=django.utils.timezone.now, editable=False
            ),
        ),
    ]
