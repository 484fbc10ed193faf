"""Recount all events, to verify or repair the stored statistics."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from campaigns.coverage.models import COUNTS, KEY, EventStats, is_one_village, keys_of, numbers_of
from campaigns.events.models.event import OutreachEvent
from groups.regions.models import codes_over
from kimportal.web.counters import lock_table

BATCH = 2000


def recounted():
    """Return {key: counts} of all reported live events, in the order of KEY and COUNTS."""
    counts = defaultdict(lambda: [0] * len(COUNTS))
    events = OutreachEvent.objects.counted().order_by().prefetch_related("pillars", "materials")
    for event in events.iterator(chunk_size=BATCH):
        pillars = [pillar.slug for pillar in event.pillars.all()]
        materials = [material.pk for material in event.materials.all()]
        numbers = numbers_of(event)
        for key in keys_of(event, pillars, materials):
            cell = counts[key]
            for column, number in enumerate(numbers, 1):
                cell[column] += number
    for key in [key for key in counts if is_one_village(key)]:
        for code in codes_over(key[1]):
            counts[key[0], code, *key[2:]][0] += 1
    return {key: tuple(cell) for key, cell in counts.items()}


def stored():
    rows = EventStats.objects.happened().values_list(*KEY, *COUNTS).iterator(chunk_size=BATCH)
    return {row[: len(KEY)]: row[len(KEY) :] for row in rows}


def differences(before, now):
    """Return [(key, stored, recounted)] where the two differ."""
    keys = sorted(before.keys() | now.keys())
    return [(key, before.get(key), now.get(key)) for key in keys if before.get(key) != now.get(key)]


@transaction.atomic
def rebuild():
    """Store a recount under a table lock and return (number of rows, differences).

    Rows that were right keep their `changed_at`.
    """
    lock_table(EventStats)
    changed = differences(stored(), now := recounted())
    changed_at = {row[:-1]: row[-1] for row in EventStats.objects.values_list(*KEY, "changed_at")}
    changed_at |= dict.fromkeys((key for key, _stored, _counted in changed), timezone.now())
    EventStats.objects.all().delete()
    columns = (*KEY, *COUNTS, "changed_at")
    rows = (
        EventStats(**dict(zip(columns, (*key, *counts, changed_at[key]), strict=True)))
        for key, counts in now.items()
    )
    EventStats.objects.bulk_create(rows, batch_size=BATCH)
    return len(now), changed
