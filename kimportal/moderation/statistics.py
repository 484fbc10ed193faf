"""How the reviewers keep up: figures over a bounded piece of the memory, never over all of it."""

from collections import Counter, defaultdict
from datetime import timedelta
from statistics import median

from django.apps import apps
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.queue import AGES, Queue, QueueFilter, bounded
from kimportal.moderation.states import State

DAYS = 14
#: The newest decisions looked at; more tells nothing new about how things go now.
MOST = 2000
#: Letters of a code → those of the codes one level below: 35 > 35.73 > 35.73.04 > 35.73.04.1003.
BELOW = {0: 2, 2: 5, 5: 8, 8: 13, 13: 13}
DECIDED = [Action.APPROVE, Action.SEND_BACK, Action.REJECT]


def waiting(person):
    """[(age, how many, whether more)] of what waits for this person."""
    now = timezone.now()
    asked = [("", {}), *((age, facts(now)) for age, facts in AGES.items())]
    return [(age, *bounded(Queue(person, QueueFilter(**facts)).counts())) for age, facts in asked]


def decided(person):
    """The newest decisions of DAYS days in this person's charge, with when each was sent in."""
    since = timezone.now() - timedelta(days=DAYS)
    sent = AuditEvent.objects.filter(
        target_type=OuterRef("target_type"),
        target_id=OuterRef("target_id"),
        action=Action.SUBMIT,
        id__lt=OuterRef("id"),
    ).order_by("-id")
    return (
        AuditEvent.objects.overseen_by(person)
        .filter(action__in=DECIDED, before=State.WAITING, at__gte=since)
        .annotate(sent_at=Subquery(sent.values("at")[:1]))
        # By the time, not the key: that index ends at `since`, the other at the first act of all.
        .order_by("-at", "-id")
        .values_list("action", "at", "sent_at", "region_code", "field", named=True)[:MOST]
    )


def by_day(rows):
    """[(day, approved, returned, rejected)], newest first."""
    days = defaultdict(Counter)
    for row in rows:
        days[timezone.localdate(row.at)][row.action] += 1
    return [(day, *(days[day][action] for action in DECIDED)) for day in sorted(days, reverse=True)]


def share_returned(rows):
    """(how many of how many went back, [(field, how many)])."""
    back = [row for row in rows if row.action == Action.SEND_BACK]
    return len(back), len(rows), Counter(row.field for row in back).most_common(8)


def hours_by_region(rows, codes):
    """[(region, how many, median hours to a decision)], slowest first: by the regions right below
    those looked after, so by province for the whole country, by district for a city."""
    length = BELOW[min((len(code) for code in codes), default=0)]
    hours = defaultdict(list)
    for row in rows:
        if row.sent_at:
            hours[row.region_code[:length]].append((row.at - row.sent_at).total_seconds() / 3600)
    regions = apps.get_model("groups", "Region").objects.in_bulk(list(hours))
    told = [(regions.get(code), len(times), median(times)) for code, times in hours.items()]
    return sorted(told, key=lambda row: -row[2])
