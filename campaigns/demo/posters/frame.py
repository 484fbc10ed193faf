"""What several sheets share: who speaks, and the small line above a headline."""

from campaigns.demo.posters.land import kawung
from campaigns.demo.posters.lettering import Text

EDGE = 84
POSTER = (1080, 1350)


def signature(sheet, colour, ground, *, who="Portal KIM", what="Komunitas Informasi Masyarakat",
              y=None):  # fmt: skip
    """The publisher at the foot: mark, name, and what the name means."""
    pen, y = sheet.pen, y or sheet.height - 84
    pen.rect(EDGE, y - 23, 46, 46, colour, round=11)
    kawung(pen, EDGE + 23, y, 36, ground)
    name = Text("sans", 24, colour, weight=700)
    name.write(pen, EDGE + 62, y - 9, who)
    Text("sans", 24, colour, weight=500).write(
        pen, EDGE + 62 + name.width(pen, who) + 14, y - 9, what
    )


def kicker(pen, x, y, words, colour):
    Text("sans", 23, colour, weight=700).tracked(pen, x, y, words)
