"""What is really stored: read from inside the stack, to be laid beside what members were told."""

import hashlib
from collections import Counter
from datetime import timedelta

from django.core.files.storage import storages

from campaigns.models import EventPhoto, OutreachEvent, Receipt
from campaigns.photo_sweep import batches, sweep_all
from kimportal.models import Letter


def reports(title="Latihan"):
    """Reports by title with their photos, receipts by event, and whether rows and files agree."""
    store = storages["private"]
    sent = OutreachEvent.objects.filter(state="waiting", title__startswith=f"{title} ")
    receipts = Receipt.objects.filter(event__in=sent).select_related("event")
    orphans = sweep_all(timedelta(0))
    photos = EventPhoto.objects.filter(event__title__startswith=f"{title} ")
    files = {name for names in batches(store) for name in names}
    rows = {photo.file.name: photo.sha256 for photo in photos}
    return {
        "titles": Counter(sent.values_list("title", flat=True)),
        "photos": {e.title: e.photos.count() for e in sent},
        "receipts": {r.number: r.event.title for r in receipts},
        "rows_without_file": len(rows.keys() - files),
        "orphans_before_sweep": orphans,
        "orphans_after_sweep": len(files - rows.keys()),
        "changed_files": sum(digest(store, name) != rows[name] for name in rows.keys() & files),
    }


def digest(store, name):
    with store.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def letters():
    return {
        "all": Letter.objects.count(),
        "sent": Letter.objects.exclude(sent_at=None).count(),
        "waiting": Letter.objects.filter(sent_at=None, given_up_at=None).count(),
    }
