"""Pemilih damai: stay neighbours, sift before you share, respect the outcome."""

import math

from campaigns.demo.posters import colours as c
from campaigns.demo.posters.frame import EDGE, POSTER, kicker, signature
from campaigns.demo.posters.land import coconut, hill, kawung_band, kawung_field, stilt_house
from campaigns.demo.posters.objects import bubble, cup, funnel, megaphone, phone
from campaigns.demo.posters.pen import Sheet
from campaigns.demo.posters.people import reaching
from campaigns.demo.posters.typography import Text


def one_table(text, wood):
    """A coffee table from above. `text`: headline, small print; `wood`: three shades."""
    floor, seam, foot = wood
    sheet = Sheet(*POSTER, floor)
    pen = sheet.pen
    for number in range(16):
        pen.line([(-20, 440 + number * 62), (1100, 440 + number * 62)], 3, seam)
    x, y = 600, 820
    pen.disc(x + 14, y + 22, 388, foot)
    pen.disc(x, y, 388, "#d9a066")
    for radius in (358, 270, 182):
        pen.ring(x, y, radius, 3, "#c78b50")
    kawung_field(pen, x - 110, y - 110, 2, 2, 110, c.EARTH_DARK, c.SUN)
    rims = (c.CARD, c.LEAF_WASH, c.SKY, c.ROSE, c.INDIGO_WASH, c.HONEY)
    for number, rim in enumerate(rims):
        turn = math.radians(number * 60 + 22)
        cup(pen, x + 266 * math.cos(turn), y + 266 * math.sin(turn), 50, rim, "#3b1d10",
            c.PAPER)  # fmt: skip
    headline, small = text
    size = 124 * min(1, 912 / Text("serif", 124, c.CARD).width(pen, headline))
    Text("serif", size, c.CARD).write(pen, EDGE, 96, headline)
    Text("sans", 31, c.PAPER, weight=600).write(pen, EDGE, 376, small)
    pen.rect(0, 1226, 1080, 124, foot)
    signature(sheet, c.PAPER, foot, y=1288)
    return sheet


def respect():
    """Two neighbours reach out to each other."""
    sheet = Sheet(*POSTER, c.EARTH_WASH)
    pen = sheet.pen
    kawung_field(pen, 0, 0, 12, 8, 90, "#f2d9c6")
    pen.disc(540, 820, 330, c.SUN)
    reaching(pen.at(0, 704, 1.06), c.TEAL, c.HONEY, c.SKINS[1], dark=c.SKINS[0])
    sheet.mirrored(
        lambda its: reaching(its.at(0, 804, 1.06), c.EARTH, c.CARD, c.SKINS[2], dark="#55321f")
    )
    Text("serif", 128, c.EARTH_DARK).write(
        pen, EDGE, 96, "Siapa pun\nyang terpilih,\nkita hormati."
    )
    pen.rect(0, 1130, 1080, 220, c.EARTH)
    kawung_band(pen, 0, 1098, 1080, 60, c.EARTH_DARK, c.SUN)
    Text("sans", 31, c.CARD, weight=600).write(
        pen, EDGE, 1190, "Pilihan rakyat. Keguyuban tetap kita jaga."
    )
    signature(sheet, c.CARD, c.EARTH, y=1286)
    return sheet


def five_steps():
    """Messages that fall through a funnel of five questions."""
    sheet = Sheet(*POSTER, c.EARTH_WASH)
    pen = sheet.pen
    Text("serif", 118, c.EARTH).write(pen, EDGE, 90, "Saring dulu,\nbaru sebar.")
    for x, y, width, fill, tail in (
        (676, 316, 140, c.INDIGO, "left"), (820, 250, 190, c.LEAF, "right"),
        (712, 396, 190, c.EARTH, "right"), (930, 372, 110, c.TEAL, "left"),
    ):  # fmt: skip
        at = pen.at(x, y)
        bubble(at, width, 58, fill, tail=tail)
        for number in range(2):
            at.line([(22, 20 + number * 18), (width - 22 - number * 30, 20 + number * 18)], 6,
                    c.EARTH_WASH)  # fmt: skip
    funnel(pen.at(646, 486, 0.92), c.EARTH_MID, c.EARTH, c.EARTH_DARK)
    for y in (830, 856, 882):
        pen.disc(839, y, 6, c.EARTH)
    phone(pen.at(724, 900, 0.88), c.INK, c.MIST, c.INK)
    bubble(pen.at(750, 1010), 176, 92, c.LEAF, tail="right")
    pen.line([(806, 1056), (828, 1078), (872, 1030)], 13, c.CARD)
    steps = (
        ("Baca sampai habis", "Bukan judulnya saja."),
        ("Cari sumber resminya", "Siapa yang menerbitkan?"),
        ("Periksa tanggalnya", "Kapan kabar itu dibuat?"),
        ("Cek di cekfakta.com", "Jaringan media pemeriksa fakta."),
        ("Ragu? Berhenti di tangan Anda", "Laporkan, jangan teruskan."),
    )
    for number, (step, why) in enumerate(steps):
        y = 430 + number * 158
        Text("serif", 92, c.EARTH, weight=700).write(pen, EDGE, y, str(number + 1))
        Text("serif", 42, c.EARTH_DARK).write(pen, 164, y, step)
        Text("sans", 27, c.INK).write(pen, 164, y + 50, why)
    pen.rect(0, 1232, 1080, 118, c.EARTH)
    signature(sheet, c.CARD, c.EARTH, y=1291)
    return sheet


