"""Statistics of reviewing, computed over a bounded part of the audit log."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.queue import AGES, Queue, QueueFilter, bounded_total
from kimportal.moderation.states import State

if TYPE_CHECKING:
    from kimportal.accounts.models import Person

DAYS = 14
#: The newest decisions read; more would not change the figures noticeably.
MAX_DECISIONS = 2000
#: Length of a region code → of those one level below: 35 > 35.73 > 35.73.04 > 35.73.04.1003.
NEXT_CODE_LENGTH = {0: 2, 2: 5, 5: 8, 8: 13, 13: 13}
DECISIONS = [Action.APPROVE, Action.SEND_BACK, Action.REJECT]


def waiting_by_age(person: "Person") -> list[tuple[str, int, bool]]:
    """Return [(age, count, whether there are more)] of what waits for this person."""
    now = timezone.now()
    filters: list[tuple[str, dict[str, Any]]] = [
        ("", {}),
        *((age, narrow(now)) for age, narrow in AGES.items()),
    ]
    return [
        (age, *bounded_total(Queue(person, QueueFilter(**narrowed)).counts()))
        for age, narrowed in filters
    ]


def recent_decisions(person: "Person") -> QuerySet[Any, Any]:
    """Return the newest decisions in this person's jurisdiction, with when each was submitted."""
    since = timezone.now() - timedelta(days=DAYS)
    submissions = AuditEvent.objects.filter(
        target_type=OuterRef("target_type"),
        target_id=OuterRef("target_id"),
        action=Action.SUBMIT,
        id__lt=OuterRef("id"),
    ).order_by("-id")
    # A decision that was undone is none: the next step of its item took it back.
    next_step = (
        AuditEvent.objects.filter(
            target_type=OuterRef("target_type"),
            target_id=OuterRef("target_id"),
            id__gt=OuterRef("id"),
        )
        .exclude(after="")
        .order_by("id")
    )
    return (
        AuditEvent.objects.overseen_by(person)
        .filter(action__in=DECISIONS, before=State.WAITING, at__gte=since)
        .annotate(
            sent_at=Subquery(submissions.values("at")[:1]),
            followed_by=Coalesce(Subquery(next_step.values("action")[:1]), Value("")),
        )
        .exclude(followed_by=Action.UNDO)
        # By time, not by key: the index on `at` ends at `since`, that on the key has no end.
        .order_by("-at", "-id")
        .values_list("action", "at", "sent_at", "region_code", "field", named=True)[:MAX_DECISIONS]
    )


def decisions_by_day(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return [(day, approved, returned, rejected)], newest first."""
    days: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for row in rows:
        days[timezone.localdate(row.at)][row.action] += 1
    return [
        (day, *(days[day][action] for action in DECISIONS)) for day in sorted(days, reverse=True)
    ]


def share_returned(rows: Sequence[Any]) -> tuple[int, int, list[tuple[str, int]]]:
    """Return (number sent back, number of decisions, [(field, count)])."""
    returned = [row for row in rows if row.action == Action.SEND_BACK]
    return len(returned), len(rows), Counter(row.field for row in returned).most_common(8)


def hours_by_region(rows: Iterable[Any], codes: Collection[str]) -> list[tuple[Any, int, float]]:
    """Return [(region, count, median hours to a decision)], slowest first.

    By the regions one level below the jurisdiction: by province for the whole country, by district
    for a city.
    """
    length = NEXT_CODE_LENGTH[min((len(code) for code in codes), default=0)]
    hours: defaultdict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.sent_at:
            hours[row.region_code[:length]].append((row.at - row.sent_at).total_seconds() / 3600)
    # By name, since regions belong to an app above this one.
    regions = apps.get_model("groups", "Region").objects.in_bulk(list(hours))
    medians = [(regions.get(code), len(times), median(times)) for code, times in hours.items()]
    return sorted(medians, key=lambda row: -row[2])
