import contextlib
import io
import mmap
from typing import IO, Any

from PIL import Image, ImageFile, ImageOps

from kimportal.uploads.perceptual_hash import perceptual_hash
from kimportal.uploads.sandbox import jpeg, png, webp
from kimportal.uploads.sandbox.errors import RejectedUpload

CHECKS = {"JPEG": jpeg.check, "PNG": png.check, "WEBP": webp.check}
# HAMMING takes half the time with no visible difference in photos; LANCZOS keeps text sharper.
SAMPLING = {
    "JPEG": Image.Resampling.HAMMING,
    "PNG": Image.Resampling.LANCZOS,
    "WEBP": Image.Resampling.LANCZOS,
}
MAX_SIDE = 12_000
MAX_PIXELS = 40_000_000
# The size is checked below with a message of our own; Pillow only warns up to twice its limit.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False
# A picture with more colours counts as a photo.
MAX_DRAWN_COLOURS = 65_536


def make(source: IO[bytes], out: IO[bytes], *, format: str, max_side: int) -> dict[str, Any]:
    """Write a new picture from the pixels alone: upright, in sRGB, without metadata."""
    data = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    if lacking := CHECKS[format](data):
        source = io.BytesIO(data[:] + lacking)
    return write(decode(source, format, max_side), out, photo=format == "JPEG")


def decode(source: IO[bytes], format: str, max_side: int) -> Image.Image:
    source.seek(0)
    picture: Image.Image = Image.open(source, formats=(format,))
    width, height = picture.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise RejectedUpload("pixels")
    profile = picture.info.get("icc_profile")
    picture.thumbnail((max_side, max_side), SAMPLING[format], reducing_gap=2.0)
    picture.load()
    return _plain(_upright(picture), profile)


def write(picture: Image.Image, out: IO[bytes], *, photo: bool) -> dict[str, Any]:
    """Encode the picture into ``out`` and return its facts."""
    opaque = picture.convert("RGB") if picture.mode == "RGBA" else picture
    is_drawn = not photo and picture.getcolors(MAX_DRAWN_COLOURS) is not None
    if picture.mode == "RGBA" or is_drawn:
        extension = ".png"
        options: dict[str, Any] = {"format": "PNG", "compress_level": 6}
    else:
        # Screenshots and posters contain text, which colour subsampling would smear.
        quality = {"quality": 88} if photo else {"quality": 92, "subsampling": 0}
        options = {"format": "JPEG", **quality}
        extension = ".jpg"
    width, height = picture.size
    buffer = io.BytesIO()
    picture.save(buffer, **options)
    out.write(buffer.getbuffer())
    return {
        "extension": extension,
        "width": width,
        "height": height,
        "perceptual_hash": perceptual_hash(opaque),
    }


def _upright(picture: Image.Image) -> Image.Image:
    # A photo with a broken EXIF block is still accepted.
    with contextlib.suppress(Exception):
        ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _plain(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return a new picture in 8-bit RGB, or RGBA where it is transparent, without metadata."""
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    picture = _to_srgb(picture, profile)
    has_alpha = picture.has_transparency_data
    picture = _in_mode("RGBA" if has_alpha else "RGB", picture)
    if has_alpha and picture.getchannel("A").getextrema()[0] == 255:
        picture = picture.convert("RGB")
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    return fresh


def _in_mode(mode: str, picture: Image.Image) -> Image.Image:
    """Convert, but without the copy that convert() makes of a picture already in this mode."""
    return picture if picture.mode == mode else picture.convert(mode)


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    # Imported here because it loads another library that few pictures need.
    from PIL import ImageCms

    try:
        return ImageCms.profileToProfile(  # type: ignore[return-value]
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if picture.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, ValueError):
        return picture
