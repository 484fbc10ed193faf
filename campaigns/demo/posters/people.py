"""People, from the front and from above, and hands."""

from campaigns.demo.posters import colours as c


def bust(pen, skin, cloth, head, *, mask=None, dark=c.INK, trim=None):
    """Draw head and shoulders within 200 × 240; `head` is a key of HEADS."""
    pen.shape(
        [(0, 240), (4, 168), (62, 160)], [(62, 160), (100, 150), (138, 160)],
        [(138, 160), (196, 168), (200, 240)], fill=cloth,
    )  # fmt: skip
    if head == "scarf":
        pen.shape([(44, 196), (26, 20), (100, 16)], [(100, 16), (174, 20), (156, 196)],
                  [(156, 196), (100, 226), (44, 196)], fill=trim)  # fmt: skip
    else:
        pen.rect(80, 118, 40, 52, skin, round=16)
        pen.pie(100, 160, 22, 0, 180, skin)
    pen.rect(58, 44, 84, 104, skin, round=42)
    if head != "scarf":
        pen.disc(57, 96, 10, skin)
        pen.disc(143, 96, 10, skin)
    HEADS[head](pen, dark, trim)
    for x in (82, 118):
        pen.disc(x, 90, 5, c.INK)
        pen.curve([(x - 10, 77), (x, 72), (x + 10, 77)], 4, c.INK)
    face_mask(pen, mask) if mask else pen.curve([(84, 118), (100, 132), (116, 118)], 5, c.INK)


def face_mask(pen, colour):
    """Cover nose, mouth and chin."""
    pen.line([(58, 92), (70, 104)], 4, colour)
    pen.line([(142, 92), (130, 104)], 4, colour)
    pen.shape([(64, 106), (100, 94), (136, 106)], [(136, 106), (138, 152), (100, 153)],
              [(100, 153), (62, 152), (64, 106)], fill=colour)  # fmt: skip
    for y in (116, 127, 138):
        pen.curve([(80, y), (100, y - 5), (120, y)], 2.5, c.SOFT)


def _cap(pen, dark, _trim):
    """Draw a peci."""
    pen.poly([(60, 72), (66, 26), (134, 26), (140, 72)], dark)
    pen.oval(66, 20, 68, 14, dark)


def _scarf(pen, _dark, trim):
    pen.shape([(56, 92), (50, 38), (100, 34)], [(100, 34), (150, 38), (144, 92)],
              [(144, 92), (138, 58), (100, 56)], [(100, 56), (62, 58), (56, 92)],
              fill=trim)  # fmt: skip


def _caping(pen, _dark, trim):
    """Draw a farmer's hat."""
    pen.poly([(10, 72), (100, 0), (190, 72)], trim)
    pen.oval(10, 62, 180, 20, trim)
    for x in (46, 82, 118, 154):
        pen.line([(100, 6), (x, 68)], 2.5, c.EARTH_DARK)


def _bun(pen, dark, trim):
    pen.disc(100, 24, 22, dark)
    pen.pie(100, 86, 46, 180, 360, dark)
    pen.disc(126, 30, 8, trim or c.SUN)


def _short(pen, dark, _trim):
    pen.pie(100, 84, 45, 180, 360, dark)
    pen.shape([(56, 84), (96, 66), (144, 60)], [(144, 60), (146, 84), (144, 90)],
              [(144, 90), (90, 30), (56, 84)], fill=dark)  # fmt: skip


def _long(pen, dark, _trim):
    pen.pie(100, 84, 48, 180, 360, dark)
    pen.rect(50, 80, 16, 86, dark, round=8)
    pen.rect(134, 80, 16, 86, dark, round=8)


HEADS = {"cap": _cap, "scarf": _scarf, "caping": _caping, "bun": _bun, "short": _short,
         "long": _long}  # fmt: skip


def from_above(pen, x, y, hat, rim, shoulders):
    """Draw a person under a straw hat, from above."""
    pen.oval(x - 62, y - 34, 124, 68, shoulders)
    pen.disc(x, y, 46, hat)
    for radius in (36, 26, 16):
        pen.ring(x, y, radius, 3, rim)
    pen.disc(x, y, 6, rim)


def palm(pen, skin, shade, *, ink=None):
    """Draw an open left hand within 400 × 560, with ink on the little finger."""
    pen.line([(200, 400), (200, 600)], 150, skin)
    for x, top, foot, width in ((92, 190, 330, 62), (164, 92, 320, 68), (240, 72, 320, 70),
                                (314, 112, 330, 66)):  # fmt: skip
        pen.line([(x, top), (x + (200 - x) * 0.12, foot)], width, skin)
    pen.rect(62, 262, 286, 236, skin, round=84)
    pen.curve([(318, 440), (390, 400), (424, 296)], 68, skin)
    pen.curve([(112, 356), (190, 318), (322, 348)], 6, shade)
    pen.curve([(106, 404), (190, 380), (262, 424)], 6, shade)
    pen.curve([(288, 462), (248, 400), (318, 352)], 6, shade)
    if ink:
        pen.line([(92, 190), (95, 222)], 62, ink)
        pen.oval(84, 214, 34, 40, ink)


def reaching(pen, sleeve, cuff, skin, *, dark):
    """Draw a forearm from the left with a hand held out; the wrist is at (300, 100)."""
    pen.line([(-60, 150), (250, 104)], 112, sleeve)
    pen.line([(252, 104), (272, 101)], 116, cuff)
    pen.line([(300, 98), (392, 92)], 78, skin)
    for y, x in ((62, 520), (84, 544), (106, 540), (127, 516)):
        pen.line([(400, y + 8), (x, y)], 25, skin)
    pen.curve([(352, 76), (390, 34), (446, 30)], 26, skin)
    for y in (74, 97, 118):
        pen.line([(424, y), (500, y - 1)], 2.5, dark)
