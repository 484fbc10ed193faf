"""Pemilih cerdas: know them, keep your vote, know the dates."""

from campaigns.demo.posters import colours as c
from campaigns.demo.posters.frame import EDGE, POSTER, kicker, signature
from campaigns.demo.posters.land import kawung_field
from campaigns.demo.posters.objects import book, calendar, sack
from campaigns.demo.posters.pen import Sheet
from campaigns.demo.posters.people import palm
from campaigns.demo.posters.typography import Text


def cat_in_a_sack():
    """A cat in a sack."""
    sheet = Sheet(*POSTER, c.INDIGO)
    pen = sheet.pen
    pen.disc(700, 900, 400, "#4b49a2")
    pen.rect(0, 1168, 1080, 182, c.NIGHT)
    pen.curve([(900, 1120), (1090, 1080), (1010, 900), (930, 930)], 44, c.INK)
    pen.oval(430, 1130, 560, 84, "#141938")
    _cat(pen.at(706, 640))
    sack(pen.at(496, 660, 1.0), c.EARTH_MID, c.EARTH, c.SUN)
    Text("serif", 150, c.CARD).write(pen, EDGE, 100, "Bukan\nkucing dalam\nkarung.")
    Text("sans", 33, c.CARD, weight=600).write(
        pen, EDGE, 664, "Kenali visi, misi,\ndan rekam jejaknya,\nbaru tentukan\npilihan."
    )
    signature(sheet, c.CARD, c.NIGHT, y=1262)
    return sheet


def _cat(pen):
    """A head that looks out of the sack's mouth."""
    pen.poly([(-86, -20), (-92, -126), (-22, -74)], c.INK)
    pen.poly([(86, -20), (92, -126), (22, -74)], c.INK)
    pen.poly([(-72, -50), (-78, -98), (-44, -70)], c.ROSE)
    pen.poly([(72, -50), (78, -98), (44, -70)], c.ROSE)
    pen.oval(-98, -92, 196, 160, c.INK)
    for x in (-40, 40):
        pen.disc(x, -18, 25, c.SUN)
        pen.oval(x - 7, -40, 14, 44, c.INK)
    pen.poly([(-10, 16), (10, 16), (0, 28)], c.ROSE)


def open_book():
    """Three topics to read about, on the pages of an open book."""
    sheet = Sheet(*POSTER, c.INDIGO_WASH)
    pen = sheet.pen
    kicker(pen, EDGE + 4, 88, "Pemilih cerdas", c.INDIGO)
    Text("serif", 112, c.INDIGO).write(pen, EDGE, 142, "Baca dulu\nsebelum memilih.")
    book(pen.at(100, 432, 1.572), c.INDIGO, c.CARD, c.SAND)
    head = Text("serif", 76, c.INDIGO)
    small = Text("sans", 29, c.INK)
    head.write(pen, 190, 540, "Visi")
    small.write(pen, 190, 624, "Daerah seperti apa\nyang dicita-citakan?")
    head.write(pen, 190, 754, "Misi")
    small.write(pen, 190, 838, "Langkah apa untuk\nmencapainya?")
    head.write(pen, 596, 540, "Rekam\njejak")
    small.write(pen, 596, 706, "Apa yang sudah\npernah dikerjakan?\nBagaimana hasilnya?")
    pen.rect(882, 400, 52, 150, c.EARTH)
    pen.poly([(882, 548), (934, 548), (934, 584), (908, 560), (882, 584)], c.EARTH)
    Text("serif", 50, c.INDIGO, leading=1.2).write(
        pen, EDGE, 1114, "Yang dibaca bersama,\nbisa dibicarakan bersama."
    )
    signature(sheet, c.INDIGO, c.INDIGO_WASH, y=1280)
    return sheet


