"""One queue over everything that waits: a bounded UNION of each desk's own, oldest first."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Count, Q, Value

from kimportal.moderation.adapters import COLUMNS, adapters
from kimportal.moderation.business_days import overdue_before
from kimportal.moderation.flags import labelled
from kimportal.web.pagination import MAX_ROWS, Page, page_number
from kimportal.web.region_codes import below

PAGE = 50


class QueueRow(namedtuple("Row", [column.removeprefix("row_") for column in COLUMNS])):
    """One thing that waits."""

    @classmethod
    def read(cls, values):
        """From the database's words: SQLite writes a UUID without its dashes."""
        row = cls(*values)
        return row._replace(key=str(row.adapter.model._meta.pk.to_python(row.key)))

    @property
    def adapter(self):
        return adapters()[self.kind]

    @property
    def label(self):
        return self.adapter.label

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
class QueueFilter:
    """What of the queue is asked for; all of it where nothing is said."""

    words: str = ""
    kind: str = ""
    region: str = ""
    campaign: int | None = None
    flag: str = ""
    before: object = None
    since: object = None

    def narrow(self, adapter, items):
        if self.words:
            items = adapter.named(items, self.words)
        if self.region:
            items = items.filter(below(self.region, field=adapter.region))
        if self.campaign:
            items = items.filter(**{adapter.campaign: self.campaign})
        if self.flag:
            items = items.flagged(self.flag)
        if self.before:
            items = items.filter(state_since__lt=self.before)
        if self.since:
            items = items.filter(state_since__gte=self.since)
        return items

    def adapters(self):
        """The desks that can have what is asked for."""
        return [
            adapter
            for adapter in adapters().values()
            if self.kind in ("", adapter.kind) and (adapter.campaign or not self.campaign)
        ]


AGES = {
    "hari-ini": lambda now: {"since": now - timedelta(days=1)},
    "terlambat": lambda now: {"before": overdue_before(now)},
    "seminggu": lambda now: {"before": now - timedelta(days=7)},
}


class Queue:
    """What waits for one person, narrowed to what they asked for."""

    def __init__(self, person, wanted=None):
        self.person, self.wanted = person, wanted or QueueFilter()

    def page(self, text):
        """The page that `?hal=` asks for, in one query."""
        last = -(-MAX_ROWS // PAGE)
        number = page_number(text, last)
        start = (number - 1) * PAGE
        found = self._rows(self._things, start + PAGE + 1)[start:]
        return Page(found[:PAGE], number, len(found) > PAGE and number < last)

    def counts(self):
        """{kind: how many wait}, each counted up to MAX_ROWS + 1 and no further, in one query."""
        parts = [
            adapter.model._base_manager.filter(pk__in=items.order_by()[: MAX_ROWS + 1].values("pk"))
            .order_by()
            .annotate(row_kind=Value(adapter.kind))
            .values("row_kind")
            .annotate(row_count=Count("pk"))
            .values_list("row_kind", "row_count")
            for adapter, items in self._things
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
            (adapter, self.wanted.narrow(adapter, adapter.pending_for(self.person)))
            for adapter in self.wanted.adapters()
        ]

    def _beside(self, row, *, forward):
        """The same things, only those on one side of `row` in the queue's order."""
        side = "gt" if forward else "lt"
        for adapter, items in self._things:
            beyond = Q(**{f"state_since__{side}": row.since})
            if adapter.kind == row.kind:
                beyond |= Q(state_since=row.since, **{f"pk__{side}": row.key})
            elif (adapter.kind > row.kind) == forward:
                beyond |= Q(state_since=row.since)
            yield adapter, items.filter(beyond)

    def _rows(self, items, limit, sign=""):
        order = [f"{sign}state_since", f"{sign}pk"]
        parts = [adapter.rows(some.order_by(*order)[:limit]) for adapter, some in items]
        if not parts:
            return []
        columns = [f"{sign}row_{name}" for name in ("since", "kind", "number", "key")]
        return [QueueRow.read(values) for values in _union(parts).order_by(*columns)[:limit]]


def row_of(item, adapter):
    """Where a thing stands (or stood) in the queue."""
    number = item.pk if adapter.has_numbers else 0
    since, kind = item.state_since, adapter.kind
    return QueueRow(since, kind, number, str(item.pk), str(item), "", "", "", "", item.version)


def bounded(counts):
    """(sum, whether there are more): '1.000+' beyond what is counted."""
    total = sum(counts.values())
    return min(total, MAX_ROWS), total > MAX_ROWS


def _union(parts):
    first, *others = parts
    return first.union(*others, all=True) if others else first
