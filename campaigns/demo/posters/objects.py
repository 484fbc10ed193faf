"""Objects of polling day and of sharing news, each drawn within the stated size."""

from campaigns.demo.posters import colours as c


def ballot_box(pen, front, side, lid, *, mark=None):
    """Draw within 300 × 260, seen a little from above."""
    pen.poly([(10, 84), (60, 34), (290, 34), (240, 84)], lid)
    pen.poly([(240, 84), (290, 34), (290, 206), (240, 258)], side)
    pen.rect(10, 84, 230, 174, front)
    pen.poly([(104, 66), (118, 52), (208, 52), (194, 66)], c.INK)
    if mark:
        pen.rect(84, 130, 82, 82, mark, round=10)
        pen.line([(104, 172), (120, 190), (150, 152)], 12, front)


def ballot(pen, page, line):
    """Draw a folded sheet within 120 × 150, without names or numbers."""
    pen.poly([(0, 14), (58, 0), (58, 150), (0, 136)], page)
    pen.poly([(58, 0), (118, 14), (118, 136), (58, 150)], c.SAND)
    for y in (44, 68, 92):
        pen.line([(14, y + 4), (44, y - 2)], 5, line)


def book(pen, cover, page, line):
    """Draw an open book within 560 × 380."""
    pen.poly([(0, 46), (280, 86), (560, 46), (560, 350), (280, 392), (0, 350)], cover)
    pen.shape([(22, 24), (170, -4), (280, 60)], [(280, 60), (280, 366)],
              [(280, 366), (170, 300), (22, 326)], fill=page)  # fmt: skip
    pen.shape([(538, 24), (390, -4), (280, 60)], [(280, 60), (280, 366)],
              [(280, 366), (390, 300), (538, 326)], fill=page)  # fmt: skip
    pen.line([(280, 62), (280, 364)], 4, line)


def phone(pen, body, glass, edge):
    """Draw within 260 × 480."""
    pen.rect(0, 0, 260, 480, body, round=38)
    pen.rect(14, 16, 232, 448, glass, round=26)
    pen.rect(98, 28, 64, 10, edge, round=5)


def bubble(pen, width, height, fill, *, tail="left"):
    pen.rect(0, 0, width, height, fill, round=22)
    x = 26 if tail == "left" else width - 26
    pen.poly([(x - 14, height - 4), (x + 16, height - 4), (x - 14 if tail == "left" else x + 16,
                                                           height + 24)], fill)  # fmt: skip


def funnel(pen, rim, cone, pipe):
    """Draw within 420 × 360."""
    pen.poly([(0, 36), (420, 36), (244, 226), (176, 226)], cone)
    pen.rect(176, 218, 68, 130, pipe, round=8)
    pen.oval(0, 0, 420, 74, rim)
    pen.oval(22, 14, 376, 46, c.INK)


def megaphone(pen, horn, mouth, grip):
    """Draw within 420 × 320, pointing to the right."""
    pen.line([(120, 196), (146, 300)], 44, grip)
    pen.rect(30, 104, 110, 108, grip, round=26)
    pen.poly([(120, 104), (350, 10), (350, 304), (120, 212)], horn)
    pen.oval(308, 6, 84, 302, mouth)
    pen.oval(328, 70, 44, 174, horn)


def calendar(pen, head, page, ink):
    """Draw an empty leaf within 420 × 460."""
    pen.rect(0, 20, 420, 440, c.SAND, round=26)
    pen.rect(0, 10, 420, 436, page, round=26)
    pen.rect(0, 10, 420, 110, head, round=26)
    pen.rect(0, 70, 420, 50, head)
    for x in (104, 316):
        pen.line([(x, -14), (x, 40)], 18, ink)


def sack(pen, cloth, shade, rope):
    """Draw an open sack within 420 × 520, its rim rolled down."""
    pen.shape([(96, 90), (-60, 300), (30, 500)], [(30, 500), (210, 540), (390, 500)],
              [(390, 500), (480, 300), (324, 90)], fill=cloth)  # fmt: skip
    pen.shape([(324, 90), (480, 300), (390, 500)], [(390, 500), (340, 514), (290, 518)],
              [(290, 518), (400, 320), (300, 90)], fill=shade)  # fmt: skip
    pen.shape([(66, 8), (210, 70), (354, 8)], [(354, 8), (372, 70), (336, 124)],
              [(336, 124), (210, 160), (84, 124)], [(84, 124), (48, 70), (66, 8)],
              fill=cloth)  # fmt: skip
    pen.curve([(84, 124), (210, 160), (336, 124)], 9, shade)
    pen.rect(96, 270, 110, 110, shade, round=8)
    for x, y in ((112, 286), (190, 286), (112, 364), (190, 364)):
        pen.line([(x - 22, y), (x - 2, y)] if x < 150 else [(x + 2, y), (x + 22, y)], 7, rope)


def cup(pen, x, y, radius, rim, drink, saucer):
    """Draw a cup from above."""
    pen.disc(x, y, radius * 1.5, saucer)
    pen.ring(x, y, radius * 1.32, 3, rim)
    pen.line([(x + radius * 0.7, y - radius * 0.7), (x + radius * 1.15, y - radius * 1.15)],
             radius * 0.34, rim)  # fmt: skip
    pen.disc(x, y, radius, rim)
    pen.disc(x, y, radius * 0.8, drink)
    pen.arc(x, y, radius * 0.58, 200, 280, 5, c.EARTH_MID)


def booth(pen, panel, edge, table):
    """Draw a polling booth from the front, within 200 × 220."""
    pen.poly([(0, 20), (40, 0), (40, 120), (0, 132)], edge)
    pen.poly([(200, 20), (160, 0), (160, 120), (200, 132)], edge)
    pen.rect(40, 0, 120, 120, panel)
    pen.poly([(0, 132), (40, 116), (160, 116), (200, 132)], table)
    pen.rect(0, 130, 200, 16, table, round=3)
    for x in (16, 172):
        pen.rect(x, 144, 12, 76, table)


def drop(pen, x, y, size, fill):
    at = pen.at(x, y, size)
    at.shape(
        [(0, -1), (0.2, -0.3), (0.58, 0.1)],
        [(0.58, 0.1), (0.7, 0.78), (0, 0.8)],
        [(0, 0.8), (-0.7, 0.78), (-0.58, 0.1)],
        [(-0.58, 0.1), (-0.2, -0.3), (0, -1)],
        fill=fill,
    )
