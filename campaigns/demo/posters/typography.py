"""Typography: Fraunces for headlines, Plus Jakarta Sans for text (both OFL)."""

from functools import cache
from importlib import resources

from PIL import ImageFont

FILES = {
    "serif": ("fontpkg_fraunces", "Fraunces[SOFT,WONK,opsz,wght].ttf"),
    "italic": ("fontpkg_fraunces", "Fraunces-Italic[SOFT,WONK,opsz,wght].ttf"),
    "sans": ("fontpkg_plus_jakarta_sans", "PlusJakartaSans[wght].ttf"),
}
#: Height of a capital, as a part of the size.
CAPITAL = {"serif": 0.7, "italic": 0.7, "sans": 0.71}
WEIGHTS = {"serif": 640, "italic": 480, "sans": 500}


@cache
def font(family, pixels, weight):
    package, name = FILES[family]
    path = resources.files(package) / "files" / name
    typeface = ImageFont.truetype(str(path), pixels)
    # The axes of Fraunces: optical size, weight, softness and no "wonky" glyphs.
    axes = [weight] if family == "sans" else [min(144, max(9, pixels / 2)), weight, 40, 0]
    typeface.set_variation_by_axes(axes)
    return typeface


class Text:
    """Text in one typeface, size and colour. `leading` is the line height in sizes."""

    def __init__(self, family, size, colour, *, weight=None, leading=None, align="left"):
        self.family, self.size, self.colour, self.align = family, size, colour, align
        self.weight = weight or WEIGHTS[family]
        self.leading = leading or (1.42 if family == "sans" else 1.04)

    def write(self, pen, x, y, text, width=None):
        """Write with the top of the first capitals at y; return the last baseline.

        With align "centre" or "right", x is the middle or the right edge.
        """
        typeface = self.typeface(pen)
        baseline = y + self.size * CAPITAL[self.family]
        anchor = {"left": "ls", "centre": "ms", "right": "rs"}[self.align]
        for number, line in enumerate(self.lines(pen, text, width)):
            at = pen.place([(x, baseline + number * self.size * self.leading)])[0]
            pen.draw.text(at, line, self.colour, typeface, anchor)
        return baseline + number * self.size * self.leading

    def typeface(self, pen):
        return font(self.family, max(8, round(self.size * pen.scale)), self.weight)

    def lines(self, pen, text, width):
        """Split at line breaks, or into balanced lines within `width`."""
        if width is None:
            return text.split("\n")
        typeface, lines = self.typeface(pen), []
        for paragraph in text.split("\n"):
            lines += balanced(paragraph, typeface, width * pen.scale)
        return lines

    def tracked(self, pen, x, y, text, space=0.12):
        """Write letter-spaced capitals, for a kicker. Returns the right edge."""
        typeface, baseline = self.typeface(pen), y + self.size * CAPITAL[self.family]
        for character in text.upper():
            pen.draw.text(pen.place([(x, baseline)])[0], character, self.colour, typeface, "ls")
            x += typeface.getlength(character) / pen.scale + self.size * space
        return x - self.size * space

    def width(self, pen, text):
        return max(self.typeface(pen).getlength(line) for line in text.split("\n")) / pen.scale


def balanced(text, typeface, width):
    """Return as few lines as fit, then as even as possible."""
    best = wrapped(text, typeface, width)
    narrow = width
    while narrow > width * 0.6:
        narrow -= width * 0.04
        tried = wrapped(text, typeface, narrow)
        if len(tried) > len(best) or any(typeface.getlength(line) > narrow for line in tried):
            break
        best = tried
    return best


def wrapped(text, typeface, width):
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and typeface.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
