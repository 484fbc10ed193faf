from datetime import datetime, timedelta

from django.utils import timezone

#: Working days after which an item is marked as overdue: the promise to who submits it.
OVERDUE_AFTER = 2
SATURDAY = 5


def working_days_ago(days: int, now: datetime | None = None) -> datetime:
    """Return the same time of day so many working days (Monday to Friday) ago."""
    moment = timezone.localtime(now)
    while days:
        moment -= timedelta(days=1)
        days -= moment.weekday() < SATURDAY
    return moment


def overdue_before(now: datetime | None = None) -> datetime:
    """Return the moment before which whatever still waits is overdue."""
    return working_days_ago(OVERDUE_AFTER, now)
