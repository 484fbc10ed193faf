"""Posters drawn by the portal itself."""

import io

from PIL import Image, ImageDraw, ImageFont

GROUNDS = {"cerdas": "#3d3b8e", "sehat": "#23663f", "damai": "#97401b"}


def files_of(spec):
    """The files of one material of texts.MATERIALS, as (bytes, name, role)."""
    if spec["kind"] not in {"poster", "infografis"}:
        return []
    picture = Image.new("RGB", (1080, 1350), GROUNDS[spec["pillars"][0]])
    font = ImageFont.load_default(96)
    ImageDraw.Draw(picture).multiline_text((90, 120), spec["title"], "#fffdf6", font)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return [(out.getvalue(), f"{spec['key']}.png", "original")]