def own_voice(text):
    """An open hand, ink on its little finger. `text`: headline, small print."""
    sheet = Sheet(*POSTER, c.HONEY)
    pen = sheet.pen
    pen.rect(0, 1190, 1080, 160, c.INDIGO)
    pen.disc(700, 830, 360, c.SUN)
    palm(pen.at(470, 548, 1.16), c.SKINS[1], c.SKINS[0], ink=c.VIOLET)
    pen.rect(560, 1160, 290, 190, c.INDIGO)
    pen.rect(540, 1148, 330, 52, c.CARD, round=10)
    headline, small = text
    Text("serif", 150, c.INDIGO).write(pen, EDGE, 110, headline)
    Text("sans", 34, c.NIGHT, weight=600).write(pen, EDGE, 452, small)
    signature(sheet, c.CARD, c.INDIGO, y=1272)
    return sheet


def dates():
    """A timeline up to polling day."""
    sheet = Sheet(*POSTER, c.TEAL)
    pen = sheet.pen
    kawung_field(pen, 600, 0, 8, 6, 60, "#12645f")
    pen.rect(0, 360, 1080, 990, c.PAPER)
    Text("serif", 100, c.CARD).write(pen, EDGE, 110, "Catat\ntanggalnya.")
    calendar(pen.at(660, 118, 0.8), c.EARTH, c.CARD, c.INK)
    Text("sans", 30, c.CARD, weight=700, align="centre").write(pen, 828, 160, "DESEMBER 2020")
    Text("serif", 220, c.INK, align="centre", weight=700).write(pen, 828, 240, "9")
    Text("sans", 32, c.EARTH, weight=700, align="centre").write(pen, 828, 428, "RABU")
    pen.line([(116, 580), (116, 1130)], 6, c.TEAL)
    _stage(pen, 560, "26 September–5 Desember", "Masa kampanye", c.TEAL)
    _stage(pen, 730, "6–8 Desember", "Masa tenang: waktu menimbang\ndengan kepala dingin.",
           c.INDIGO)  # fmt: skip
    _stage(pen, 934, "9 Desember, pukul 07.00–13.00", "Pemungutan suara di TPS.", c.EARTH)
    _stage(pen, 1104, "270 daerah", "9 provinsi, 224 kabupaten, 37 kota.", c.LEAF)
    signature(sheet, c.TEAL, c.PAPER, y=1284)
    return sheet


def _stage(pen, y, date, label, colour):
    pen.disc(116, y + 22, 26, c.PAPER)
    pen.disc(116, y + 22, 20, colour)
    Text("serif", 52, colour).write(pen, 176, y, date)
    Text("sans", 30, c.INK).write(pen, 176, y + 70, label)


def turnout():
    """A hundred voters as a hundred dots; those who came are filled."""
    sheet = Sheet(*POSTER, c.PAPER)
    pen = sheet.pen
    Text("serif", 240, c.INDIGO, weight=700).write(pen, EDGE - 8, 96, "76,09")
    Text("serif", 96, c.INDIGO).write(pen, 706, 100, "%")
    Text("serif", 58, c.INK, leading=1.14).write(
        pen, EDGE, 316, "Dari 100 pemilih,\n76 datang ke TPS."
    )
    for number in range(100):
        x, y = 108 + number % 20 * 45.5, 500 + number // 20 * 62
        fill = c.INDIGO if number < 76 else "#d9d5ea"
        pen.disc(x, y - 12, 11, fill)
        pen.pie(x, y + 22, 17, 180, 360, fill)
    bars = (
        ("Pemilihan gubernur", 69.67),
        ("Pemilihan bupati", 77.52),
        ("Pemilihan wali kota", 69.04),
    )
    for number, (name, share) in enumerate(bars):
        y = 862 + number * 102
        Text("sans", 28, c.INK, weight=600).write(pen, EDGE, y, name)
        pen.rect(EDGE, y + 34, 912, 34, c.INDIGO_WASH, round=6)
        pen.rect(EDGE, y + 34, 9.12 * share, 34, c.INDIGO, round=6)
        Text("serif", 40, c.INDIGO, align="right").write(
            pen, 996, y - 6, f"{share:.2f}%".replace(".", ",")
        )
    pen.line([(EDGE + 9.12 * 77.5, 884), (EDGE + 9.12 * 77.5, 1146)], 4, c.EARTH)
    Text("sans", 25, c.EARTH, weight=700, align="right").write(
        pen, EDGE + 9.12 * 77.5, 1170, "Target 77,5%"
    )
    signature(sheet, c.INDIGO, c.PAPER, y=1272)
    return sheet
