"""Lines drawn by the server: points of an SVG for a list of numbers."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

WIDTH, HEIGHT, HEAD, FOOT = 640, 160, 12, 4


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    label: str
    value: int


@dataclass(frozen=True)
class Line:
    """`points` from left to right on a drawing WIDTH × HEIGHT, and its highest value."""

    points: list
    most: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def path(self):
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def ground(self):
        return HEIGHT - FOOT

    @property
    def rules(self):
        """Heights of the hairlines: nothing, half and the most."""
        return [HEAD, (HEAD + self.ground) // 2, self.ground]

    @property
    def area(self):
        first, last = self.points[0], self.points[-1]
        return f"{first.x},{self.ground} {self.path} {last.x},{self.ground}"


def line(rows):
    """A Line of [(label, value)]; None when there are fewer than two to join."""
    if len(rows) < 2:
        return None
    most = max(value for label, value in rows) or 1
    step = (WIDTH - 16) / (len(rows) - 1)
    ground = HEIGHT - FOOT
    points = [
        Point(round(8 + n * step), round(ground - (ground - HEAD) * value / most), label, value)
        for n, (label, value) in enumerate(rows)
    ]
    return Line(points, most)


@dataclass(frozen=True)
class Month:
    """A month ('2020-11') and how many events it had."""

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
        """November 2020, in the reader's language."""
        return date_format(self.first, "F Y")


def months_between(first, last):
    """['2020-11', '2020-12', …], both ends included."""
    year, month = (int(part) for part in first.split("-"))
    found = [first]
    while found[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year:04}-{month:02}")
    return found
