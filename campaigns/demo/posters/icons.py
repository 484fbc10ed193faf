"""Icons of the fifteen new rules at the polling station, each within 100 × 100."""

from campaigns.demo.posters import colours as c
from campaigns.demo.posters.objects import drop

DARK, MID, PALE, WARM, WHITE = c.LEAF, c.LEAF_MID, c.LEAF_WASH, c.SUN, c.CARD
SKIN = c.SKINS[1]


def five_hundred(pen):
    for x, y, size in ((24, 44, 0.8), (76, 44, 0.8), (50, 50, 1.05)):
        little(pen.at(x, y, size), DARK if size > 1 else MID)


def little(pen, fill):
    """Draw half a person, standing on (0, 44)."""
    pen.disc(0, -18, 15, fill)
    pen.shape([(-27, 40), (-29, 4), (0, 2)], [(0, 2), (29, 4), (27, 40)], fill=fill)


def clock(pen):
    pen.disc(50, 50, 44, DARK)
    pen.disc(50, 50, 34, WHITE)
    pen.pie(50, 50, 30, -90, 30, WARM)
    pen.line([(50, 26), (50, 50), (68, 61)], 7, DARK)


def distance(pen):
    little(pen.at(18, 46, 0.72), DARK)
    little(pen.at(82, 46, 0.72), DARK)
    pen.line([(16, 92), (84, 92)], 6, WARM)
    pen.poly([(4, 92), (20, 82), (20, 102)], WARM)
    pen.poly([(96, 92), (80, 82), (80, 102)], WARM)


def no_handshake(pen):
    pen.line([(10, 62), (40, 52)], 20, DARK)
    pen.line([(40, 52), (58, 50)], 16, SKIN)
    pen.line([(90, 62), (66, 52)], 20, MID)
    pen.line([(62, 51), (48, 46)], 16, c.SKINS[0])
    pen.line([(22, 10), (78, 92)], 10, c.CARD)
    pen.line([(22, 10), (78, 92)], 7, c.EARTH)


def wash(pen):
    pen.line([(14, 20), (58, 20), (58, 38)], 14, DARK)
    pen.line([(34, 8), (34, 20)], 10, DARK)
    for x, y in ((58, 56), (46, 66), (70, 66)):
        drop(pen, x, y, 9, c.TEAL)
    pen.curve([(14, 82), (40, 98), (58, 82)], 15, SKIN)
    pen.curve([(98, 80), (80, 96), (58, 82)], 15, c.SKINS[0])


def mask(pen):
    pen.curve([(22, 36), (-10, 44), (24, 74)], 6, MID)
    pen.curve([(78, 36), (110, 44), (76, 74)], 6, MID)
    pen.shape([(18, 32), (50, 14), (82, 32)], [(82, 32), (86, 84), (50, 88)],
              [(50, 88), (14, 84), (18, 32)], fill=DARK)  # fmt: skip
    for y in (44, 56, 68):
        pen.curve([(32, y), (50, y - 6), (68, y)], 4, PALE)


def glove(pen):
    for x, top in ((27, 30), (42, 14), (58, 12), (73, 26)):
        pen.line([(x, top), (x, 54)], 13, WARM)
    pen.rect(20, 44, 60, 36, WARM, round=14)
    pen.line([(22, 66), (8, 48)], 13, WARM)
    pen.rect(24, 78, 52, 16, DARK, round=5)


def face_shield(pen):
    pen.disc(50, 46, 28, SKIN)
    pen.pie(50, 40, 30, 180, 360, DARK)
    pen.rect(16, 30, 68, 12, DARK, round=5)
    pen.shape([(18, 42), (14, 92), (50, 96)], [(50, 96), (86, 92), (82, 42)], fill="#bcd9d2")
    pen.line([(32, 52), (30, 72)], 5, WHITE)
    pen.disc(40, 54, 3.4, c.INK)
    pen.disc(60, 54, 3.4, c.INK)