def hoax_routes():
    """Where to report hoaxes in 2020, and how many there were."""
    sheet = Sheet(*POSTER, c.DEEP)
    pen = sheet.pen
    kicker(pen, EDGE + 4, 92, "1 September–18 November 2020", c.HONEY)
    Text("serif", 320, c.SUN, weight=700).write(pen, EDGE - 12, 150, "38")
    Text("serif", 62, c.CARD).write(pen, EDGE, 424, "isu hoaks pilkada,\n217 tautan.")
    for radius in (62, 108, 154):
        pen.arc(846, 262, radius, -36, 36, 12, c.EARTH_MID)
    megaphone(pen.at(520, 136, 0.8), c.EARTH_MID, c.EARTH, c.HONEY)
    pen.rect(0, 590, 1080, 760, c.PAPER)
    Text("serif", 58, c.TEAL).write(pen, EDGE, 640, "Temukan? Laporkan.")
    _route(pen, 720, "Kementerian Kominfo", "aduankonten.id", "WhatsApp 0811-922-4545", c.TEAL)
    _route(pen, 886, "Bawaslu", "Situs Bawaslu dan Gowaslu", "WhatsApp 0811-1414-1414", c.EARTH)
    _route(pen, 1052, "Periksa fakta", "cekfakta.com", "Jaringan media pemeriksa fakta", c.INDIGO)
    Text("sans", 23, c.SOFT).write(
        pen, EDGE, 1228, "Saluran tahun 2020. Periksa lagi sebelum memakai nomornya sekarang."
    )
    signature(sheet, c.TEAL, c.PAPER, y=1298)
    return sheet


def _route(pen, y, who, first, second, colour):
    pen.rect(EDGE, y, 912, 148, c.CARD, round=18)
    pen.rect(EDGE, y, 14, 148, colour, round=7)
    Text("serif", 42, colour).write(
        pen, EDGE + 46, y + (62 if len(who) < 15 else 38), who, width=330
    )
    Text("sans", 32, c.INK, weight=700).write(pen, EDGE + 400, y + 38, first)
    Text("sans", 29, c.INK).write(pen, EDGE + 400, y + 88, second)


def quiet_night():
    """A village at night, for the quiet period from 6 to 8 December."""
    sheet = Sheet(*POSTER, c.NIGHT)
    pen = sheet.pen
    for radius, shade in ((430, "#20274f"), (330, "#283060"), (240, "#343d74")):
        pen.disc(770, 560, radius, shade)
    pen.disc(770, 560, 150, c.MOON)
    for x, y, r in ((720, 520, 22), (800, 610, 30), (836, 510, 14)):
        pen.disc(x, y, r, "#ead9a6")
    for x, y, r in ((120, 470, 4), (300, 560, 3), (430, 480, 5), (980, 240, 4), (1010, 760, 3),
                    (180, 720, 4), (520, 700, 3), (930, 120, 3), (560, 420, 3)):  # fmt: skip
        pen.disc(x, y, r, c.MOON)
    hill(pen, [(0, 860), (260, 760), (620, 900), (860, 820), (1080, 880)], 1350, "#252d5e")
    hill(pen, [(0, 960), (340, 930), (700, 990), (1080, 930)], 1350, "#1c3a52")
    for x, y, size in ((120, 850, 0.9), (440, 838, 1.2), (800, 830, 1.0)):
        stilt_house(pen.at(x, y, size), "#46508a", "#12173a", "#0e1230", windows=c.SUN)
    coconut(pen.at(360, 1050, 1.2), "#0e1230", "#15405a")
    coconut(pen.at(1020, 1040, 0.95), "#0e1230", "#15405a")
    hill(pen, [(0, 1060), (420, 1030), (760, 1080), (1080, 1040)], 1350, "#0e1230")
    kicker(pen, EDGE + 4, 92, "6–8 Desember 2020", c.SUN)
    Text("serif", 150, c.MOON).write(pen, EDGE, 146, "Masa\ntenang.")
    Text("serif", 46, c.MOON, leading=1.2).write(
        pen, EDGE, 1124, "Timbang dengan kepala dingin.\nTidur nyenyak, pilih dengan yakin."
    )
    signature(sheet, c.MOON, "#0e1230", y=1276)
    return sheet
