"""Stored rows and files, read inside the stack, to compare with what members were shown."""

import hashlib
from collections import Counter
from datetime import timedelta

from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import FOLDER, EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.events.photo_cleanup import sweep_all
from kimportal.mail.models import OutgoingEmail
from kimportal.uploads.storage import names_in


def reports(title="Latihan"):
    """Return reports by title with photos, receipts by event, and whether rows and files agree."""
    store = storages["private"]
    sent = OutreachEvent.objects.filter(state="waiting", title__startswith=f"{title} ")
    receipts = SubmissionReceipt.objects.filter(event__in=sent).select_related("event")
    orphans = sweep_all(timedelta(0))
    photos = EventPhoto.objects.filter(event__title__startswith=f"{title} ")
    files = {name for names in names_in(store, FOLDER) for name in names}
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


def titles(prefix):
    """Return how many events have each title that begins with this."""
    return Counter(
        OutreachEvent.objects.filter(title__startswith=prefix).values_list("title", flat=True)
    )


def digest(store, name):
    with store.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def emails():
    return {
        "all": OutgoingEmail.objects.count(),
        "sent": OutgoingEmail.objects.exclude(sent_at=None).count(),
        "waiting": OutgoingEmail.objects.filter(sent_at=None, failed_at=None).count(),
    }


def make_emails_due():
    """Make every unsent email due now."""
    return OutgoingEmail.objects.filter(sent_at=None, failed_at=None).update(
        next_try_at=timezone.now()
    )


def walk(storage, folder=""):
    """Yield the names of all files of a storage, depth first, in order."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in sorted(names))
    for inner in sorted(folders):
        yield from walk(storage, prefix + inner)


def everything():
    """Return the rows of every table with a sum of their contents, and the SHA-256 of every file."""
    tables = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(
                f'SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM "{table}" t'
            )
            rows, total = cursor.fetchone()
            tables[table] = [rows, str(total)]
    files = {
        f"{alias}/{name}": digest(storages[alias], name)
        for alias in ("default", "private")
        for name in walk(storages[alias])
    }
    return {"tables": tables, "files": files}
