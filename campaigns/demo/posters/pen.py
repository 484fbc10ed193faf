"""A sheet to draw on, and a pen. Lengths are pixels of the finished sheet; y grows downwards."""

import io
import itertools
import math

from PIL import Image, ImageDraw

#: Supersampling factor: Pillow does not antialias shapes.
SUPERSAMPLING = 2


class Sheet:
    """One page. `ground` fills it; `pen` draws on it."""

    def __init__(self, width, height, ground):
        self.width, self.height = width, height
        self.picture = Image.new("RGB", (width * SUPERSAMPLING, height * SUPERSAMPLING), ground)
        self.pen = Pen(ImageDraw.Draw(self.picture))

    def finished(self):
        return self.picture.reduce(SUPERSAMPLING)

    def png(self):
        out = io.BytesIO()
        # Upload validation re-encodes the file, so strong compression would be wasted here.
        self.finished().save(out, "PNG", compress_level=1)
        return out.getvalue()

    def clipped(self, shape, draw):
        """Draw a scene clipped to a shape.

        `shape(pen)` fills the visible area, `draw(pen)` draws as on the sheet itself.
        """
        mask = Image.new("L", self.picture.size, 0)
        shape(Pen(ImageDraw.Draw(mask)))
        layer = self.picture.copy()
        draw(Pen(ImageDraw.Draw(layer)))
        self.picture.paste(layer, (0, 0), mask)

    def mirrored(self, draw):
        """Draw a mirror image: right is left."""
        other = self.picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        draw(Pen(ImageDraw.Draw(other)))
        self.picture.paste(other.transpose(Image.Transpose.FLIP_LEFT_RIGHT))


def pdf(sheets, dpi=150):
    """Return the sheets as the pages of a PDF."""
    first, *others = [sheet.finished() for sheet in sheets]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=dpi, quality=84)
    return out.getvalue()


class Pen:
    """A pen with its own coordinates; `at` returns one with another origin and scale."""

    def __init__(self, draw, x=0, y=0, scale=SUPERSAMPLING):
        self.draw, self.x, self.y, self.scale = draw, x, y, scale

    def at(self, x, y, scale=1):
        return Pen(self.draw, self.x + x * self.scale, self.y + y * self.scale, self.scale * scale)

    def place(self, points):
        return [(self.x + x * self.scale, self.y + y * self.scale) for x, y in points]

    def long(self, length):
        return max(1, round(length * self.scale))

    def rect(self, x, y, width, height, fill, round=0):
        corners = self.place([(x, y), (x + width, y + height)])
        self.draw.rounded_rectangle([*corners[0], *corners[1]], round * self.scale, fill)

    def oval(self, x, y, width, height, fill):
        corners = self.place([(x, y), (x + width, y + height)])
        self.draw.ellipse([*corners[0], *corners[1]], fill)

    def disc(self, x, y, radius, fill):
        self.oval(x - radius, y - radius, 2 * radius, 2 * radius, fill)

    def ring(self, x, y, radius, width, colour):
        corners = self.place([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse([*corners[0], *corners[1]], outline=colour, width=self.long(width))

    def pie(self, x, y, radius, start, end, fill):
        """Draw a slice; angles in degrees, clockwise from three o'clock."""
        corners = self.place([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.pieslice([*corners[0], *corners[1]], start, end, fill)

    def arc(self, x, y, radius, start, end, width, colour):
        corners = self.place([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.arc([*corners[0], *corners[1]], start, end, colour, self.long(width))

    def poly(self, points, fill):
        self.draw.polygon(self.place(points), fill)

    def line(self, points, width, colour):
        """Draw a line with round ends and joints."""
        self.draw.line(self.place(points), colour, self.long(width), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, colour)

    def curve(self, points, width, colour):
        self.line(bezier(points), width, colour)

    def shape(self, *curves, fill):
        """Fill an outline of Bézier curves, each starting where the previous one ends."""
        self.poly([point for curve in curves for point in bezier(curve)], fill)

    def lens(self, x, y, length, width, degrees, fill):
        """Fill a leaf shape: two arcs that meet at both ends."""
        turn, half = math.radians(degrees), length / 2
        upper = bezier([(-half, 0), (0, -width), (half, 0)])
        lower = bezier([(half, 0), (0, width), (-half, 0)])
        cos, sin = math.cos(turn), math.sin(turn)
        points = [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in upper + lower]
        self.poly(points, fill)


def bezier(points, steps=24):
    """Return points along a Bézier curve of any degree (de Casteljau)."""
    if len(points) == 2:
        return list(points)
    return [_between(points, step / steps) for step in range(steps + 1)]


def _between(points, t):
    while len(points) > 1:
        pairs = itertools.pairwise(points)
        points = [(a + (c - a) * t, b + (d - b) * t) for (a, b), (c, d) in pairs]
    return points[0]
