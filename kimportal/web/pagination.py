"""Pagination that costs the same at a thousand and at a million rows: no COUNT, a last page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

#: Rows that can be reached by paging; beyond them a narrower search is quicker, and cheaper.
MAX_ROWS = 1000


@dataclass(frozen=True)
class Page:
    """One page of a list: its `rows`, its `number`, and whether another follows."""

    rows: list[Any]
    number: int
    has_next: bool

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def page_number(text: str | None, last: int) -> int:
    """Return the page that `?hal=` asks for, from 1 to `last`; 1 if it is no number."""
    text = (text or "").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    return min(max(int(text[:9]), 1), last)


def slice_before_join(rows: QuerySet[Any], start: int, stop: int) -> QuerySet[Any]:
    """Return rows[start:stop], sorted and sliced before anything is joined.

    Where PostgreSQL expects thousands of rows it would otherwise read the joined tables first.
    """
    return rows.filter(pk__in=rows[start:stop].values("pk"))


def paginate(rows: QuerySet[Any], text: str | None, size: int) -> Page:
    """Return the Page of an ordered queryset that `text` (`?hal=`) asks for, in one query."""
    last = -(-MAX_ROWS // size)
    number = page_number(text, last)
    start = (number - 1) * size
    shown = list(slice_before_join(rows, start, start + size + 1))
    return Page(shown[:size], number, len(shown) > size and number < last)


def count_up_to(rows: QuerySet[Any], limit: int = MAX_ROWS) -> tuple[int, bool]:
    """Return (count, whether there are more), counting no more than `limit` rows."""
    count = rows.order_by()[: limit + 1].count()
    return min(count, limit), count > limit
