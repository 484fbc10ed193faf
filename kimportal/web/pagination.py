"""Pagination that costs the same at a thousand and at a million rows: no COUNT, a last page."""

from dataclasses import dataclass

#: Rows that can be reached by paging; beyond it a narrower search is quicker, and cheaper.
MAX_ROWS = 1000


@dataclass(frozen=True)
class Page:
    """One page of a list: its `rows`, its `number`, and whether another follows."""

    rows: list
    number: int
    has_next: bool

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    @property
    def has_previous(self):
        return self.number > 1

    @property
    def previous_page_number(self):
        return self.number - 1

    @property
    def next_page_number(self):
        return self.number + 1


def page_number(text, last):
    """Return the page that `?hal=` asks for, from 1 to `last`; 1 if it is no number."""
    text = (text or "").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    return min(max(int(text[:9]), 1), last)


def slice_before_join(rows, start, stop):
    """Return rows[start:stop], sorted and sliced before anything is joined.

    Where PostgreSQL expects thousands of rows it would otherwise read the joined tables first.
    """
    return rows.filter(pk__in=rows[start:stop].values("pk"))


def paginate(rows, text, size):
    """Return the Page of an ordered queryset that `text` (`?hal=`) asks for, in one query."""
    last = -(-MAX_ROWS // size)
    number = page_number(text, last)
    start = (number - 1) * size
    shown = list(slice_before_join(rows, start, start + size + 1))
    return Page(shown[:size], number, len(shown) > size and number < last)


def count_up_to(rows, limit=MAX_ROWS):
    """Return (count, whether there are more), counting no more than `limit` rows."""
    count = rows.order_by()[: limit + 1].count()
    return min(count, limit), count > limit
