"""Photos for the demo's events, drawn by code: empty places after the event."""

import io
import random

from PIL import Image, ImageDraw

SIZE = (1440, 1080)
SKIES = [("#f3d9b1", "#f7efe0"), ("#bcd6dd", "#eef3ee"), ("#25344f", "#5d6b86")]
WALLS = ["#e9dcc3", "#dfe3d3", "#f0e3cf", "#d9d2c0"]
ROOFS = ["#97401b", "#7b3a23", "#5d4a36", "#23663f"]
CLOTHS = ["#3d3b8e", "#23663f", "#97401b", "#0a5755"]


def photo(kind, number):
    """Return a JPEG of a scene ("hall", "screen", "chat", "mast"), varied by `number`."""
    chance = random.Random(number)  # noqa: S311 (scenery, not secrets)
    picture = _sky(chance)
    {"hall": _hall, "screen": _screen, "chat": _chat, "mast": _mast}[kind](
        ImageDraw.Draw(picture), chance
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def _sky(chance):
    top, bottom = chance.choice(SKIES)
    strip = Image.new("RGB", (1, 2), top)
    strip.putpixel((0, 1), Image.new("RGB", (1, 1), bottom).getpixel((0, 0)))
    return strip.resize(SIZE, Image.Resampling.BICUBIC)


def _hall(draw, chance):
    """Draw a joglo: roof, pillars, mats on the floor, an empty banner, trees beside it."""
    ground, left = 860, chance.randint(200, 320)
    right = SIZE[0] - chance.randint(200, 320)
    draw.rectangle((0, ground, *SIZE), chance.choice(["#8a9a6b", "#b59f77", "#9c8a66"]))
    for tree in (chance.randint(20, 120), chance.randint(1290, 1400)):
        draw.rectangle((tree - 12, 560, tree + 12, ground), "#5d4a36")
        for leaf in range(5):
            x, y = tree + chance.randint(-70, 70), 500 + 40 * leaf
            draw.ellipse((x - 90, y - 70, x + 90, y + 70), "#4d7a4f")
    draw.rectangle((left, 470, right, ground), chance.choice(WALLS))
    roof = [(left - 90, 480), (left + 260, 250), (right - 260, 250), (right + 90, 480)]
    draw.polygon(roof, chance.choice(ROOFS))
    for x in range(left + 30, right, (right - left - 60) // 5):
        draw.rectangle((x - 11, 480, x + 11, ground), "#6b4a2f")
    cloth = chance.choice(CLOTHS)
    draw.rectangle((left + 180, 520, right - 180, 620), cloth)
    draw.rectangle((left + 210, 560, right - 210, 570), "#f6efdf")
    for row in range(3):
        for mat in range(6):
            x, y = left + 60 + mat * 150 + row * 25, ground + 30 + row * 60
            draw.polygon([(x, y), (x + 110, y), (x + 130, y + 36), (x + 16, y + 36)], CLOTHS[row])


def _screen(draw, chance):
    """Draw a laptop on a table, with a video call of empty tiles."""
    draw.rectangle((0, 800, *SIZE), "#8d6f4d")
    draw.rounded_rectangle((330, 250, 1110, 760), 24, "#2a2f33")
    for row in range(3):
        for column in range(4):
            x, y = 365 + column * 182, 285 + row * 152
            draw.rounded_rectangle((x, y, x + 166, y + 136), 10, chance.choice(CLOTHS))
            draw.ellipse((x + 58, y + 38, x + 108, y + 88), "#f6efdf")
    draw.polygon([(250, 800), (1190, 800), (1270, 880), (170, 880)], "#c9c4b8")
    draw.ellipse((1200, 690, 1330, 820), "#f6efdf")


def _chat(draw, chance):
    """Draw a phone on a woven cloth, with empty chat bubbles."""
    for x in range(0, SIZE[0], 48):
        draw.line((x, 0, x + 400, SIZE[1]), chance.choice(["#c9a36a", "#b98d54"]), 14)
    draw.rounded_rectangle((480, 90, 960, 1000), 56, "#22282b")
    draw.rounded_rectangle((505, 140, 935, 950), 18, "#efe7d6")
    for line in range(7):
        own, width = chance.random() < 0.4, chance.randint(150, 300)
        x, y = (915 - width if own else 525), 170 + line * 108
        color = "#cfe3d4" if own else "#fffdf6"
        draw.rounded_rectangle((x, y, x + width, y + 78), 22, color)
        draw.rectangle((x + 24, y + 34, x + width - 40, y + 42), "#9aa59b")


def _mast(draw, chance):
    """Draw a small radio station: a building, a mast and its waves."""
    draw.rectangle((0, 850, *SIZE), "#7f9a63")
    draw.rectangle((220, 600, 640, 850), chance.choice(WALLS))
    draw.polygon([(180, 610), (430, 460), (680, 610)], chance.choice(ROOFS))
    draw.rectangle((400, 700, 480, 850), "#5d4a36")
    draw.polygon([(960, 850), (1000, 220), (1020, 220), (1060, 850)], "#97401b")
    for ring in range(1, 5):
        span = 70 * ring
        draw.arc((1010 - span, 220 - span, 1010 + span, 220 + span), 200, 340, "#f6efdf", 10)
