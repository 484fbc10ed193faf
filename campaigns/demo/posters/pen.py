"""A sheet and a pen. All measures are pixels of the finished sheet; y grows downwards."""

import io
import math

from PIL import Image, ImageDraw

#: Drawn this much larger and then reduced: Pillow's own edges are not smooth.
FINE = 2


class Sheet:
    """One page. `ground` fills it; `pen` draws on it."""

    def __init__(self, width, height, ground):
        self.width, self.height = width, height
        self.picture = Image.new("RGB", (width * FINE, height * FINE), ground)
        self.pen = Pen(ImageDraw.Draw(self.picture))

    def finished(self):
        return self.picture.reduce(FINE)

    def png(self):
        out = io.BytesIO()
        # The gate makes the file anew, so there is no sense in packing it tightly here.
        self.finished().save(out, "PNG", compress_level=1)
        return out.getvalue()

    def window(self, shape, draw):
        """Draw a whole scene, of which only what lies within a shape is seen.

        `shape(pen)` fills what is to be seen, `draw(pen)` draws as on the sheet itself.
        """
        mask = Image.new("L", self.picture.size, 0)
        shape(Pen(ImageDraw.Draw(mask)))
        layer = self.picture.copy()
        draw(Pen(ImageDraw.Draw(layer)))
        self.picture.paste(layer, (0, 0), mask)

    def mirrored(self, draw):
        """Draw with a pen for which right is left."""
        other = self.picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        draw(Pen(ImageDraw.Draw(other)))
        self.picture.paste(other.transpose(Image.Transpose.FLIP_LEFT_RIGHT))


def pdf(sheets, dpi=150):
    """The pages of a booklet as one PDF."""
    first, *others = [sheet.finished() for sheet in sheets]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=dpi, quality=84)
    return out.getvalue()


class Pen:
    """Draws in its own coordinates; `at` gives a pen whose origin and scale are moved."""

    def __init__(self, draw, x=0, y=0, scale=FINE):
        self.draw, self.x, self.y, self.scale = draw, x, y, scale

    def at(self, x, y, scale=1):
        return Pen(self.draw, self.x + x * self.scale, self.y + y * self.scale, self.scale * scale)

    def place(self, points):
        return [(self.x + x * self.scale, self.y + y * self.scale) for x, y in points]

    def long(self, length):
        return max(1, round(length * self.scale))

    def rect(self, x, y, width, height, fill, round=0):
        box = self.place([(x, y), (x + width, y + height)])
        self.draw.rounded_rectangle([*box[0], *box[1]], round * self.scale, fill)

    def oval(self, x, y, width, height, fill):
        box = self.place([(x, y), (x + width, y + height)])
        self.draw.ellipse([*box[0], *box[1]], fill)

    def disc(self, x, y, radius, fill):
        self.oval(x - radius, y - radius, 2 * radius, 2 * radius, fill)

    def ring(self, x, y, radius, width, colour):
        box = self.place([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse([*box[0], *box[1]], outline=colour, width=self.long(width))

    def pie(self, x, y, radius, start, end, fill):
        """A slice; angles in degrees, clockwise from three o'clock."""
        box = self.place([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.pieslice([*box[0], *box[1]], start, end, fill)

    def arc(self, x, y, radius, start, end, width, colour):
        box = self.place([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.arc([*box[0], *box[1]], start, end, colour, self.long(width))

    def poly(self, points, fill):
        self.draw.polygon(self.place(points), fill)

    def line(self, points, width, colour):
        """A stroke with round ends and round corners."""
        self.draw.line(self.place(points), colour, self.long(width), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, colour)

    def curve(self, points, width, colour):
        self.line(bezier(points), width, colour)

    def shape(self, *curves, fill):
        """A closed outline of Bézier curves, each beginning where the last one ends."""
        self.poly([point for curve in curves for point in bezier(curve)], fill)

    def lens(self, x, y, length, width, degrees, fill):
        """A leaf: two arcs meeting in points at both ends."""
        turn, half = math.radians(degrees), length / 2
        upper = bezier([(-half, 0), (0, -width), (half, 0)])
        lower = bezier([(half, 0), (0, width), (-half, 0)])
        cos, sin = math.cos(turn), math.sin(turn)
        points = [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in upper + lower]
        self.poly(points, fill)


def bezier(points, steps=24):
    """Points along a Bézier curve of any degree (de Casteljau)."""
    if len(points) == 2:
        return list(points)
    return [_between(points, step / steps) for step in range(steps + 1)]


def _between(points, t):
    while len(points) > 1:
        pairs = zip(points, points[1:], strict=False)
        points = [(a + (c - a) * t, b + (d - b) * t) for (a, b), (c, d) in pairs]
    return points[0]
