from datetime import timedelta

from django.utils import timezone

#: What has waited longer is marked: the promise to those who sent it in.
OVERDUE_AFTER = 2
SATURDAY = 5


def working_days_ago(days, now=None):
    """The same time of day so many working days (Monday to Friday) ago."""
    moment = timezone.localtime(now)
    while days:
        moment -= timedelta(days=1)
        days -= moment.weekday() < SATURDAY
    return moment


def overdue_before(now=None):
    """What has waited since before this moment is overdue."""
    return working_days_ago(OVERDUE_AFTER, now)
