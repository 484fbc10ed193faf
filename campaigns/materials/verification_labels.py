"""QR codes and verification labels: the strip with QR and code below a poster."""

import io

import segno
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from campaigns.verification.codes import format_code
from kimportal.web import links

INK, WHITE = (11, 60, 59), (255, 255, 255)
QUIET_ZONE = 4  # modules of white around a QR code, as ISO/IEC 18004 asks
LABEL_TEXT = "Periksa keaslian"  # always Indonesian, whatever the reviewer's language


def verification_url(code):
    """Return the public URL that verifies this code; the QR code holds it."""
    return links.absolute_url("verify_code", settings.LANGUAGE_CODE, format_code(code))


def qr_code(code):
    return segno.make(verification_url(code), error="m", micro=False)


def qr_svg(code):
    """Return the QR code as SVG text of about 1.5 KB."""
    out = io.BytesIO()
    qr_code(code).save(
        out, kind="svg", border=QUIET_ZONE, dark="#0b3c3b", light="#fff", xmldecl=False
    )
    return out.getvalue().decode()


def label_strip(code, width):
    """Return a label of this width: QR code at the left, instruction and code beside it."""
    symbol = qr_code(code)
    scale = max(2, round(width / 270))
    qr_image = _qr_picture(symbol, scale)
    label = Image.new("RGB", (width, qr_image.height), WHITE)
    label.paste(qr_image, (0, 0))
    draw, left = ImageDraw.Draw(label), qr_image.width + scale * 2
    short = verification_url(code).partition("://")[2].rstrip("/")
    lines = ((LABEL_TEXT, 0.17, 0.19), (format_code(code), 0.27, 0.40), (short, 0.15, 0.72))
    for text, size, top in lines:
        font = fitting_font(text, size * qr_image.height, width - left - scale * 4)
        draw.text((left, round(top * qr_image.height)), text, INK, font=font)
    return label


def with_label(picture, code):
    """Return the picture with the label below it; nothing of the picture is covered."""
    label = label_strip(code, picture.width)
    combined = Image.new("RGB", (picture.width, picture.height + label.height), WHITE)
    combined.paste(picture, (0, 0))
    combined.paste(label, (0, picture.height))
    return combined


def _qr_picture(symbol, scale):
    out = io.BytesIO()
    symbol.save(out, kind="png", scale=scale, border=QUIET_ZONE, dark=INK, light=WHITE)
    out.seek(0)
    return Image.open(out, formats=("PNG",)).convert("RGB")


def fitting_font(text, size, max_width):
    font = ImageFont.load_default(max(8, round(size)))
    while font.getlength(text) > max_width and font.size > 8:
        font = ImageFont.load_default(font.size - 1)
    return font
