"""One queue of everything that waits: a bounded UNION over the adapters, oldest first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db.models import Count, Q, QuerySet, Value

from kimportal.audit.models import AuditEvent
from kimportal.moderation.adapters import ModerationAdapter, adapters
from kimportal.moderation.business_days import overdue_before
from kimportal.moderation.flags import flag_labels
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.querysets import ModeratedQuerySet
from kimportal.moderation.states import State
from kimportal.web.pagination import MAX_ROWS, Page, page_number
from kimportal.web.region_codes import below

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from kimportal.accounts.models import Person

PAGE_SIZE = 50


class QueueRow(NamedTuple):
    """One waiting item as the queue shows it, without its object: the values of COLUMNS."""

    since: datetime
    kind: str
    number: int
    key: str
    title: str
    origin: str
    sender: str
    place: str
    flags: str
    version: int

    @classmethod
    def from_db(cls, values: Iterable[Any]) -> Self:
        """Read a row of the UNION: SQLite writes a UUID without its dashes."""
        row = cls(*values)
        return row._replace(key=str(row.adapter.model._meta.pk.to_python(row.key)))

    @classmethod
    def of(cls, item: ModeratedModel, adapter: ModerationAdapter) -> Self:
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

    @classmethod
    def where_it_waited(cls, item: ModeratedModel, adapter: ModerationAdapter) -> Self:
        """Return the position of an item in the queue: the last one, if it was decided since."""
        row = cls.of(item, adapter)
        if item.state == State.WAITING:
            return row
        events = AuditEvent.objects.about(item).transitions().filter(after=State.WAITING)
        sent_in = events.values_list("at", flat=True).first()
        return row._replace(since=sent_in) if sent_in else row

    @property
    def adapter(self) -> ModerationAdapter:
        return adapters()[self.kind]

    @property
    def label(self) -> "_StrOrPromise":
        return self.adapter.label

    @property
    def is_overdue(self) -> bool:
        return self.since < overdue_before()

    @property
    def flag_labels(self) -> "list[tuple[str, _StrOrPromise]]":
        return flag_labels(self.flags)

    @property
    def token(self) -> str:
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

    def apply(self, adapter: ModerationAdapter, items: ModeratedQuerySet) -> ModeratedQuerySet:
        if self.text:
            items = adapter.search(items, self.text)
        if self.region:
            items = items.filter(below(self.region, field=adapter.region))
        if self.campaign:
            items = items.filter(**{str(adapter.campaign): self.campaign})
        if self.flag:
            items = items.flagged(self.flag)
        if self.before:
            items = items.filter(state_since__lt=self.before)
        if self.since:
            items = items.filter(state_since__gte=self.since)
        return items

    def adapters(self) -> list[ModerationAdapter]:
        """Return the adapters whose model the filter can match."""
        return [
            adapter
            for adapter in adapters().values()
            if self.kind in ("", adapter.kind) and (adapter.campaign or not self.campaign)
        ]


AGES: dict[str, Callable[[datetime], dict[str, Any]]] = {
    "hari-ini": lambda now: {"since": now - timedelta(days=1)},
    "terlambat": lambda now: {"before": overdue_before(now)},
    "seminggu": lambda now: {"before": now - timedelta(days=7)},
}


class Queue:
    """What waits for one person, filtered."""

    def __init__(self, person: "Person", queue_filter: QueueFilter | None = None) -> None:
        self.person, self.filter = person, queue_filter or QueueFilter()

    def page(self, text: str | None) -> Page:
        """Return the page that `?hal=` names, in one query."""
        last = -(-MAX_ROWS // PAGE_SIZE)
        number = page_number(text, last)
        start = (number - 1) * PAGE_SIZE
        rows = self._rows(self._querysets, start + PAGE_SIZE + 1)[start:]
        return Page(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE and number < last)

    def counts(self) -> dict[str, int]:
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

    def after(self, row: QueueRow) -> QueueRow | None:
        """Return the row behind this one, or None."""
        return next(iter(self._rows(self._beside(row, forward=True), 1)), None)

    def before(self, row: QueueRow) -> QueueRow | None:
        """Return the row in front of this one, or None."""
        return next(iter(self._rows(self._beside(row, forward=False), 1, "-")), None)

    @cached_property
    def _querysets(self) -> list[tuple[ModerationAdapter, ModeratedQuerySet]]:
        return [
            (adapter, self.filter.apply(adapter, adapter.pending_for(self.person)))
            for adapter in self.filter.adapters()
        ]

    def _beside(
        self, row: QueueRow, *, forward: bool
    ) -> Iterator[tuple[ModerationAdapter, ModeratedQuerySet]]:
        """Yield the querysets narrowed to one side of `row` in the queue's order."""
        side = "gt" if forward else "lt"
        for adapter, items in self._querysets:
            beyond = Q(**{f"state_since__{side}": row.since})
            if adapter.kind == row.kind:
                beyond |= Q(state_since=row.since, **{f"pk__{side}": row.key})
            elif (adapter.kind > row.kind) == forward:
                beyond |= Q(state_since=row.since)
            yield adapter, items.filter(beyond)

    def _rows(
        self,
        querysets: Iterable[tuple[ModerationAdapter, ModeratedQuerySet]],
        limit: int,
        sign: str = "",
    ) -> list[QueueRow]:
        order = [f"{sign}state_since", f"{sign}pk"]
        parts = [adapter.queue_rows(items.order_by(*order)[:limit]) for adapter, items in querysets]
        if not parts:
            return []
        columns = [f"{sign}row_{name}" for name in ("since", "kind", "number", "key")]
        return [QueueRow.from_db(values) for values in _union(parts).order_by(*columns)[:limit]]


def bounded_total(counts: dict[str, int]) -> tuple[int, bool]:
    """Return (sum, whether there are more): "1.000+" beyond what is counted."""
    total = sum(counts.values())
    return min(total, MAX_ROWS), total > MAX_ROWS


def _union(parts: Iterable[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    first, *others = parts
    return first.union(*others, all=True) if others else first
