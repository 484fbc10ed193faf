"""Small reminders: a pen, clean hands, and how many may meet."""

from campaigns.demo.posters import colours as c
from campaigns.demo.posters.frame import EDGE, POSTER, kicker, signature
from campaigns.demo.posters.icons import distance, little, mask, wash
from campaigns.demo.posters.land import kawung_band
from campaigns.demo.posters.objects import drop
from campaigns.demo.posters.pen import Sheet
from campaigns.demo.posters.typography import Text


def own_pen():
    """A pen across the whole sheet, and the line it draws."""
    sheet = Sheet(*POSTER, c.LEAF_DARK)
    pen = sheet.pen
    pen.curve([(-40, 1130), (200, 900), (330, 1240), (470, 1010)], 16, c.HONEY)
    pen.poly([(470, 1010), (528, 908), (592, 962)], c.ROSE)
    pen.poly([(470, 1010), (491, 973), (514, 992)], c.INK)
    pen.poly([(528, 908), (592, 962), (1160, 290), (1096, 236)], c.SUN)
    pen.poly([(560, 935), (592, 962), (1160, 290), (1128, 263)], "#d98f27")
    pen.poly([(884, 488), (948, 542), (978, 506), (914, 452)], c.CARD)
    Text("serif", 156, c.CARD).write(pen, EDGE, 100, "Bawa\nalat tulis\nsendiri.")
    Text("sans", 33, c.LEAF_WASH, weight=600).write(
        pen, 640, 1060, "Bekal kecil ke TPS,\n9 Desember 2020."
    )
    signature(sheet, c.CARD, c.LEAF_DARK, y=1276)
    return sheet


def fifty(publisher):
    """Fifty people as symbols, and what to check before inviting them."""
    sheet = Sheet(*POSTER, c.HONEY)
    pen = sheet.pen
    Text("serif", 360, c.EARTH_DARK, weight=700).write(pen, EDGE - 12, 88, "50")
    Text("serif", 74, c.EARTH_DARK).write(pen, 560, 88, "orang,\ntidak\nlebih.")
    shades = (c.EARTH, c.TEAL, c.INDIGO, c.LEAF, c.EARTH_DARK)
    for number in range(50):
        x, y = 130 + number % 10 * 91, 480 + number // 10 * 92
        little(pen.at(x, y, 0.96), shades[(number * 3 + number // 10) % 5])
    pen.rect(0, 922, 1080, 428, c.PAPER)
    for number, (icon, text) in enumerate((
        (mask, "Hidung, mulut,\ndagu tertutup"), (wash, "Cuci tangan\natau pembersih"),
        (distance, "Jarak\n1 meter"),
    )):  # fmt: skip
        x = EDGE + number * 312
        icon(pen.at(x + 92, 964, 1.06))
        Text("sans", 28, c.INK, weight=600, leading=1.3, align="centre").write(
            pen, x + 145, 1108, text
        )
    signature(sheet, c.EARTH_DARK, c.PAPER, y=1274, **publisher)
    return sheet


def washing(publisher):
    """Two hands under running water."""
    sheet = Sheet(1080, 1350, "#bfe0db")
    pen = sheet.pen
    for y in range(7):
        pen.curve([(0, 880 + y * 70), (270, 840 + y * 70), (540, 880 + y * 70)], 5, "#a9d3cd")
        pen.curve([(540, 880 + y * 70), (810, 920 + y * 70), (1080, 880 + y * 70)], 5, "#a9d3cd")
    pen.line([(-40, 520), (560, 520), (560, 600)], 78, c.EARTH)
    pen.line([(330, 420), (330, 500)], 44, c.EARTH_DARK)
    pen.line([(250, 420), (410, 420)], 36, c.EARTH_DARK)
    pen.rect(512, 600, 96, 30, c.EARTH_DARK, round=10)
    pen.rect(532, 630, 56, 250, c.CARD)
    pen.rect(546, 630, 10, 250, "#d3ece8")
    pen.curve([(-60, 1120), (240, 1080), (380, 900), (560, 900)], 104, c.SKINS[1])
    for x, y in ((600, 872), (620, 908), (606, 944)):
        pen.line([(520, y), (x, y + 4)], 38, c.SKINS[1])
    pen.curve([(1140, 1140), (860, 1120), (760, 980), (560, 990)], 104, c.SKINS[0])
    for x, y in ((500, 966), (478, 1002), (500, 1036)):
        pen.line([(590, y), (x, y + 2)], 38, c.SKINS[0])
    for x, y, r in (
        (440, 800, 34),
        (690, 800, 24),
        (722, 850, 40),
        (400, 860, 20),
        (640, 1090, 26),
    ):
        pen.disc(x, y, r, "#e5f4f1")
        pen.ring(x, y, r, 4, c.CARD)
    for x, y in ((470, 1110), (560, 1150), (660, 1160)):
        drop(pen, x, y, 22, c.CARD)
    kicker(pen, EDGE + 4, 88, "Pemilih sehat", c.DEEP)
    Text("serif", 126, c.DEEP).write(pen, EDGE, 140, "Wijik dhisik,\nlagi nyoblos.")
    pen.rect(0, 1206, 1080, 144, c.DEEP)
    kawung_band(pen, 0, 1176, 1080, 60, c.DEEP, None)
    Text("sans", 30, c.CARD, weight=700, align="right").write(pen, 996, 1263, "Masker aja lali.")
    signature(sheet, c.CARD, c.DEEP, y=1274, **publisher)
    return sheet
