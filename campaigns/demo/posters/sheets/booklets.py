"""Leaflet, pocket book and slides."""

from campaigns.demo.posters import colours as c
from campaigns.demo.posters.frame import signature
from campaigns.demo.posters.icons import FIFTEEN, mask
from campaigns.demo.posters.land import (
    coconut,
    hill,
    kawung,
    kawung_band,
    kawung_field,
    stilt_house,
    sun,
)
from campaigns.demo.posters.objects import ballot_box, book, bubble, funnel
from campaigns.demo.posters.pen import Sheet
from campaigns.demo.posters.typography import Text

A5, A6, WIDE = (874, 1240), (620, 874), (1280, 720)


def leaflet():
    return [_leaflet_front(), _leaflet_back()]


def _leaflet_front():
    sheet = Sheet(*A5, c.LEAF)
    pen = sheet.pen
    pen.disc(620, 250, 300, "#2c7549")
    ballot_box(pen.at(470, 200, 1.05), c.HONEY, c.SUN, c.CARD, mark=c.LEAF)
    Text("serif", 92, c.CARD).write(pen, 64, 72, "Ke TPS\ndengan\ntenang.")
    pen.rect(0, 560, 874, 680, c.PAPER)
    kawung_band(pen, 0, 536, 874, 46, c.LEAF_DARK, c.SUN)
    parts = (
        ("Sebelum berangkat", "Masker menutup hidung, mulut, dan dagu. Bawa alat tulis sendiri. "
         "Datang pada waktu yang diatur."),
        ("Di TPS", "Cuci tangan, periksa suhu, pakai sarung tangan. Jarak satu meter, tidak "
         "bersalaman."),
        ("Sesudahnya", "Tinta diteteskan, bukan dicelup. Cuci tangan lagi, langsung pulang."),
    )  # fmt: skip
    for place, (head, text) in enumerate(parts):
        y = 640 + place * 166
        Text("serif", 44, c.LEAF).write(pen, 64, y, head)
        Text("sans", 25, c.INK).write(pen, 64, y + 54, text, width=740)
    signature(sheet, c.LEAF, c.PAPER, y=1182)
    return sheet


def _leaflet_back():
    sheet = Sheet(*A5, c.LEAF_WASH)
    pen = sheet.pen
    Text("serif", 70, c.LEAF).write(pen, 64, 64, "15 hal baru di TPS")
    Text("sans", 24, c.INK, weight=600).write(pen, 64, 136, "9 Desember 2020, pukul 07.00–13.00")
    for place, (icon, text) in enumerate(FIFTEEN):
        x, y = 64 + place % 3 * 256, 200 + place // 3 * 188
        icon(pen.at(x + 68, y, 0.88))
        Text("sans", 20, c.INK, weight=600, leading=1.25, align="centre").write(
            pen, x + 112, y + 104, text
        )
    signature(sheet, c.LEAF, c.LEAF_WASH, y=1182)
    return sheet


def handbook():
    cover = Sheet(*A6, c.TEAL)
    pen = cover.pen
    for shade, size in ((c.DEEP, 760), (c.EARTH_MID, 520), (c.SUN, 300)):
        kawung(pen, 310, 540, size, shade)
    Text("serif", 62, c.CARD).write(pen, 48, 60, "Buku saku\npegiat KIM")
    Text("sans", 23, c.LEAF_WASH, weight=600).write(pen, 50, 200, "Cerdas, sehat, damai")
    pages = (
        ("Cerdas", c.INDIGO, c.INDIGO_WASH, _book, "Kenali visi, misi, dan rekam jejak.\nSuara "
         "tidak dijual dan tidak ditukar."),
        ("Sehat", c.LEAF, c.LEAF_WASH, _mask, "Masker menutup hidung, mulut, dan dagu. Cuci "
         "tangan. Jarak 1 meter.\nTatap muka paling banyak 50 orang."),
        ("Damai", c.EARTH, c.EARTH_WASH, _sieve, "Saring dulu, baru sebar. Beda pilihan, tetap "
         "bertetangga.\nSiapa pun yang terpilih, kita hormati."),
        ("Tanggal", c.TEAL, c.PAPER, _nine, "Kampanye 26 September–5 Desember.\nMasa tenang 6–8 "
         "Desember.\nPemungutan suara 9 Desember 2020, pukul 07.00–13.00."),
        ("ADINDA", c.INK, c.SAND, _letters, "Akses informasi, Diskusi, Implementasi, Networking, "
         "Diseminasi, Aspirasi."),
        ("Netral", c.EARTH_DARK, c.CARD, _scale, "Jangan menampilkan nama, nomor, atau gambar "
         "peserta pemilihan."),
    )  # fmt: skip
    back = Sheet(*A6, c.TEAL)
    kawung_field(back.pen, 0, 0, 8, 12, 78, "#12645f")
    back.pen.rect(60, 330, 500, 214, c.TEAL, round=20)
    Text("serif", 46, c.CARD, align="centre").write(
        back.pen, 310, 380, "Dari warga,\noleh warga,\nuntuk warga."
    )
    return [cover, *(_page(*page) for page in pages), back]


def _page(head, colour, ground, drawing, text):
    sheet = Sheet(*A6, ground)
    pen = sheet.pen
    drawing(pen.at(110, 90), colour)
    Text("serif", 84, colour).write(pen, 48, 500, head)
    Text("sans", 27, c.INK).write(pen, 50, 604, text, width=510)
    kawung_band(pen, 0, 832, 620, 42, colour)
    return sheet


