import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

from kimportal.uploads.file_types import MIME

STEPS = (360, 720, 1080)
PAPER = (246, 241, 231)
# How much of the paper's colour the ground keeps beside the picture's own.
CALM = 0.82
MARGIN = 0.04
#: A JPEG this many times too large does not fit at any quality we would show: make it smaller.
HOPELESS = 2.5
EXTENSIONS = {"JPEG": ".jpg", "WEBP": ".webp", "AVIF": ".avif"}
# Measured on posters and photos: size against time to encode.
OPTIONS = {
    "JPEG": {"quality": 72, "optimize": True, "progressive": True},
    "WEBP": {"quality": 70, "method": 2},
    "AVIF": {"quality": 55, "speed": 8},
}


@dataclass(frozen=True)
class Rendition:
    name: str
    content: bytes
    extension: str
    width: int
    height: int

    @property
    def mime(self):
        return MIME[self.extension]

    def as_file(self):
        return ContentFile(self.content, name=f"{uuid4().hex}{self.extension}")


def load(source, side=2160):
    """The picture in a clean file (or a picture already loaded), in RGB, at most ``side`` px.

    Load once and hand the picture to several of the functions below to decode only once.
    """
    if isinstance(source, Image.Image):
        return source
    source.open("rb") if isinstance(source, File) else source.seek(0)
    picture = Image.open(source, formats=("JPEG", "PNG", "WEBP"))
    picture.thumbnail((side, side), reducing_gap=2.0)
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    flat = Image.new("RGB", picture.size, PAPER)
    flat.paste(picture, mask=picture.convert("RGBA").getchannel("A"))
    return flat


def responsive(source):
    """WebP and JPEG 360, 720 and 1080 px wide, named "webp-720"; nothing is enlarged."""
    return _steps(source, ("WEBP", "JPEG"))


def avif(source):
    """The same widths in AVIF: smallest, but slow to make, so for a task."""
    return _steps(source, ("AVIF",))


def in_every_format(source):
    """Return what `responsive` and `avif` return, each width being made only once."""
    return _steps(source, ("WEBP", "JPEG", "AVIF"))


def link_preview(source):
    return _encode("link-preview", canvas(load(source), (1200, 630)), "JPEG", quality=82)


def social(source):
    return _encode("social", canvas(load(source), (1080, 1080)), "JPEG", quality=82)


def story(source):
    return _encode("story", canvas(load(source), (1080, 1920)), "JPEG", quality=82)


def low_data(source, limit=100 * 1024):
    """A JPEG of at most ``limit`` bytes, as wide and as good as that allows."""
    picture = load(source)
    for side in (1350, 1080, 900, 720, 540, 360, 240, 120):
        picture = _within(picture, side)
        for quality in (76, 66, 56, 46):
            rendition = _encode("low-data", picture, "JPEG", quality=quality)
            if len(rendition.content) <= limit:
                return rendition
            if len(rendition.content) > limit * HOPELESS:
                break
    return rendition


def canvas(picture, size):
    """The whole picture in the middle of exactly ``size``, on a ground of its own quiet colour."""
    width, height = size
    if picture.width * height == picture.height * width:
        return picture.resize(size, Image.Resampling.LANCZOS)
    edge = round(min(size) * MARGIN)
    # A small logo may grow, but not until it blurs.
    room = (min(width - 2 * edge, picture.width * 2), min(height - 2 * edge, picture.height * 2))
    inside = ImageOps.contain(picture, room, Image.Resampling.LANCZOS)
    ground = Image.new("RGB", size, _calm(picture))
    ground.paste(inside, ((width - inside.width) // 2, (height - inside.height) // 2))
    return ground


def _calm(picture):
    mean = picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    pairs = zip(PAPER, mean, strict=True)
    return tuple(round(CALM * paper + (1 - CALM) * own) for paper, own in pairs)


def run_in_parallel(work):
    """Call these functions on all cores and yield what they return, in their order.

    Threads do, since Pillow lets go of Python's lock while it resizes and encodes.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(lambda function: function(), work)


def _steps(source, formats):
    picture, work = load(source), []
    steps = [step for step in STEPS if step < picture.width]
    for step in reversed([*steps, *STEPS[len(steps) : len(steps) + 1]]):
        # From the larger one already made: same result, a fraction of the pixels.
        picture = _across(picture, step)
        # Each its own copy: Pillow notes on the picture how it is being saved.
        work += [
            partial(_encode, f"{format.lower()}-{step}", picture.copy(), format)
            for format in formats
        ]
    return [*run_in_parallel(work)][::-1]


def _across(picture, width):
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _within(picture, side):
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return smaller


def _encode(name, picture, format, **options):
    buffer = io.BytesIO()
    picture.save(buffer, format, **{**OPTIONS[format], **options})
    return Rendition(name, buffer.getvalue(), EXTENSIONS[format], *picture.size)
