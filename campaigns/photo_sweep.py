"""Files of photos that no row knows (a process was killed), and rows without renditions."""

from datetime import timedelta

from django.core.files.storage import storages
from django.utils import timezone

from campaigns.models.photo import FOLDER, EventPhoto
from campaigns.photos import publish

MANY = 500
#: A younger file may still get its row.
YOUNG = timedelta(hours=1)
ORIGINALS = (".jpg", ".png", ".webp")


def sweep_all(young=YOUNG):
    """Remove old files without a row, make missing renditions. Returns how many were removed."""
    before = timezone.now() - young
    swept = sweep(storages["private"], before, known_originals)
    swept += sweep(storages["default"], before, known_renditions)
    for event in unpublished():
        publish.enqueue(str(event))
    return swept


def sweep(storage, before, known):
    """Remove what is older than `before` and not known. Returns how many files that were."""
    swept = 0
    for names in batches(storage):
        old = [name for name in names if storage.get_modified_time(name) < before]
        for name in set(old) - known(old):
            storage.delete(name)
            swept += 1
    return swept


def batches(storage):
    """Names in the folder of photos, a few hundred at a time."""
    if not storage.exists(FOLDER):
        return
    for sub in storage.listdir(FOLDER)[0]:
        names = [f"{FOLDER}/{sub}/{name}" for name in storage.listdir(f"{FOLDER}/{sub}")[1]]
        for start in range(0, len(names), MANY):
            yield names[start : start + MANY]


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
