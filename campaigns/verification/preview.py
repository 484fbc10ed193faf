"""The picture that chats show beside a check link: the verdict, so that none looks official."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from campaigns.materials.verification_labels import fitting_font
from campaigns.verification.verdicts import Verdict

#: As Open Graph asks for.
WIDTH, HEIGHT = 1200, 630
PAPER = (255, 255, 255)
COLOURS = {"good": (17, 94, 58), "wait": (133, 77, 14), "bad": (159, 18, 57)}
MARGIN = 70


@lru_cache(maxsize=64)
def draw(verdict_name, label, code, site_name):
    """Return a PNG of 10 to 20 KB; `code` is formatted, or "" where there is none."""
    verdict = Verdict[verdict_name]
    colour = COLOURS[verdict.tone]
    image = Image.new("P", (WIDTH, HEIGHT))
    image.putpalette([*PAPER, *colour])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 400), fill=1)
    _write(draw, label, top=110, size=150, ink=0)
    _write(draw, code, top=425, size=90, ink=1)
    _write(draw, site_name, top=545, size=44, ink=1)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False)
    return out.getvalue()


def _write(draw, text, *, top, size, ink):
    if text:
        font = fitting_font(text, size, WIDTH - 2 * MARGIN)
        draw.text((MARGIN, top), text, fill=ink, font=font)
