"""Pages of a list that cost the same at a thousand and at a million rows."""

from dataclasses import dataclass

#: Further than this nobody leafs; a narrower search finds sooner, and costs less.
COUNTED = 1000


@dataclass(frozen=True)
class Page:
    """One page: `rows` of it, its `number`, and whether another follows."""

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


def number_of(text, last):
    """What `?hal=` means: a page from 1 to `last`; anything unreadable is the first."""
    text = (text or "").strip()
    if not (text.isascii() and text.isdigit()):
        return 1
    return min(max(int(text[:9]), 1), last)


def slice_before_join(rows, start, stop):
    """rows[start:stop] in one query, sorted and cut before anything is joined: where PostgreSQL
    expects thousands, it would else read every KIM and region first."""
    return rows.filter(pk__in=rows[start:stop].values("pk"))


def paginate(rows, text, size):
    """The page that `text` (`?hal=`) asks of an ordered queryset, in one query."""
    last = -(-COUNTED // size)
    number = number_of(text, last)
    start = (number - 1) * size
    found = list(slice_before_join(rows, start, start + size + 1))
    return Page(found[:size], number, len(found) > size and number < last)


def count_up_to(rows, most=COUNTED):
    """(how many, whether there are more than that), without counting a big table."""
    found = rows.order_by()[: most + 1].count()
    return min(found, most), found > most