def _book(pen, colour):
    book(pen.at(0, 40, 0.72), colour, c.CARD, c.LINE)


def _mask(pen, _colour):
    mask(pen.at(40, 0, 3.2))


def _sieve(pen, colour):
    funnel(pen.at(10, 10, 0.92), c.EARTH_MID, colour, c.EARTH_DARK)


def _nine(pen, colour):
    pen.rect(40, 0, 320, 340, c.CARD, round=26)
    pen.rect(40, 0, 320, 84, colour, round=26)
    pen.rect(40, 50, 320, 34, colour)
    Text("serif", 230, c.INK, align="centre", weight=700).write(pen, 200, 130, "9")


def _letters(pen, colour):
    for place, character in enumerate("ADINDA"):
        x, y = 20 + place % 3 * 126, 40 + place // 3 * 140
        pen.disc(x + 54, y + 54, 56, colour)
        Text("serif", 62, c.HONEY, align="centre").write(pen, x + 54, y + 33, character)


def _talk(pen, colour):
    bubble(pen.at(0, 20), 290, 150, colour)
    bubble(pen.at(90, 210), 290, 150, c.CARD, tail="right")
    Text("serif", 120, c.HONEY, align="centre").write(pen, 145, 54, "?")
    for x in (175, 235, 295):
        pen.disc(x, 285, 17, colour)


def _scale(pen, colour):
    pen.line([(200, 40), (200, 320)], 16, colour)
    pen.line([(60, 90), (340, 90)], 14, colour)
    pen.line([(120, 330), (280, 330)], 20, colour)
    for x in (60, 340):
        pen.line([(x, 90), (x - 62, 220)], 5, colour)
        pen.line([(x, 90), (x + 62, 220)], 5, colour)
        pen.pie(x, 218, 74, 0, 180, c.EARTH_MID)
    pen.disc(200, 60, 24, c.SUN)


def slide_cover():
    """The picture of the slides on a card: the first of them, upright."""
    sheet = Sheet(1080, 1350, c.INDIGO)
    pen = sheet.pen
    pen.rect(70, 470, 940, 568, c.NIGHT, round=20)
    sheet.clipped(lambda its: its.rect(96, 496, 888, 500, 255),
                 lambda its: _village(its.at(96, 496, 0.694)))  # fmt: skip
    pen.line([(540, 1038), (540, 1180)], 18, c.NIGHT)
    pen.line([(380, 1190), (700, 1190)], 22, c.NIGHT)
    Text("serif", 128, c.CARD).write(pen, 84, 100, "Rembuk warga,\n20 menit.")
    signature(sheet, c.CARD, c.INDIGO, y=1274)
    return sheet


def slides():
    opening = Sheet(*WIDE, c.PAPER)
    _village(opening.pen)
    Text("serif", 96, c.DEEP).write(opening.pen, 72, 72, "Rembuk warga,\n20 menit")
    pages = (
        ("Cerdas", c.INDIGO, c.INDIGO_WASH, _book, "Kenali visi, misi, dan rekam jejak.\nSuara "
         "tidak dijual dan tidak ditukar."),
        ("Sehat", c.LEAF, c.LEAF_WASH, _mask, "Masker menutup hidung, mulut, dan dagu.\nCuci "
         "tangan. Jarak 1 meter.\nTatap muka paling banyak 50 orang."),
        ("Damai", c.EARTH, c.EARTH_WASH, _sieve, "Saring dulu, baru sebar.\nBeda pilihan, tetap "
         "bertetangga.\nSiapa pun yang terpilih, kita hormati."),
        ("Catat tanggalnya", c.TEAL, c.PAPER, _nine, "Kampanye 26 September–5 Desember\nMasa "
         "tenang 6–8 Desember\nPemungutan suara 9 Desember 2020"),
        ("Tanya jawab", c.EARTH_DARK, c.HONEY, _talk, "Apa yang Anda dengar akhir-akhir ini?\n"
         "Mari kita saring bersama."),
    )  # fmt: skip
    return [opening, *(_slide(*page) for page in pages)]


def _slide(head, colour, ground, drawing, text):
    sheet = Sheet(*WIDE, ground)
    pen = sheet.pen
    pen.rect(0, 0, 24, 720, colour)
    drawing(pen.at(790, 170, 1.0), colour)
    Text("serif", 92, colour).write(pen, 96, 150, head)
    Text("sans", 36, c.INK, leading=1.55).write(pen, 98, 300, text)
    signature(sheet, colour, ground)
    return sheet


def _village(pen):
    pen.rect(0, 0, 1280, 720, "#f9e3b4")
    sun(pen, 960, 330, 130, c.SUN, "#f5cd7c")
    hill(pen, [(0, 480), (360, 380), (760, 490), (1280, 420)], 720, "#8fb7a0")
    hill(pen, [(0, 560), (420, 500), (860, 570), (1280, 510)], 720, "#5f9a78")
    for x, y, size in ((180, 420, 0.9), (470, 440, 1.1), (1000, 430, 1.0)):
        stilt_house(pen.at(x, y, size), c.EARTH_MID, c.EARTH, c.EARTH_DARK)
    coconut(pen.at(420, 640, 1.0), c.EARTH_DARK, c.LEAF_DARK)
    coconut(pen.at(880, 650, 1.2), c.EARTH_DARK, c.LEAF_DARK)
    hill(pen, [(0, 640), (420, 610), (860, 650), (1280, 610)], 720, c.LEAF_DARK)
