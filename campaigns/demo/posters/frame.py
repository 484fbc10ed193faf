"""Parts that several sheets share: the publisher's signature and the kicker."""

from campaigns.demo.posters.land import kawung
from campaigns.demo.posters.typography import Text

EDGE = 84
POSTER = (1080, 1350)


def signature(sheet, colour, ground, *, name="Portal KIM", tagline="Komunitas Informasi Masyarakat",
              y=None):  # fmt: skip
    """Draw the publisher at the foot: logo, name and tagline."""
    pen, y = sheet.pen, y or sheet.height - 84
    pen.rect(EDGE, y - 23, 46, 46, colour, round=11)
    kawung(pen, EDGE + 23, y, 36, ground)
    bold = Text("sans", 24, colour, weight=700)
    bold.write(pen, EDGE + 62, y - 9, name)
    Text("sans", 24, colour, weight=500).write(
        pen, EDGE + 62 + bold.width(pen, name) + 14, y - 9, tagline
    )


def kicker(pen, x, y, text, colour):
    Text("sans", 23, colour, weight=700).tracked(pen, x, y, text)
