"""QR codes, and the strip with QR and code that makes a printed poster checkable."""

import io

import segno
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from campaigns.verification.codes import format_code
from kimportal.web import links

INK, PAPER = (11, 60, 59), (255, 255, 255)
QUIET_ZONE = 4  # modules of white around a QR code, as ISO/IEC 18004 asks
WORDS = "Periksa keaslian"  # Indonesian on every poster, whatever language the reviewer reads


def address(code):
    """Where anybody checks this code; what the QR says."""
    return links.absolute_url("verify_code", settings.LANGUAGE_CODE, format_code(code))


def qr(code):
    return segno.make(address(code), error="m", micro=False)


def qr_svg(code):
    """The QR code as an SVG text of about 1.5 KB."""
    out = io.BytesIO()
    qr(code).save(out, kind="svg", border=QUIET_ZONE, dark="#0b3c3b", light="#fff", xmldecl=False)
    return out.getvalue().decode()


def strip(code, width):
    """A strip as wide as the picture: the QR at the left, what to do and the code beside it."""
    symbol = qr(code)
    scale = max(2, round(width / 270))
    mark = _qr_picture(symbol, scale)
    band = Image.new("RGB", (width, mark.height), PAPER)
    band.paste(mark, (0, 0))
    draw, left = ImageDraw.Draw(band), mark.width + scale * 2
    short = address(code).partition("://")[2].rstrip("/")
    lines = ((WORDS, 0.17, 0.19), (format_code(code), 0.27, 0.40), (short, 0.15, 0.72))
    for text, size, top in lines:
        font = _fitting(text, size * mark.height, width - left - scale * 4)
        draw.text((left, round(top * mark.height)), text, INK, font=font)
    return band


def stamped(picture, code):
    """The picture with the strip under it; nothing of the picture is covered."""
    band = strip(code, picture.width)
    whole = Image.new("RGB", (picture.width, picture.height + band.height), PAPER)
    whole.paste(picture, (0, 0))
    whole.paste(band, (0, picture.height))
    return whole


def _qr_picture(symbol, scale):
    out = io.BytesIO()
    symbol.save(out, kind="png", scale=scale, border=QUIET_ZONE, dark=INK, light=PAPER)
    out.seek(0)
    return Image.open(out, formats=("PNG",)).convert("RGB")


def _fitting(text, size, room):
    font = ImageFont.load_default(max(8, round(size)))
    while font.getlength(text) > room and font.size > 8:
        font = ImageFont.load_default(font.size - 1)
    return font
