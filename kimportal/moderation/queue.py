"""One queue over everything that waits: a bounded UNION of each desk's own, oldest first."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Count, Q, Value

from kimportal.moderation.adapters import COLUMNS, desks
from kimportal.moderation.business_days import overdue_before
from kimportal.moderation.flags import labelled
from kimportal.web.pagination import COUNTED, Leaf, number_of
from kimportal.web.region_codes import below

PAGE = 50


class Row(namedtuple("Row", [column.removeprefix("row_") for column in COLUMNS])):
    """One thing that waits."""

    @classmethod
    def read(cls, values):
        """From the database's words: SQLite writes a UUID without its dashes."""
        row = cls(*values)
        return row._replace(key=str(row.desk.model._meta.pk.to_python(row.key)))

    @property
    def desk(self):
        return desks()[self.kind]

    @property
    def label(self):
        return self.desk.label

    @property
    def is_overdue(self):
        return self.since < overdue_before()

    @property
    def flag_labels(self):
        return labelled(self.flags)

    @property
    def token(self):
        """Names this row as it was seen: kind, key and version."""
        return f"{self.kind}:{self.key}:{self.version}"


@dataclass(frozen=True)
class Wanted:
    """What of the queue is asked for; all of it where nothing is said."""

    words: str = ""
    kind: str = ""
    region: str = ""
    campaign: int | None = None
    flag: str = ""
    before: object = None
    since: object = None

    def narrow(self, desk, things):
        if self.words:
            things = desk.named(things, self.words)
        if self.region:
            things = things.filter(below(self.region, field=desk.region))
        if self.campaign:
            things = things.filter(**{desk.campaign: self.campaign})
        if self.flag:
            things = things.flagged(self.flag)
        if self.before:
            things = things.filter(state_since__lt=self.before)
        if self.since:
            things = things.filter(state_since__gte=self.since)
        return things

    def desks(self):
        """The desks that can have what is asked for."""
        return [
            desk
            for desk in desks().values()
            if self.kind in ("", desk.kind) and (desk.campaign or not self.campaign)
        ]


AGES = {
    "hari-ini": lambda now: {"since": now - timedelta(days=1)},
    "terlambat": lambda now: {"before": overdue_before(now)},
    "seminggu": lambda now: {"before": now - timedelta(days=7)},
}


class Queue:
    """What waits for one person, narrowed to what they asked for."""

    def __init__(self, person, wanted=None):
        self.person, self.wanted = person, wanted or Wanted()

    def page(self, text):
        """The page that `?hal=` asks for, in one query."""
        last = -(-COUNTED // PAGE)
        number = number_of(text, last)
        start = (number - 1) * PAGE
        found = self._rows(self._things, start + PAGE + 1)[start:]
        return Leaf(found[:PAGE], number, len(found) > PAGE and number < last)

    def counts(self):
        """{kind: how many wait}, each counted up to COUNTED + 1 and no further, in one query."""
        parts = [
            desk.model._base_manager.filter(pk__in=things.order_by()[: COUNTED + 1].values("pk"))
            .order_by()
            .annotate(row_kind=Value(desk.kind))
            .values("row_kind")
            .annotate(row_count=Count("pk"))
            .values_list("row_kind", "row_count")
            for desk, things in self._things
        ]
        return dict(_union(parts)) if parts else {}

    def after(self, row):
        """The next one behind `row`, or None."""
        return next(iter(self._rows(self._beside(row, forward=True), 1)), None)

    def before(self, row):
        """The one in front of `row`, or None."""
        return next(iter(self._rows(self._beside(row, forward=False), 1, "-")), None)

    @cached_property
    def _things(self):
        return [
            (desk, self.wanted.narrow(desk, desk.waiting_for(self.person)))
            for desk in self.wanted.desks()
        ]

    def _beside(self, row, *, forward):
        """The same things, only those on one side of `row` in the queue's order."""
        side = "gt" if forward else "lt"
        for desk, things in self._things:
            beyond = Q(**{f"state_since__{side}": row.since})
            if desk.kind == row.kind:
                beyond |= Q(state_since=row.since, **{f"pk__{side}": row.key})
            elif (desk.kind > row.kind) == forward:
                beyond |= Q(state_since=row.since)
            yield desk, things.filter(beyond)

    def _rows(self, things, limit, sign=""):
        order = [f"{sign}state_since", f"{sign}pk"]
        parts = [desk.rows(some.order_by(*order)[:limit]) for desk, some in things]
        if not parts:
            return []
        columns = [f"{sign}row_{name}" for name in ("since", "kind", "number", "key")]
        return [Row.read(values) for values in _union(parts).order_by(*columns)[:limit]]


def row_of(thing, desk):
    """Where a thing stands (or stood) in the queue."""
    number = thing.pk if desk.has_numbers else 0
    since, kind = thing.state_since, desk.kind
    return Row(since, kind, number, str(thing.pk), str(thing), "", "", "", "", thing.version)


def bounded(counts):
    """(sum, whether there are more): '1.000+' beyond what is counted."""
    total = sum(counts.values())
    return min(total, COUNTED), total > COUNTED


def _union(parts):
    first, *others = parts
    return first.union(*others, all=True) if others else first
