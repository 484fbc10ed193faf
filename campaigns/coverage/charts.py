"""Server-rendered bar charts: SVG coordinates for a list of numbers."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

WIDTH, HEIGHT, TOP_MARGIN, BOTTOM_MARGIN = 640, 160, 12, 4
#: A bar's part of its column, and the widest it gets: two months are no two walls.
BAR_SHARE, MAX_BAR = 0.7, 64


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    label: str
    value: int


@dataclass(frozen=True)
class Bars:
    """Bars from left to right in an SVG of WIDTH × HEIGHT, and their highest value.

    Bars, not a line: nothing lies between two months, so nothing may seem to rise or fall there.
    """

    bars: list
    maximum: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def baseline(self):
        return HEIGHT - BOTTOM_MARGIN

    @property
    def gridlines(self):
        """Return the y coordinates of the grid lines: maximum, half and zero."""
        return [TOP_MARGIN, (TOP_MARGIN + self.baseline) // 2, self.baseline]


def bars(rows):
    """Return the Bars of [(label, value)], or None if there are fewer than two."""
    if len(rows) < 2:
        return None
    maximum = max(value for label, value in rows) or 1
    column = WIDTH / len(rows)
    width = max(round(min(column * BAR_SHARE, MAX_BAR)), 1)
    baseline = HEIGHT - BOTTOM_MARGIN
    drawn = []
    for n, (label, value) in enumerate(rows):
        height = round((baseline - TOP_MARGIN) * value / maximum)
        x = round(column * (n + 0.5) - width / 2)
        drawn.append(Bar(x, baseline - height, width, height, label, value))
    return Bars(drawn, maximum)


@dataclass(frozen=True)
class Month:
    """A month ('2020-11') and its number of events."""

    key: str
    events: int

    @property
    def first(self):
        return date.fromisoformat(f"{self.key}-01")

    @property
    def last(self):
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def name(self):
        """Return November 2020, in the active language."""
        return date_format(self.first, "F Y")


def months_between(first, last):
    """Return ['2020-11', '2020-12', …], both ends included."""
    year, month = (int(part) for part in first.split("-"))
    months = [first]
    while months[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        months.append(f"{year:04}-{month:02}")
    return months
