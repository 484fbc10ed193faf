"""Landscapes, weather and buildings."""

import itertools
import math

from campaigns.demo.posters import colours as c


def kawung(pen, x, y, size, petal, heart=None):
    """Draw a flower of the kawung ornament, `size` wide."""
    reach = size * 0.25
    for turn in (45, 135, 225, 315):
        angle = math.radians(turn)
        pen.lens(
            x + reach * math.cos(angle), y + reach * math.sin(angle), size * 0.58, size * 0.27,
            turn, petal,
        )  # fmt: skip
    if heart:
        pen.disc(x, y, size * 0.07, heart)


def kawung_band(pen, x, y, width, size, petal, heart=None):
    count = max(1, round(width / size))
    step = width / count
    for number in range(count):
        kawung(pen, x + (number + 0.5) * step, y + size / 2, size * 0.92, petal, heart)


def kawung_field(pen, x, y, columns, rows, size, petal, heart=None):
    for row in range(rows):
        kawung_band(pen, x, y + row * size, columns * size, size, petal, heart)


def hill(pen, points, bottom, fill):
    """Fill the ground below a smooth line through the points."""
    curve = [point for first, last in itertools.pairwise(points)
             for point in _ease(first, last)]  # fmt: skip
    pen.poly([*curve, (points[-1][0], bottom), (points[0][0], bottom)], fill)


def _ease(first, last, steps=20):
    (a, b), (c_, d) = first, last
    for step in range(steps + 1):
        t = step / steps
        yield a + (c_ - a) * t, b + (d - b) * (1 - math.cos(math.pi * t)) / 2


def terraces(pen, x, y, width, height, shades, steps=7):
    """Draw rice terraces: curved bands, each with a highlighted edge."""
    for step in range(steps):
        top = y + height * (step / steps) ** 1.25
        swing = 26 + 7 * step
        points = [
            (x + width * n / 6, top + swing * math.sin(n * 1.35 + step * 0.55)) for n in range(7)
        ]
        bottom = y + height * 1.2
        hill(pen, [(a, b - 7) for a, b in points], bottom, shades[-1])
        hill(pen, points, bottom, shades[step % (len(shades) - 1)])


def stilt_house(pen, wall, roof, dark, windows=c.HONEY):
    """Draw a building on stilts within 200 × 180, standing on y = 180."""
    for x in (38, 78, 122, 162):
        pen.rect(x - 5, 128, 10, 52, dark)
    pen.rect(26, 84, 148, 50, wall)
    pen.rect(22, 128, 156, 10, dark)
    pen.poly([(0, 90), (34, 20), (22, 0), (100, 26), (178, 0), (166, 20), (200, 90)], roof)
    pen.rect(88, 96, 26, 34, dark)
    for x in (42, 134):
        pen.rect(x, 98, 26, 20, windows)
        pen.rect(x + 11.5, 98, 3, 20, dark)
    pen.poly([(88, 138), (114, 138), (126, 180), (76, 180)], dark)
    for step in range(3):
        pen.rect(84 - step * 3, 146 + step * 12, 34 + step * 6, 4, wall)


def coconut(pen, trunk, leaf, height=220):
    """Draw a palm whose foot is at (0, 0)."""
    pen.curve([(0, 0), (10, -height * 0.5), (34, -height)], 13, trunk)
    for turn, length in ((-165, 118), (-130, 112), (-92, 96), (-55, 112), (-18, 118), (14, 104),
                         (168, 100)):  # fmt: skip
        angle = math.radians(turn)
        x, y = 34 + length / 2 * math.cos(angle), -height + length / 2 * math.sin(angle)
        pen.lens(x, y, length, 26, turn, leaf)
    for x in (24, 40, 33):
        pen.disc(x, -height + 8 + (x % 3) * 3, 9, trunk)


def sun(pen, x, y, radius, fill, halo=None):
    if halo:
        pen.disc(x, y, radius * 1.28, halo)
    pen.disc(x, y, radius, fill)


def cloud(pen, x, y, fill):
    pen.rect(x, y, 190, 34, fill, round=17)
    pen.rect(x + 36, y - 28, 110, 50, fill, round=25)
