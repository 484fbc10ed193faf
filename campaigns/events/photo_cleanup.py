"""Periodic job: delete photo files without a row, make missing renditions, delete surplus ones."""

from datetime import timedelta

from django.core.files.storage import storages
from django.db.models import Q
from django.utils import timezone

from campaigns.events.models.photo import FOLDER, EventPhoto
from campaigns.events.photos import publish
from kimportal.uploads.orphaned_files import orphaned_files, remove

MAX_EVENTS = 500
#: A younger file may still get its row.
MIN_AGE = timedelta(hours=1)
ORIGINALS = (".jpg", ".png", ".webp")


def sweep_all(min_age=MIN_AGE):
    """Delete old files without a row and correct renditions; return how many files were deleted."""
    count = remove(files_without_row(timezone.now() - min_age))
    for event in {*unpublished(), *overexposed()}:
        publish.enqueue(str(event))
    return count


def files_without_row(before):
    """Yield (storage, name) of each file older than `before` that no row names."""
    for storage, named in (("private", named_originals), ("default", named_renditions)):
        yield from orphaned_files(storages[storage], FOLDER, named, before)


def named_originals(names):
    return set(EventPhoto.objects.filter(file__in=names).values_list("file", flat=True))


def named_renditions(names):
    """Return those of these names whose photo has renditions.

    A rendition has its photo's stem: ab/<stem>.jpg → ab/<stem>-webp-720.webp.
    """
    stems = {name: name[: name.rindex("/") + 33] for name in names}
    originals = [f"{stem}{extension}" for stem in stems.values() for extension in ORIGINALS]
    rows = EventPhoto.objects.filter(file__in=originals).exclude(renditions=[])
    existing = {file.rpartition(".")[0] for file in rows.values_list("file", flat=True)}
    return {name for name, stem in stems.items() if stem in existing}


def unpublished():
    """Return live events with a shown photo that has no renditions yet."""
    photos = EventPhoto.objects.shown().filter(renditions=[], has_consent=True)
    return (
        photos.filter(event__state="live").values_list("event", flat=True).distinct()[:MAX_EVENTS]
    )


def overexposed():
    """Return events with a photo that should have no renditions and still has some.

    Deleting them failed: the worker was killed, or the storage did not answer.
    """
    photos = EventPhoto.objects.exclude(renditions=[])
    hidden = ~Q(event__state="live") | Q(is_shown=False) | Q(has_consent=False)
    return photos.filter(hidden).values_list("event", flat=True).distinct()[:MAX_EVENTS]
