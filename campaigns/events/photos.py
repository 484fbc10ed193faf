"""Photos on their way to the public: renditions appear on approval and vanish on withdrawal."""

from django.core.files.storage import storages
from django.db import transaction
from django_tasks import task

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from kimportal.uploads import images


@task()
def publish(event_id):
    """Make what the public may see of an event's photos exist, and nothing else.

    Idempotent: it compares what should be with what is, whatever was done before.
    """
    for photo_id in EventPhoto.objects.filter(event_id=event_id).values_list("pk", flat=True):
        with transaction.atomic():
            photo = EventPhoto.objects.select_for_update().get(pk=photo_id)
            event = OutreachEvent.objects.get(pk=event_id)
            if event.is_live and photo.is_shown and photo.has_consent:
                draw(photo)
            else:
                hide(photo)


def draw(photo):
    if photo.renditions:
        return
    with photo.file.open("rb") as file:
        made = images.in_every_format(file)
    photo.renditions = [_kept(photo, one) for one in made]
    photo.save(update_fields=["renditions"])


def _kept(photo, one):
    """Stored under the stem of the photo's own name, so that the sweep knows whose it is."""
    storage = storages["default"]
    path = f"{photo.file.name.rpartition('.')[0]}-{one.name}{one.extension}"
    storage.delete(path)  # what a killed attempt may have left
    path = storage.save(path, one.as_file())
    return {
        "name": one.name,
        "path": path,
        "url": storage.url(path),
        "width": one.width,
        "height": one.height,
        "size": len(one.content),
    }


def hide(photo):
    """Out of the public store as well, so that an old address answers 404."""
    for made in photo.renditions:
        storages["default"].delete(made["path"])
    if photo.renditions:
        photo.renditions = []
        photo.save(update_fields=["renditions"])
