"""Letters: Fraunces for what is said, Plus Jakarta Sans for what is explained (both OFL)."""

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
def font(face, pixels, weight):
    package, name = FILES[face]
    path = resources.files(package) / "files" / name
    letters = ImageFont.truetype(str(path), pixels)
    # Fraunces: optical size, weight, softness, and no wonky letters.
    axes = [weight] if face == "sans" else [min(144, max(9, pixels / 2)), weight, 40, 0]
    letters.set_variation_by_axes(axes)
    return letters


class Text:
    """Words in one face, size and colour. `leading` is the distance of lines, in sizes."""

    def __init__(self, face, size, colour, *, weight=None, leading=None, align="left"):
        self.face, self.size, self.colour, self.align = face, size, colour, align
        self.weight = weight or WEIGHTS[face]
        self.leading = leading or (1.42 if face == "sans" else 1.04)

    def write(self, pen, x, y, words, width=None):
        """Write with the first capitals' top at y; returns the last baseline.

        With align "centre" or "right", x is the middle or the right edge.
        """
        letters = self.letters(pen)
        baseline = y + self.size * CAPITAL[self.face]
        anchor = {"left": "ls", "centre": "ms", "right": "rs"}[self.align]
        for number, line in enumerate(self.lines(pen, words, width)):
            at = pen.place([(x, baseline + number * self.size * self.leading)])[0]
            pen.draw.text(at, line, self.colour, letters, anchor)
        return baseline + number * self.size * self.leading

    def letters(self, pen):
        return font(self.face, max(8, round(self.size * pen.scale)), self.weight)

    def lines(self, pen, words, width):
        """Lines as given, or as wide as `width` allows, none much shorter than the others."""
        if width is None:
            return words.split("\n")
        letters, lines = self.letters(pen), []
        for paragraph in words.split("\n"):
            lines += balanced(paragraph, letters, width * pen.scale)
        return lines

    def tracked(self, pen, x, y, words, space=0.12):
        """Spaced capitals, for the small line above a headline. Returns the right edge."""
        letters, baseline = self.letters(pen), y + self.size * CAPITAL[self.face]
        for letter in words.upper():
            pen.draw.text(pen.place([(x, baseline)])[0], letter, self.colour, letters, "ls")
            x += letters.getlength(letter) / pen.scale + self.size * space
        return x - self.size * space

    def width(self, pen, words):
        return max(self.letters(pen).getlength(line) for line in words.split("\n")) / pen.scale


def balanced(words, letters, width):
    """As few lines as fit, then as even as possible."""
    best = wrapped(words, letters, width)
    narrow = width
    while narrow > width * 0.6:
        narrow -= width * 0.04
        tried = wrapped(words, letters, narrow)
        if len(tried) > len(best) or any(letters.getlength(line) > narrow for line in tried):
            break
        best = tried
    return best


def wrapped(words, letters, width):
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and letters.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
