"""Letters that the clock writes: the day before an event, and an hour after its planned end."""

from itertools import islice

from django.db import transaction
from django.utils import timezone

from campaigns.events import emails
from campaigns.events.models.event import OutreachEvent
from kimportal.mail.models import OutgoingEmail

MANY = 200


def write_due(now=None):
    """Write every reminder that is due and not yet written. Returns how many that were."""
    now = now or timezone.now()
    events = OutreachEvent.objects.select_related("region", "group").order_by("starts")
    return _write(emails.tomorrow, emails.tomorrow_key, events.due_tomorrow(now)) + _write(
        emails.how_was_it, emails.how_was_it_key, events.report_due(now)
    )


def _write(letter, key, events):
    """Ask first which are written already: a clock that strikes often must cost little."""
    written, rows = 0, events.iterator(chunk_size=MANY)
    while some := list(islice(rows, MANY)):
        keys = [key(event) for event in some]
        known = set(OutgoingEmail.objects.filter(key__in=keys).values_list("key", flat=True))
        new = [event for event in some if key(event) not in known]
        for event in OutreachEvent.with_open_change_requests(new):
            if event.wants_report or event.is_upcoming:
                with transaction.atomic():
                    written += letter(event)
    return written
