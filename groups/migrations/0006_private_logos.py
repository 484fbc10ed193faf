from django.core.files.storage import storages
from django.db import migrations, models

from kimportal.uploads.storages import names_in, private_storage, upload_to


def keep_privately(apps, schema_editor):
    """Every logo moves to the private store; the public one keeps those of verified KIM."""
    public, private = storages["default"], storages["private"]
    live = apps.get_model("groups", "Group").objects.filter(state="live")
    for names in list(names_in(public, "logos")):
        shown = set(live.filter(logo__in=names).values_list("logo", flat=True))
        for name in names:
            if not private.exists(name):
                with public.open(name) as file:
                    private.save(name, file)
            if name not in shown:
                public.delete(name)


class Migration(migrations.Migration):

    dependencies = [
        ("groups", "0005_register_places"),
    ]

    operations = [
        migrations.AlterField(
            model_name="group",
            name="logo",
            field=models.FileField(
                blank=True,
                max_length=120,
                storage=private_storage,
                upload_to=upload_to("logos"),
                verbose_name="logo",
            ),
        ),
        migrations.RunPython(keep_privately, migrations.RunPython.noop),
    ]
