"""Periodic job: remind of tomorrow's events and of missing reports."""

from itertools import islice

from django.db import transaction
from django.utils import timezone

from campaigns.events import emails
from campaigns.events.models.event import OutreachEvent
from kimportal.mail.models import OutgoingEmail

BATCH_SIZE = 200


def write_due(now=None):
    """Enqueue every reminder that is due and not yet enqueued; return how many."""
    now = now or timezone.now()
    events = OutreachEvent.objects.select_related("region", "group").order_by("starts")
    return _enqueue(emails.tomorrow, emails.tomorrow_key, events.due_tomorrow(now)) + _enqueue(
        emails.how_was_it, emails.how_was_it_key, events.report_due(now)
    )


def _enqueue(send_reminder, key_of, events):
    """Look first which are enqueued already: the job runs often and must cost little."""
    count, rows = 0, events.iterator(chunk_size=BATCH_SIZE)
    while batch := list(islice(rows, BATCH_SIZE)):
        keys = [key_of(event) for event in batch]
        existing = set(OutgoingEmail.objects.filter(key__in=keys).values_list("key", flat=True))
        new = [event for event in batch if key_of(event) not in existing]
        for event in OutreachEvent.with_open_change_requests(new):
            if event.wants_report or event.is_upcoming:
                with transaction.atomic():
                    count += send_reminder(event)
    return count
