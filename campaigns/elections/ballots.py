"""Where an election takes place, and whom each region elects in it."""

from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.elections.models import Election, ElectionKind
from groups.regions.models import Kind, Level, codes_over, level_of


class Ballot(models.TextChoices):
    """What a region elects. A region that votes twice has an own election and the governor's."""

    OWN = "own", _("own election")
    OWN_AND_GOVERNOR = "own_and_governor", _("own election and the governor's")
    GOVERNOR = "governor", _("the governor's election only")
    PARTS = "parts", _("only parts of it vote")
    NONE = "none", _("no election here")
    UNKNOWN = "unknown", _("not on record")


#: Sentences about a regency and the villages in it; then about a city and the villages in it.
OFFICES = {
    Kind.REGENCY: {
        Ballot.OWN: _("elects its regent"),
        Ballot.OWN_AND_GOVERNOR: _("elects its regent and the governor"),
        Ballot.GOVERNOR: _("elects the governor only"),
    },
    Kind.CITY: {
        Ballot.OWN: _("elects its mayor"),
        Ballot.OWN_AND_GOVERNOR: _("elects its mayor and the governor"),
        Ballot.GOVERNOR: _("elects the governor only"),
    },
    Kind.PROVINCE: {
        Ballot.GOVERNOR: _("elects the governor"),
        Ballot.PARTS: _("some of its regencies and cities vote"),
    },
}
#: Other elections fill no office of a region's own.
VOTES = {Ballot.OWN: _("votes")}


@dataclass(frozen=True)
class Ballots:
    """The regions voting in an election as {code: villages}, and whether all are on record."""

    kind: str
    are_complete: bool
    villages: dict[str, int]

    @classmethod
    def of(cls, election):
        return cls.of_each([election])[election.pk]

    @classmethod
    def of_each(cls, elections):
        """Return {key: Ballots} of these elections, in one query."""
        lists = {election.pk: {} for election in elections}
        rows = Election.regions.through.objects.filter(election__in=lists).order_by("region_id")
        for key, code, villages in rows.values_list("election_id", "region_id", "region__villages"):
            lists[key][code] = villages
        return {
            election.pk: cls(
                election.kind,
                # A general election takes place everywhere unless regions are named.
                election.regions_complete
                or (not lists[election.pk] and election.kind == ElectionKind.GENERAL),
                lists[election.pk],
            )
            for election in elections
        }

    @property
    def are_everywhere(self):
        return self.are_complete and not self.villages

    def cover(self, code):
        """Whether all of this region votes: it is on the list or lies in one that is."""
        return self.are_everywhere or any(wider in self.villages for wider in codes_over(code))

    @cached_property
    def _outermost_inside(self):
        """Return {code: the voting regions inside it, none inside another}."""
        inside = {}
        for code in self.villages:
            *wider, _own = codes_over(code)
            if not any(above in self.villages for above in wider):
                for above in wider:
                    inside.setdefault(above, []).append(code)
        return inside

    def inside(self, code):
        """Return the voting regions inside this one, none inside another."""
        return self._outermost_inside.get(code, [])

    def expected(self, region):
        """Count the villages that vote; None as long as the list has gaps."""
        if not self.are_complete:
            return None
        if self.cover(region.code):
            return region.villages
        return sum(self.villages[code] for code in self.inside(region.code))

    def of_region(self, code):
        """Return the Ballot of a region by its code."""
        if not self.cover(code):
            if self.inside(code):
                return Ballot.PARTS
            return Ballot.NONE if self.are_complete else Ballot.UNKNOWN
        if self.kind != ElectionKind.REGIONAL or self.are_everywhere:
            return Ballot.OWN
        _country, province, *narrower = codes_over(code)
        has_own = any(each in self.villages for each in narrower)
        if province in self.villages:
            return Ballot.OWN_AND_GOVERNOR if has_own else Ballot.GOVERNOR
        return Ballot.OWN

    def describe(self, region):
        """Return the Ballot of a region in words: 'elects its mayor and the governor'."""
        ballot = self.of_region(region.code)
        words = OFFICES[office_of(region)] if self.kind == ElectionKind.REGIONAL else VOTES
        return words.get(ballot, ballot.label)


def office_of(region):
    """Return the kind of the region whose head is elected: a village's is its regency or city."""
    if region.level <= Level.PROVINCE:
        return Kind.PROVINCE
    return Kind.CITY if region.code.split(".")[1] >= "71" else Kind.REGENCY


@dataclass(frozen=True)
class ProvinceBallots:
    """A province: whether it elects its governor, and how its regencies and cities vote."""

    province: object
    elects_governor: bool
    own: list
    governor_only: list


def by_province(ballots, regions):
    """Return [ProvinceBallots] of provinces where anybody votes.

    `regions` are all provinces, regencies and cities in the order of their codes.
    """
    provinces = {}
    for region in regions:
        if region.level == Level.PROVINCE:
            provinces[region.code] = ProvinceBallots(
                region, region.code in ballots.villages, [], []
            )
            continue
        row, ballot = provinces[region.code[:2]], ballots.of_region(region.code)
        if ballot in (Ballot.OWN, Ballot.OWN_AND_GOVERNOR):
            row.own.append(region)
        elif ballot == Ballot.GOVERNOR:
            row.governor_only.append(region)
    return [row for row in provinces.values() if row.elects_governor or row.own]


def are_by_office(ballots):
    """Whether the list is one of provinces, regencies and cities that elect their own heads."""
    return (
        ballots.kind == ElectionKind.REGIONAL
        and bool(ballots.villages)
        and all(level_of(code) <= Level.REGENCY for code in ballots.villages)
    )


def count_by_office(ballots, regions):
    """Return {governors, regents, mayors, governor_only, none, regencies}: numbers of regions."""
    counts = dict.fromkeys(
        ("governors", "regents", "mayors", "governor_only", "none", "regencies"), 0
    )
    for region in regions:
        ballot = ballots.of_region(region.code)
        if region.level == Level.PROVINCE:
            counts["governors"] += ballot == Ballot.GOVERNOR
            continue
        counts["regencies"] += 1
        if ballot in (Ballot.OWN, Ballot.OWN_AND_GOVERNOR):
            counts["mayors" if region.kind == Kind.CITY else "regents"] += 1
        else:
            counts["governor_only"] += ballot == Ballot.GOVERNOR
            counts["none"] += ballot == Ballot.NONE
    return counts
