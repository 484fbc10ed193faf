"""When a repeated event takes place again: every Wednesday's posyandu."""

from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

#: At most so many events at once, within so long: what lies further ahead is planned later.
MAX_EVENTS = 26
LONGEST = timedelta(days=190)
WEEK = timedelta(days=7)


class Repeat(models.TextChoices):
    NEVER = "", _("No")
    WEEKLY = "weekly", _("Every week, on the same day")
    FORTNIGHTLY = "fortnightly", _("Every two weeks, on the same day")
    MONTHLY = "monthly", _("Every month, in the same week and on the same day")


def repetitions(first: date, repeat: str, until: date) -> list[date]:
    """Return the days after the first, up to and including `until`."""
    days = []
    for number in range(1, MAX_EVENTS):
        day = _day(first, repeat, number)
        if day is None:  # a month without a fifth Wednesday
            continue
        if day > until:
            break
        days.append(day)
    return days


def _day(first, repeat, number):
    if repeat != Repeat.MONTHLY:
        return first + number * (WEEK if repeat == Repeat.WEEKLY else 2 * WEEK)
    month = first.month - 1 + number
    start = date(first.year + month // 12, month % 12 + 1, 1)
    to_weekday = timedelta(days=(first.weekday() - start.weekday()) % 7)
    day = start + to_weekday + (first.day - 1) // 7 * WEEK
    return day if day.month == start.month else None


def next_week(moment: datetime, now: datetime) -> datetime:
    """Return the first time after now on the same weekday and at the same hour."""
    while moment <= now:
        moment += max(WEEK, (now - moment) // WEEK * WEEK)
    return moment
