"""Pemilih sehat: how to vote and come home well."""

import itertools

from campaigns.demo.posters import colours as c
from campaigns.demo.posters.frame import EDGE, POSTER, kicker, signature
from campaigns.demo.posters.icons import FIFTEEN
from campaigns.demo.posters.land import cloud, coconut, hill, stilt_house, sun, terraces
from campaigns.demo.posters.objects import ballot, ballot_box, booth
from campaigns.demo.posters.pen import Sheet
from campaigns.demo.posters.people import bust, from_above
from campaigns.demo.posters.typography import Text


def fifteen():
    """A grid of three by five: each new rule with its icon."""
    sheet = Sheet(*POSTER, c.LEAF_WASH)
    pen = sheet.pen
    pen.rect(0, 0, 1080, 330, c.LEAF)
    Text("serif", 300, c.SUN, weight=700).write(pen, 62, 70, "15")
    Text("serif", 100, c.CARD).write(pen, 470, 62, "hal baru\ndi TPS")
    Text("sans", 28, c.LEAF_WASH, weight=600).write(
        pen, 474, 268, "9 Desember 2020, pukul 07.00–13.00"
    )
    label = Text("sans", 22.5, c.INK, weight=600, leading=1.28)
    for number, (icon, text) in enumerate(FIFTEEN):
        x, y = 44 + number % 3 * 336, 354 + number // 3 * 178
        pen.rect(x, y, 320, 164, c.CARD, round=18)
        icon(pen.at(x + 20, y + 34, 0.94))
        middle = y + 82 - (8 if "\n" not in text else 8 + 15)
        label.write(pen, x + 128, middle, text)
    signature(sheet, c.LEAF, c.LEAF_WASH, y=1296)
    return sheet


def morning(text):
    """A village on the morning of polling day. `text`: headline, small line, day."""
    sheet = Sheet(*POSTER, "#f9e3b4")
    pen = sheet.pen
    sun(pen, 760, 640, 190, c.SUN, "#f5cd7c")
    cloud(pen, 90, 560, c.PAPER)
    cloud(pen, 850, 520, c.PAPER)
    hill(pen, [(0, 760), (230, 600), (520, 790), (760, 690), (1080, 800)], 1350, "#8fb7a0")
    hill(pen, [(0, 840), (300, 800), (640, 730), (900, 830), (1080, 760)], 1350, "#5f9a78")
    terraces(pen, 0, 860, 1080, 420, ("#3f8a57", "#357a4c", "#9cc279"))
    coconut(pen.at(120, 1010, 1.15), c.EARTH_DARK, c.LEAF_DARK)
    coconut(pen.at(212, 1030, 0.84), c.EARTH_DARK, c.LEAF)
    stilt_house(pen.at(250, 812, 1.3), c.EARTH_MID, c.EARTH, c.EARTH_DARK)
    stilt_house(pen.at(870, 800, 0.78), c.SAND, c.EARTH, c.EARTH_DARK)
    hill(pen, [(0, 1190), (400, 1130), (760, 1180), (1080, 1120)], 1350, c.LEAF_DARK)
    ballot(pen.at(794, 826, 1.02), c.CARD, c.INDIGO)
    ballot_box(pen.at(690, 896, 1.0), c.TEAL, c.DEEP, "#2b7a72", mark=c.HONEY)
    headline, small, day = text
    kicker(pen, EDGE + 4, 92, day, c.EARTH_DARK)
    Text("serif", 124, c.DEEP).write(pen, EDGE, 148, headline)
    Text("sans", 30, c.CARD, weight=600).write(pen, EDGE, 1206, small)
    signature(sheet, c.CARD, c.LEAF_DARK, y=1288)
    return sheet


def masks():
    """Four neighbours, four blocks of colour."""
    sheet = Sheet(*POSTER, c.PAPER)
    pen = sheet.pen
    blocks = ((0, 0, c.LEAF), (540, 0, c.SUN), (0, 470, c.ROSE), (540, 470, c.TEAL))
    people = (
        {"skin": c.SKINS[1], "cloth": c.HONEY, "head": "cap", "mask": c.CARD},
        {
            "skin": c.SKINS[4],
            "cloth": c.INDIGO,
            "head": "scarf",
            "trim": c.INDIGO_MID,
            "mask": c.LEAF_WASH,
        },
        {
            "skin": c.SKINS[2],
            "cloth": c.EARTH,
            "head": "caping",
            "trim": "#e6c583",
            "mask": "#cfe6df",
        },
        {
            "skin": c.SKINS[0],
            "cloth": c.ROSE,
            "head": "bun",
            "mask": c.HONEY,
            "dark": c.INK,
            "trim": c.EARTH_MID,
        },
    )
    for (x, y, ground), person in zip(blocks, people, strict=True):
        pen.rect(x, y, 540, 470, ground)
        bust(pen.at(x + 80, y + 14, 1.9), **person)
    pen.rect(0, 940, 1080, 410, c.PAPER)
    Text("serif", 100, c.LEAF).write(pen, EDGE, 984, "Hidung, mulut,\ndagu: tertutup.")
    Text("sans", 30, c.INK).write(
        pen, EDGE, 1206, "Pakai masker dengan benar, dari rumah sampai bilik suara."
    )
    signature(sheet, c.LEAF, c.PAPER, y=1290)
    return sheet


def metre():
    """The queue from the sky, with a circle of a metre around each."""
    sheet = Sheet(*POSTER, "#e7d3a8")
    pen = sheet.pen
    for number in range(-4, 16):
        pen.line([(number * 120, 0), (number * 120 - 400, 1350)], 3, "#dcc592")
    spots = ((880, 312), (690, 512), (880, 712), (670, 912), (870, 1112))
    for first, last in itertools.pairwise(spots):
        pen.line([first, last], 5, c.EARTH)
    people = ((c.TEAL, "#efd593"), (c.INDIGO, "#f6e2ae"), (c.EARTH, "#efd593"),
              (c.LEAF, "#f6e2ae"), (c.VIOLET, "#efd593"))  # fmt: skip
    for (x, y), (shoulders, hat) in zip(spots, people, strict=True):
        pen.disc(x, y, 132, c.LEAF_WASH)
        pen.ring(x, y, 132, 7, c.LEAF)
        from_above(pen, x, y, hat, c.EARTH_MID, shoulders)
    booth(pen.at(796, -26, 0.86), c.CARD, c.LEAF, c.EARTH_DARK)
    Text("serif", 300, c.LEAF_DARK, weight=700).write(pen, EDGE - 12, 110, "1 m")
    Text("serif", 74, c.INK).write(pen, EDGE, 400, "Cukup dekat\nuntuk saling\nmenyapa.")
    Text("sans", 31, c.INK, weight=600).write(
        pen,
        EDGE,
        690,
        "Jaga jarak satu meter\ndi setiap antrean TPS.\nTidak bersalaman,\nsenyum saja.",
    )
    signature(sheet, c.LEAF_DARK, "#e7d3a8", y=1276)
    return sheet
