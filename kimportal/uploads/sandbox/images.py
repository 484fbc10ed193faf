import contextlib
import io
import mmap

from PIL import Image, ImageFile, ImageOps

from kimportal.uploads.perceptual_hash import perceptual_hash
from kimportal.uploads.sandbox import jpeg, png, webp
from kimportal.uploads.sandbox.errors import RejectedUpload

CHECKS = {"JPEG": jpeg.check, "PNG": png.check, "WEBP": webp.check}
# Of a photo made smaller nobody sees the difference, and it takes half the time; letters are
# drawn sharper.
SAMPLING = {
    "JPEG": Image.Resampling.HAMMING,
    "PNG": Image.Resampling.LANCZOS,
    "WEBP": Image.Resampling.LANCZOS,
}
MAX_SIDE = 12_000
MAX_PIXELS = 40_000_000
# The size is checked below, with a sentence of our own; Pillow only warns up to twice its limit.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Above this many colours a picture counts as a photo.
DRAWN_COLOURS = 65_536


def make(source, out, *, format, max_side):
    """A new picture from the old one's pixels: right way up, sRGB, and nothing else."""
    data = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    CHECKS[format](data)
    return write(decode(source, format, max_side), out, photo=format == "JPEG")


def decode(source, format, max_side):
    source.seek(0)
    picture = Image.open(source, formats=(format,))
    width, height = picture.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise RejectedUpload("pixels")
    profile = picture.info.get("icc_profile")
    picture.thumbnail((max_side, max_side), SAMPLING[format], reducing_gap=2.0)
    picture.load()
    return _plain(_upright(picture), profile)


def write(picture, out, *, photo):
    """Encode into ``out`` and return the facts."""
    flat = picture.convert("RGB") if picture.mode == "RGBA" else picture
    drawn = not photo and picture.getcolors(DRAWN_COLOURS) is not None
    if picture.mode == "RGBA" or drawn:
        extension, options = ".png", {"format": "PNG", "compress_level": 6}
    else:
        # Screenshots and posters carry letters, which colour subsampling would smear.
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
        "fingerprint": perceptual_hash(flat),
    }


def _upright(picture):
    # A broken EXIF block must not cost anyone their photo.
    with contextlib.suppress(Exception):
        ImageOps.exif_transpose(picture, in_place=True)
    return picture


def _plain(picture, profile):
    """8-bit RGB or, where something shows through, RGBA, on a canvas that never saw the file."""
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    picture = _standard_colours(picture, profile)
    has_alpha = picture.has_transparency_data
    picture = _in_mode("RGBA" if has_alpha else "RGB", picture)
    if has_alpha and picture.getextrema()[3][0] == 255:
        picture = picture.convert("RGB")
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    return fresh


def _in_mode(mode, picture):
    """Like convert(), which would copy also a picture that is in this mode already."""
    return picture if picture.mode == mode else picture.convert(mode)


def _standard_colours(picture, profile):
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    # Here and not above: it loads another library, and few pictures need it.
    from PIL import ImageCms

    try:
        return ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if picture.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, ValueError):
        return picture
