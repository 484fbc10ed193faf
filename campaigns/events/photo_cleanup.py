"""Files of photos that no row knows (a process was killed), rows that have too few renditions or
too many."""

from datetime import timedelta

from django.core.files.storage import storages
from django.db.models import Q
from django.utils import timezone

from campaigns.events.models.photo import FOLDER, EventPhoto
from campaigns.events.photos import publish
from kimportal.uploads.orphaned_files import orphaned_files, remove

MANY = 500
#: A younger file may still get its row.
YOUNG = timedelta(hours=1)
ORIGINALS = (".jpg", ".png", ".webp")


def sweep_all(young=YOUNG):
    """Remove old files without a row, make missing renditions, hide what is public no more.

    Returns how many files were removed.
    """
    swept = remove(unnamed(timezone.now() - young))
    for event in {*unpublished(), *overexposed()}:
        publish.enqueue(str(event))
    return swept


def unnamed(before):
    """(storage, name) of each file older than `before` that no row knows."""
    for storage, known in (("private", known_originals), ("default", known_renditions)):
        yield from orphaned_files(storages[storage], FOLDER, known, before)


def known_originals(names):
    return set(EventPhoto.objects.filter(file__in=names).values_list("file", flat=True))


def known_renditions(names):
    """Renditions bear the stem of their photo's name: ab/<stem>.jpg → ab/<stem>-webp-720.webp."""
    stems = {name: name[: name.rindex("/") + 33] for name in names}
    originals = [f"{stem}{extension}" for stem in stems.values() for extension in ORIGINALS]
    rows = EventPhoto.objects.filter(file__in=originals).exclude(renditions=[])
    known = {file.rpartition(".")[0] for file in rows.values_list("file", flat=True)}
    return {name for name, stem in stems.items() if stem in known}


def unpublished():
    """Live events with a shown photo that has no renditions yet."""
    photos = EventPhoto.objects.shown().filter(renditions=[], has_consent=True)
    return photos.filter(event__state="live").values_list("event", flat=True).distinct()[:MANY]


def overexposed():
    """Events with a photo that still has renditions and should have none: whoever was to hide them
    died, or the store was away."""
    photos = EventPhoto.objects.exclude(renditions=[])
    hidden = ~Q(event__state="live") | Q(is_shown=False) | Q(has_consent=False)
    return photos.filter(hidden).values_list("event", flat=True).distinct()[:MANY]
