"""What a KIM has achieved: this month, the pillars, and the villages of this year."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils import timezone

from campaigns.elections.models import Pillar
from campaigns.events.models.event import OutreachEvent
from groups.kim.models import Group
from groups.regions.models import is_village, timezone_of

MAX_GROUPS = 3


@dataclass
class Progress:
    """The approved reports of a group; attendance counts whoever came twice twice."""

    group: Group
    month_events: int = 0
    month_people: int = 0
    year_events: int = 0
    villages: set = field(default_factory=set)
    #: [(pillar, number of events about it this year)]
    pillars: list = field(default_factory=list)


def progress_of(groups):
    """Return the Progress of each of these groups, in three queries."""
    progress = {group.pk: Progress(group) for group in groups[:MAX_GROUPS]}
    now = timezone.localtime(timezone.now())
    events = OutreachEvent.objects.counted().filter(group__in=progress).in_year(now.year)
    rows = events.order_by().values_list("group", "region", "starts", "attendance")
    for group, region, starts, attendance in rows:
        own = progress[group]
        own.year_events += 1
        if is_village(region):
            own.villages.add(region)
        if starts.astimezone(ZoneInfo(timezone_of(region))).month == now.month:
            own.month_events += 1
            own.month_people += attendance or 0
    _count_pillars(progress, events)
    return list(progress.values())


def _count_pillars(progress, events):
    rows = (
        OutreachEvent.pillars.through.objects.filter(
            outreachevent__in=events.order_by().values("pk")
        )
        .values("outreachevent__group", "pillar")
        .annotate(events=Count("pk"))
    )
    counts = {(row["outreachevent__group"], row["pillar"]): row["events"] for row in rows}
    for pillar in Pillar.objects.all():
        for key, own in progress.items():
            own.pillars.append((pillar, counts.get((key, pillar.pk), 0)))
