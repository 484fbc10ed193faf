"""Coverage of a programme: villages expected against villages reached.

All figures come from stored statistics, so the number of queries does not grow with the events.
"""

from functools import cached_property

from django.db.models import Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from campaigns.coverage.disclosure_control import SPLIT, rounded
from campaigns.coverage.models import Dimension, EventStats
from campaigns.coverage.region_path import Place
from campaigns.elections.ballots import Ballot, Ballots
from groups.regions.models import Region, RegionStats

#: Audience splits are shown for the country, provinces, regencies and cities, never below.
SPLIT_MAX_LEVEL = 2


class Coverage:
    """Coverage figures of a region (None: Indonesia) in a programme (None: all of them)."""

    def __init__(self, region=None, campaign=None, rows_level=None):
        """`rows_level` lists the regions of that level instead of those one level below."""
        self.region, self.campaign, self.rows_level = region, campaign, rows_level
        self.code = region.code if region else ""
        self.level = region.level if region else 0

    # -- expected

    @cached_property
    def ballots(self):
        """The regions voting in the programme's election; None without an election."""
        election = self.campaign and self.campaign.election
        return Ballots.of(election) if election else None

    @property
    def shows_shares(self):
        """Whether percentages may be published: only if all voting regions are on record."""
        return self.ballots is None or self.ballots.are_complete

    def expected(self, region):
        """Count the villages to reach; None if nobody can know."""
        return region.villages if self.ballots is None else self.ballots.expected(region)

    def is_whole(self, code):
        """Whether all of this region counts; also while nobody knows which parts vote."""
        return not self.shows_shares or self.ballots is None or self.ballots.cover(code)

    def voting_inside(self, code):
        return [] if self.is_whole(code) else self.ballots.inside(code)

    def has_no_election(self, code):
        return self.ballots is not None and self.ballots.of_region(code) == Ballot.NONE

    # -- actual

    @cached_property
    def children(self):
        """The regions one level below, or of `rows_level`."""
        regions = Region.objects.current().order_by("code")
        if self.rows_level and not self.region:
            return list(regions.filter(level=self.rows_level))
        return list(regions.filter(parent=self.region)) if self.level < 4 else []

    @cached_property
    def event_stats(self):
        """Return {code: EventStats} of this region, its children and the voting regions in it."""
        children = [child.code for child in self.children]
        codes = {self.code, *children, *self.voting_inside(self.code)}
        rows = EventStats.objects.whole().of(self.campaign).filter(region_code__in=codes)
        return {row.region_code: row for row in rows}

    @cached_property
    def region_stats(self):
        codes = [self.code, *(child.code for child in self.children)]
        return RegionStats.objects.in_bulk(codes)

    def reached(self, code):
        """Count the expected villages with an event."""
        if self.is_whole(code):
            return self.event_stats[code].villages if code in self.event_stats else 0
        return sum(
            self.event_stats[inner].villages
            for inner in self.voting_inside(code)
            if inner in self.event_stats
        )

    def place(self, region):
        event_stats = self.event_stats.get(region.code)
        region_stats = self.region_stats.get(region.code)
        return Place(
            region=region,
            ballot=self.ballots.of_region(region.code) if self.ballots else "",
            ballot_text=self.ballots.describe(region) if self.ballots else "",
            expected=self.expected(region),
            reached=self.reached(region.code),
            events=event_stats.events if event_stats else 0,
            attendance=event_stats.attendance if event_stats else 0,
            groups=region_stats.groups if region_stats else 0,
            with_group=region_stats.villages if region_stats else 0,
            changed_at=last_change(event_stats, region_stats),
        )

    @cached_property
    def places(self):
        return [self.place(child) for child in self.children]

    @cached_property
    def here(self):
        """The figures of this region itself."""
        return self.place(self.region or self.indonesia)

    @cached_property
    def indonesia(self):
        """The country as an unsaved Region."""
        villages = sum(child.villages for child in self.children)
        return Region(code="", name="Indonesia", path="Indonesia", level=0, villages=villages)

    @cached_property
    def totals(self):
        return self.event_stats.get(self.code) or EventStats(region_code=self.code)

    @property
    def split(self):
        """Return [(label, rounded number or None)] of the audience; [] below regencies."""
        names = SPLIT if self.level <= SPLIT_MAX_LEVEL else ()
        label = EventStats._meta.get_field
        return [(label(name).verbose_name, rounded(getattr(self.totals, name))) for name in names]

    @cached_property
    def facets(self):
        """Return {dimension: [EventStats]} of this region, without materials."""
        rows = (
            EventStats.objects.of(self.campaign)
            .at(self.code)
            .happened()
            .filter(facet__in=[Dimension.PILLAR, Dimension.MODE, Dimension.MONTH])
            .order_by("value")
        )
        facets = {Dimension.PILLAR: [], Dimension.MODE: [], Dimension.MONTH: []}
        for row in rows:
            facets[row.facet].append(row)
        return facets

    # -- regions without events

    @cached_property
    def without_events(self):
        """Return regions without events, annotated with `own` and `near` KIM, nearest KIM first.

        Two levels below the country and provinces, villages below; a thousand rows at most.
        """
        rows = Region.objects.current().exclude(Exists(self._events(OuterRef("code"))))
        if self.level == 0:
            rows = rows.filter(level=2)
        elif self.level <= 2:
            rows = rows.filter(parent__parent=self.region)
        else:
            rows = rows.filter(parent=self.region)
        rows = rows.annotate(own=groups_in("code"), near=groups_in("parent_id")).only(
            "code", "name", "kind", "level", "path", "villages"
        )
        expected = [row for row in rows if row.villages and not self.has_no_election(row.code)]
        return sorted(expected, key=lambda row: (not row.own, not row.near, -row.own, row.code))

    def _events(self, code):
        return EventStats.objects.whole().of(self.campaign).happened().filter(region_code=code)


def last_change(*stats):
    """Return the newest `changed_at` of stored statistics; None stands for a missing row."""
    return max((row.changed_at for row in stats if row), default=None)


def groups_in(column):
    groups = RegionStats.objects.filter(region_code=OuterRef(column)).values("groups")
    return Coalesce(Subquery(groups), 0, output_field=IntegerField())
