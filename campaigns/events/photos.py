"""Public renditions of photos: made on approval, deleted on withdrawal."""

from django.core.files.storage import storages
from django.db import transaction
from django_tasks import task

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from kimportal.uploads import images


@task()
def publish(event_id):
    """Make the renditions of photos the public may see and delete all others. Idempotent."""
    for photo_id in EventPhoto.objects.filter(event_id=event_id).values_list("pk", flat=True):
        with transaction.atomic():
            photo = EventPhoto.objects.select_for_update().get(pk=photo_id)
            event = OutreachEvent.objects.get(pk=event_id)
            if event.is_live and photo.is_shown and photo.has_consent:
                make_renditions(photo)
            else:
                delete_renditions(photo)


def make_renditions(photo):
    if photo.renditions:
        return
    with photo.file.open("rb") as file:
        images_made = images.in_every_format(file)
    photo.renditions = [_store(photo, image) for image in images_made]
    photo.save(update_fields=["renditions"])


def _store(photo, image):
    """Store a rendition under the stem of the photo's file name, for photo_cleanup to match."""
    storage = storages["default"]
    path = f"{photo.file.name.rpartition('.')[0]}-{image.name}{image.extension}"
    storage.delete(path)  # left by an attempt that was killed
    path = storage.save(path, image.as_file())
    return {
        "name": image.name,
        "path": path,
        "url": storage.url(path),
        "width": image.width,
        "height": image.height,
        "size": len(image.content),
    }


def delete_renditions(photo):
    """Delete the public files too, so that their old URLs answer 404."""
    for rendition in photo.renditions:
        storages["default"].delete(rendition["path"])
    if photo.renditions:
        photo.renditions = []
        photo.save(update_fields=["renditions"])
