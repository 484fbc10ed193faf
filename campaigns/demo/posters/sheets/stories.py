"""A typographic list, a storyboard of six frames, and the score of the jingle."""

from campaigns.demo.posters import colours as c
from campaigns.demo.posters.frame import EDGE, POSTER, kicker, signature
from campaigns.demo.posters.icons import dripped_ink, wash
from campaigns.demo.posters.land import coconut, hill, stilt_house, sun
from campaigns.demo.posters.objects import cup
from campaigns.demo.posters.pen import Sheet
from campaigns.demo.posters.people import bust, from_above
from campaigns.demo.posters.typography import Text
from campaigns.demo.texts.healthy import FIFTEEN


def only_words():
    """The first edition of the fifteen rules: text only."""
    sheet = Sheet(*POSTER, c.PAPER)
    pen = sheet.pen
    kicker(pen, EDGE + 2, 84, "9 Desember 2020", c.LEAF)
    Text("serif", 84, c.LEAF).write(pen, EDGE, 132, "Lima belas hal baru di TPS")
    pen.rect(EDGE, 222, 912, 4, c.LEAF)
    number, text = Text("serif", 34, c.LEAF, align="right"), Text("sans", 29, c.INK)
    for place, line in enumerate(FIFTEEN.strip().split("\n")):
        y = 262 + place * 63
        number.write(pen, EDGE + 46, y - 2, line.partition(". ")[0])
        text.write(pen, EDGE + 76, y, line.partition(". ")[2])
        pen.rect(EDGE, y + 40, 912, 1, c.LINE)
    signature(sheet, c.LEAF, c.PAPER, y=1280)
    return sheet


def storyboard():
    """Six frames of a film."""
    sheet = Sheet(*POSTER, c.INK)
    pen = sheet.pen
    Text("serif", 92, c.CARD).write(pen, EDGE, 84, "Satu pagi di TPS")
    Text("sans", 29, c.LEAF_WASH, weight=600).write(
        pen, EDGE, 186, "Papan cerita 60 detik, enam adegan, ponsel tegak."
    )
    scenes = (
        (_dawn, "Rabu, 9 Desember 2020."), (_mask, "Hidung, mulut, dagu."),
        (_queue, "Jarak satu meter."), (_wash, "Cuci tangan."),
        (_ink, "Tinta diteteskan."), (_coffee, "Tetap satu meja."),
    )  # fmt: skip
    for place, (scene, text) in enumerate(scenes):
        x, y = 60 + place % 3 * 330, 262 + place // 3 * 486
        sheet.clipped(lambda its, x=x, y=y: its.rect(x, y, 300, 400, 255, round=22),
                     lambda its, x=x, y=y, scene=scene: scene(its.at(x, y)))  # fmt: skip
        Text("serif", 38, c.SUN).write(pen, x + 4, y + 424, str(place + 1))
        Text("sans", 22, c.CARD, weight=600).write(pen, x + 36, y + 431, text)
    signature(sheet, c.CARD, c.INK, y=1290)
    return sheet


def _dawn(pen):
    pen.rect(0, 0, 300, 400, "#f9e3b4")
    sun(pen, 190, 190, 70, c.SUN, "#f5cd7c")
    hill(pen, [(0, 260), (150, 210), (300, 270)], 400, "#5f9a78")
    stilt_house(pen.at(40, 220, 0.8), c.EARTH_MID, c.EARTH, c.EARTH_DARK)
    hill(pen, [(0, 350), (150, 330), (300, 350)], 400, c.LEAF_DARK)
    coconut(pen.at(240, 360, 0.8), c.EARTH_DARK, c.LEAF_DARK)


def _mask(pen):
    pen.rect(0, 0, 300, 400, c.TEAL)
    bust(pen.at(-16, 26, 1.66), c.SKINS[4], c.EARTH, "scarf", mask=c.CARD, trim=c.ROSE)


def _queue(pen):
    pen.rect(0, 0, 300, 400, "#e7d3a8")
    for x, y, shoulders in ((206, 70, c.INDIGO), (96, 200, c.EARTH), (206, 330, c.LEAF)):
        pen.disc(x, y, 84, c.LEAF_WASH)
        pen.ring(x, y, 84, 5, c.LEAF)
        from_above(pen.at(x, y, 0.66), 0, 0, "#efd593", c.EARTH_MID, shoulders)


def _wash(pen):
    pen.rect(0, 0, 300, 400, "#bfe0db")
    wash(pen.at(36, 90, 2.2))


def _ink(pen):
    pen.rect(0, 0, 300, 400, c.HONEY)
    dripped_ink(pen.at(46, 90, 2.2))


def _coffee(pen):
    pen.rect(0, 0, 300, 400, c.EARTH)
    pen.disc(150, 200, 136, "#d9a066")
    for x, y in ((100, 150), (206, 170), (140, 264)):
        cup(pen, x, y, 30, c.CARD, "#3b1d10", c.PAPER)


def song():
    """Numbered notes, as singers in Indonesia read them, on waves of three colours."""
    sheet = Sheet(*POSTER, c.CARD)
    pen = sheet.pen
    for shade, y in ((c.INDIGO, 300), (c.LEAF, 356), (c.EARTH, 412)):
        pen.curve([(-40, y + 40), (300, y - 150), (700, y + 190), (1120, y - 30)], 40, shade)
    kicker(pen, EDGE + 2, 84, "Jingle · nada dasar C · 4/4 · riang", c.SOFT)
    Text("serif", 104, c.INK).write(pen, EDGE, 130, "Cerdas, sehat, damai")
    lines = (
        ("5 5 6 5", "3 5 5 0", "A-yo te-man,", "ki-ta cer-das,", c.INDIGO),
        ("5 5 6 5", "2 4 4 0", "ba-ca du-lu", "ba-ru pi-lih,", c.INDIGO),
        ("3 3 4 5", "6 5 3 0", "pa-kai mas-ker,", "ja-ga se-hat,", c.LEAF),
        ("4 3 2 5", "2 3 1 0", "be-da pi-lih,", "te-tap da-mai!", c.EARTH),
    )
    for place, (first, second, start, end, colour) in enumerate(lines):
        y = 560 + place * 164
        for x, notes, text in ((EDGE, first, start), (572, second, end)):
            for number, digit in enumerate(notes.split()):
                Text("serif", 58, colour).write(pen, x + number * 96, y, digit)
            Text("sans", 32, c.INK, weight=600).write(pen, x, y + 66, text)
            pen.rect(x + 424, y - 6, 3, 104, c.LINE)
    signature(sheet, c.INK, c.CARD, y=1280)
    return sheet
