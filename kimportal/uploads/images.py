import io
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, TypeVar
from uuid import uuid4

from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps

from kimportal.uploads.file_types import MIME

WIDTHS = (360, 720, 1080)
BACKGROUND = (246, 241, 231)
# The share of BACKGROUND in the colour behind a picture; the rest is the picture's mean colour.
BACKGROUND_SHARE = 0.82
MARGIN = 0.04
LOW_DATA_SIZE = 100 * 1024
#: A JPEG this many times too large fits at no acceptable quality: try the next smaller side.
OVERSIZE_FACTOR = 2.5
#: A picture enlarged more than this looks blurred.
MAX_ENLARGEMENT = 1.5
Source = File | IO[bytes] | Image.Image
Result = TypeVar("Result")
EXTENSIONS = {"JPEG": ".jpg", "WEBP": ".webp", "AVIF": ".avif"}
# Measured on posters and photos: size against time to encode.
OPTIONS: dict[str, dict[str, Any]] = {
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
    def mime(self) -> str:
        return MIME[self.extension]

    def as_file(self) -> ContentFile:
        return ContentFile(self.content, name=f"{uuid4().hex}{self.extension}")


def load(source: Source, side: int = 2160) -> Image.Image:
    """Return the picture of a validated file (or one already loaded) in RGB, at most ``side`` px.

    The functions below accept a loaded picture, so that it is decoded only once.
    """
    if isinstance(source, Image.Image):
        return source
    source.open("rb") if isinstance(source, File) else source.seek(0)
    picture: Image.Image = Image.open(source, formats=("JPEG", "PNG", "WEBP"))
    picture.thumbnail((side, side), reducing_gap=2.0)
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    flat = Image.new("RGB", picture.size, BACKGROUND)
    flat.paste(picture, mask=picture.convert("RGBA").getchannel("A"))
    return flat


def responsive(source: Source) -> list[Rendition]:
    """Return WebP and JPEG 360, 720 and 1080 px wide, named "webp-720"; nothing is enlarged."""
    return _scaled(source, ("WEBP", "JPEG"))


def avif(source: Source) -> list[Rendition]:
    """Return the same widths in AVIF: smallest, but slow to encode, so for a task."""
    return _scaled(source, ("AVIF",))


def in_every_format(source: Source) -> list[Rendition]:
    """Return what `responsive` and `avif` return, scaling to each width only once."""
    return _scaled(source, ("WEBP", "JPEG", "AVIF"))


def link_preview(source: Source) -> Rendition:
    """Return the picture of a link in a chat: it fills the frame, so that it can be read there."""
    return _encode("link-preview", filled(load(source), (1200, 630)), "JPEG", quality=82)


def social(source: Source) -> Rendition:
    return _encode("social", canvas(load(source), (1080, 1080)), "JPEG", quality=82)


def story(source: Source) -> Rendition:
    return _encode("story", canvas(load(source), (1080, 1920)), "JPEG", quality=82)


def low_data(source: Source, limit: int = LOW_DATA_SIZE) -> Rendition:
    """Return a JPEG of at most ``limit`` bytes, as large and as good as that allows."""
    picture = load(source)
    for side in (1350, 1080, 900, 720, 540, 360, 240, 120):
        picture = _within(picture, side)
        for quality in (76, 66, 56, 46):
            rendition = _encode("low-data", picture, "JPEG", quality=quality)
            if len(rendition.content) <= limit:
                return rendition
            if len(rendition.content) > limit * OVERSIZE_FACTOR:
                break
    return rendition


def filled(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Fill exactly ``size`` with the top of the picture, where posters have their headline.

    One that would be blurred by that, as a long infographic, is shown whole.
    """
    if picture.width * MAX_ENLARGEMENT < size[0]:
        return canvas(picture, size)
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0))


def canvas(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Centre the whole picture on a canvas of exactly ``size``, in a pale tone of its colour."""
    width, height = size
    if picture.width * height == picture.height * width:
        return picture.resize(size, Image.Resampling.LANCZOS)
    margin = round(min(size) * MARGIN)
    # A small logo is enlarged, but not until it blurs.
    limits = (
        min(width - 2 * margin, picture.width * 2),
        min(height - 2 * margin, picture.height * 2),
    )
    scaled = ImageOps.contain(picture, limits, Image.Resampling.LANCZOS)
    background = Image.new("RGB", size, _pale_mean_colour(picture))
    background.paste(scaled, ((width - scaled.width) // 2, (height - scaled.height) // 2))
    return background


def _pale_mean_colour(picture: Image.Image) -> tuple[int, ...]:
    mean: Any = picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    pairs = zip(BACKGROUND, mean, strict=True)
    share = BACKGROUND_SHARE
    return tuple(round(share * background + (1 - share) * own) for background, own in pairs)


def run_in_parallel(functions: Iterable[Callable[[], Result]]) -> Iterator[Result]:
    """Call these functions on all cores and yield their results in order.

    Threads suffice, since Pillow releases the GIL while it resizes and encodes.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(lambda function: function(), functions)


def _scaled(source: Source, formats: Iterable[str]) -> list[Rendition]:
    picture = load(source)
    encoders: list[Callable[[], Rendition]] = []
    widths = [width for width in WIDTHS if width < picture.width]
    for width in reversed([*widths, *WIDTHS[len(widths) : len(widths) + 1]]):
        # From the next larger one: same result, a fraction of the pixels.
        picture = _at_width(picture, width)
        # Each encoder gets a copy: Pillow stores encoder state on the picture.
        encoders += [
            partial(_encode, f"{format.lower()}-{width}", picture.copy(), format)
            for format in formats
        ]
    return [*run_in_parallel(encoders)][::-1]


def _at_width(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _within(picture: Image.Image, side: int) -> Image.Image:
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return smaller


def _encode(name: str, picture: Image.Image, format: str, **options: Any) -> Rendition:
    buffer = io.BytesIO()
    picture.save(buffer, format, **{**OPTIONS[format], **options})
    return Rendition(name, buffer.getvalue(), EXTENSIONS[format], *picture.size)
