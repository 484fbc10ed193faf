"""One queue of everything that waits: a bounded UNION over the adapters, oldest first."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, Q, Value

from kimportal.moderation.adapters import COLUMNS, adapters
from kimportal.moderation.business_days import overdue_before
from kimportal.moderation.flags import flag_labels
from kimportal.web.pagination import MAX_ROWS, Page, page_number
from kimportal.web.region_codes import below

PAGE_SIZE = 50


class QueueRow(namedtuple("Row", [column.removeprefix("row_") for column in COLUMNS])):
    """One waiting item as the queue shows it, without its object."""

    @classmethod
    def from_db(cls, values):
        """Read a row of the UNION: SQLite writes a UUID without its dashes."""
        row = cls(*values)
        return row._replace(key=str(row.adapter.model._meta.pk.to_python(row.key)))

    @classmethod
    def of(cls, item, adapter):
        """Return the position of an item in the queue, now or before it was decided."""
        return cls(
            since=item.state_since,
            kind=adapter.kind,
            number=item.pk if adapter.has_integer_pk else 0,
            key=str(item.pk),
            title=str(item),
            origin="",
            sender="",
            place="",
            flags="",
            version=item.version,
        )

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
        return flag_labels(self.flags)

    @property
    def token(self):
        """Identify the row in the version that was rendered: kind, key and version."""
        return f"{self.kind}:{self.key}:{self.version}"


@dataclass(frozen=True)
class QueueFilter:
    """Which part of the queue is shown; everything by default."""

    text: str = ""
    kind: str = ""
    region: str = ""
    campaign: int | None = None
    flag: str = ""
    before: datetime | None = None
    since: datetime | None = None

    def apply(self, adapter, items):
        if self.text:
            items = adapter.search(items, self.text)
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
        """Return the adapters whose model the filter can match."""
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
    """What waits for one person, filtered."""

    def __init__(self, person, queue_filter=None):
        self.person, self.filter = person, queue_filter or QueueFilter()

    def page(self, text):
        """Return the page that `?hal=` names, in one query."""
        last = -(-MAX_ROWS // PAGE_SIZE)
        number = page_number(text, last)
        start = (number - 1) * PAGE_SIZE
        rows = self._rows(self._querysets, start + PAGE_SIZE + 1)[start:]
        return Page(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE and number < last)

    def counts(self):
        """Return {kind: count}, each counted up to MAX_ROWS + 1, in one query."""
        parts = [
            adapter.model._base_manager.filter(pk__in=items.order_by()[: MAX_ROWS + 1].values("pk"))
            .order_by()
            .annotate(row_kind=Value(adapter.kind))
            .values("row_kind")
            .annotate(row_count=Count("pk"))
            .values_list("row_kind", "row_count")
            for adapter, items in self._querysets
        ]
        return dict(_union(parts)) if parts else {}

    def after(self, row):
        """Return the row behind this one, or None."""
        return next(iter(self._rows(self._beside(row, forward=True), 1)), None)

    def before(self, row):
        """Return the row in front of this one, or None."""
        return next(iter(self._rows(self._beside(row, forward=False), 1, "-")), None)

    @cached_property
    def _querysets(self):
        return [
            (adapter, self.filter.apply(adapter, adapter.pending_for(self.person)))
            for adapter in self.filter.adapters()
        ]

    def _beside(self, row, *, forward):
        """Yield the querysets narrowed to one side of `row` in the queue's order."""
        side = "gt" if forward else "lt"
        for adapter, items in self._querysets:
            beyond = Q(**{f"state_since__{side}": row.since})
            if adapter.kind == row.kind:
                beyond |= Q(state_since=row.since, **{f"pk__{side}": row.key})
            elif (adapter.kind > row.kind) == forward:
                beyond |= Q(state_since=row.since)
            yield adapter, items.filter(beyond)

    def _rows(self, querysets, limit, sign=""):
        order = [f"{sign}state_since", f"{sign}pk"]
        parts = [adapter.queue_rows(items.order_by(*order)[:limit]) for adapter, items in querysets]
        if not parts:
            return []
        columns = [f"{sign}row_{name}" for name in ("since", "kind", "number", "key")]
        return [QueueRow.from_db(values) for values in _union(parts).order_by(*columns)[:limit]]


def bounded_total(counts):
    """Return (sum, whether there are more): "1.000+" beyond what is counted."""
    total = sum(counts.values())
    return min(total, MAX_ROWS), total > MAX_ROWS


def _union(parts):
    first, *others = parts
    return first.union(*others, all=True) if others else first
