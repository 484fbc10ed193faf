"""Expected against actual: what a programme set out to reach, and what has been reached.

Everything comes from stored tallies, so a page asks the same few questions at a million events.
"""

from functools import cached_property

from django.db.models import Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from campaigns.coverage.disclosure_control import SPLIT, rounded
from campaigns.coverage.models import Dimension, EventStats
from campaigns.coverage.region_path import Place
from groups.regions.models import Region, RegionStats, lies_in

#: Audience splits are shown for the country, provinces, regencies and cities, never below.
SPLIT_DEEPEST = 2


class Coverage:
    """The figures of a region (None: Indonesia) in a programme (None: all of them)."""

    def __init__(self, region=None, campaign=None):
        self.region, self.campaign = region, campaign
        self.code = region.code if region else ""
        self.level = region.level if region else 0

    # -- expected

    @cached_property
    def voting(self):
        """{code: villages} of the regions that vote, none inside another; None: everywhere."""
        if not (self.campaign and self.campaign.election_id):
            return None
        rows = self.campaign.election.regions.order_by("code").values_list("code", "villages")
        found = {}
        for code, villages in rows:
            if not any(lies_in(code, wider) for wider in found):
                found[code] = villages
        return found or None

    def expected(self, region):
        if self.voting is None or self.is_voting(region.code):
            return region.villages
        return sum(self.voting[code] for code in self.voting_inside(region.code))

    def is_voting(self, code):
        """Whether the whole of this region votes: it is named itself, or what it lies in is."""
        return self.voting is None or any(lies_in(code, wider) for wider in self.voting)

    def voting_inside(self, code):
        return [narrower for narrower in self.voting or () if lies_in(narrower, code)]

    # -- actual

    @cached_property
    def children(self):
        """The regions one step below."""
        if self.level == 4:
            return []
        regions = Region.objects.current().filter(parent=self.region).order_by("code")
        return list(regions)

    @cached_property
    def whole(self):
        """{code: Tally} of this region, of those below it, and of the voting regions inside."""
        below_here = [child.code for child in self.children]
        codes = {self.code, *below_here, *self.voting_inside(self.code)}
        rows = EventStats.objects.whole().of(self.campaign).filter(region_code__in=codes)
        return {row.region_code: row for row in rows}

    @cached_property
    def kim(self):
        codes = [self.code, *(child.code for child in self.children)]
        return RegionStats.objects.in_bulk(codes)

    def reached(self, code):
        """Villages with an event, as far as they were expected."""
        if self.is_voting(code):
            return self.whole[code].villages if code in self.whole else 0
        return sum(
            self.whole[inner].villages for inner in self.voting_inside(code) if inner in self.whole
        )

    def place(self, region):
        tally, kim = self.whole.get(region.code), self.kim.get(region.code)
        return Place(
            region=region,
            expected=self.expected(region),
            reached=self.reached(region.code),
            events=tally.events if tally else 0,
            attendance=tally.attendance if tally else 0,
            groups=kim.groups if kim else 0,
            with_group=kim.villages if kim else 0,
            changed_at=last_change(tally, kim),
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
        """The country as a Region that is stored nowhere."""
        villages = sum(child.villages for child in self.children)
        return Region(code="", name="Indonesia", path="Indonesia", level=0, villages=villages)

    @cached_property
    def tally(self):
        return self.whole.get(self.code) or EventStats(region_code=self.code)

    @property
    def split(self):
        """[(label, number in steps of five, None where fewer)] of who came; [] below regencies."""
        names = SPLIT if self.level <= SPLIT_DEEPEST else ()
        label = EventStats._meta.get_field
        return [(label(name).verbose_name, rounded(getattr(self.tally, name))) for name in names]

    @cached_property
    def facets(self):
        """{facet: [Tally]} of this region, materials left out."""
        rows = (
            EventStats.objects.of(self.campaign)
            .at(self.code)
            .happened()
            .filter(facet__in=[Dimension.PILLAR, Dimension.MODE, Dimension.MONTH])
            .order_by("value")
        )
        found = {Dimension.PILLAR: [], Dimension.MODE: [], Dimension.MONTH: []}
        for row in rows:
            found[row.facet].append(row)
        return found

    # -- where nothing has happened yet

    @cached_property
    def quiet(self):
        """[(region, KIM in it, KIM next to it)] without any event, what is nearest to a KIM first.

        Two steps below the country and provinces, villages below; a thousand rows at most.
        """
        rows = Region.objects.current().exclude(Exists(self._events(OuterRef("code"))))
        if self.level == 0:
            rows = rows.filter(level=2)
        elif self.level <= 2:
            rows = rows.filter(parent__parent=self.region)
        else:
            rows = rows.filter(parent=self.region)
        rows = rows.annotate(own=kim_of("code"), near=kim_of("parent_id")).only(
            "code", "name", "kind", "level", "path", "villages"
        )
        expected = [row for row in rows if self.expected(row)]
        return sorted(expected, key=lambda row: (not row.own, not row.near, -row.own, row.code))

    def _events(self, code):
        return EventStats.objects.whole().of(self.campaign).happened().filter(region_code=code)


def last_change(*tallies):
    """The newest `changed_at` of stored counts; None stands for one that is not stored."""
    return max((tally.changed_at for tally in tallies if tally), default=None)


def kim_of(column):
    groups = RegionStats.objects.filter(region_code=OuterRef(column)).values("groups")
    return Coalesce(Subquery(groups), 0, output_field=IntegerField())
