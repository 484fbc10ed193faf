"""Letters that the clock writes: the day before an event, and an hour after its planned end."""

from django.db import transaction
from django.utils import timezone

from campaigns.emails import event as letters
from campaigns.models import OutreachEvent


def write_due(now=None):
    """Write every reminder that is due and not yet written. Returns how many that were."""
    now = now or timezone.now()
    events = OutreachEvent.objects.select_related("region", "group")
    due = [
        (letters.tomorrow, events.due_tomorrow(now)),
        (letters.how_was_it, events.report_due(now)),
    ]
    return sum(_write(letter, rows) for letter, rows in due)


def _write(letter, events):
    written = 0
    for event in events.order_by("starts").iterator(chunk_size=500):
        with transaction.atomic():
            written += letter(event)
    return written