def own_pen(pen):
    pen.line([(30, 76), (78, 22)], 17, DARK)
    pen.line([(70, 31), (78, 22)], 17, WARM)
    pen.poly([(22, 70), (37, 83), (14, 94)], SKIN)
    pen.poly([(17.5, 83), (24, 88.5), (14, 94)], c.INK)
    pen.curve([(30, 96), (56, 84), (88, 94)], 5, MID)


def tissue(pen):
    pen.shape([(34, 48), (28, 4), (50, 18)], [(50, 18), (76, 2), (66, 48)], fill=c.SAND)
    pen.rect(10, 46, 80, 46, DARK, round=8)
    pen.rect(28, 44, 44, 8, c.LEAF_DARK, round=4)
    pen.disc(50, 70, 10, MID)


def rapid_test(pen):
    pen.rect(30, 6, 40, 88, DARK, round=12)
    pen.rect(40, 18, 20, 40, WHITE, round=5)
    pen.rect(43, 26, 14, 4, c.EARTH)
    drop(pen, 50, 75, 10, WARM)


def temperature(pen):
    pen.line([(50, 16), (50, 66)], 26, DARK)
    pen.disc(50, 74, 22, DARK)
    pen.line([(50, 18), (50, 66)], 13, WHITE)
    pen.line([(50, 44), (50, 70)], 9, c.EARTH)
    pen.disc(50, 74, 13, c.EARTH)
    for y in (22, 34, 46):
        pen.line([(74, y), (86, y)], 5, MID)


def spray(pen):
    pen.rect(40, 42, 44, 52, DARK, round=10)
    pen.rect(52, 26, 20, 18, MID)
    pen.rect(38, 12, 42, 17, DARK, round=5)
    pen.rect(50, 60, 24, 18, WHITE, round=4)
    for x, y in ((24, 20), (12, 10), (12, 22), (12, 34)):
        pen.disc(x, y, 4, c.TEAL)


def dripped_ink(pen):
    pen.line([(72, 12), (56, 32)], 15, MID)
    pen.poly([(48, 28), (60, 38), (46, 46)], DARK)
    drop(pen, 42, 58, 9, c.VIOLET)
    pen.line([(-2, 88), (44, 80)], 22, SKIN)
    pen.oval(34, 67, 22, 15, c.VIOLET)


def special_booth(pen):
    pen.rect(22, 12, 56, 52, WARM)
    pen.poly([(4, 22), (22, 12), (22, 64), (4, 72)], DARK)
    pen.poly([(96, 22), (78, 12), (78, 64), (96, 72)], DARK)
    pen.rect(2, 66, 96, 10, DARK, round=3)
    for x in (8, 84):
        pen.rect(x, 74, 8, 24, DARK)
    pen.line([(50, 26), (50, 44)], 8, c.LEAF_DARK)
    pen.disc(50, 54, 4.4, c.LEAF_DARK)


FIFTEEN = (
    (five_hundred, "Paling banyak\n500 pemilih"),
    (clock, "Waktu datang\ndiatur"),
    (distance, "Jaga jarak\nsaat antre"),
    (no_handshake, "Tidak\nbersalaman"),
    (wash, "Cuci tangan"),
    (mask, "Pakai masker,\nada cadangan"),
    (glove, "Sarung tangan\nuntuk pemilih"),
    (face_shield, "Pelindung wajah\npetugas KPPS"),
    (own_pen, "Bawa alat tulis\nsendiri"),
    (tissue, "Tisu kering\ndi TPS"),
    (rapid_test, "Petugas KPPS\nikut tes cepat"),
    (temperature, "Suhu tubuh\ndiperiksa"),
    (spray, "TPS disemprot\ndisinfektan"),
    (dripped_ink, "Tinta diteteskan,\nbukan dicelup"),
    (special_booth, "Bilik khusus\n> 37,3 °C"),
)
