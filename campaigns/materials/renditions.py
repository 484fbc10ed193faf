"""Which forms a file is given, and how each is made. Pure: bytes in, renditions out."""

import io

from PIL import Image

from campaigns.materials import verification_labels
from campaigns.materials.pdf_labels import stamped_pdf
from kimportal.uploads import images as r
from kimportal.uploads.validation import first_page

PRINT_SIDE = 4000
SOCIAL, STORY = (1080, 1080), (1080, 1920)


def basics(file, picture=None):
    """What a page shows: WebP and JPEG in three widths, and the picture for link previews.

    Whoever makes several of these forms gives them one `picture_of(file)`.
    """
    picture = picture or picture_of(file)
    yield from r.responsive(picture)
    yield r.link_preview(picture)


def avif(file, picture=None):
    yield from r.avif(picture or picture_of(file))


def download_files(file, code, picture=None):
    """What people carry away, each bearing QR and code: low-data, social, story and print."""
    picture = picture or picture_of(file)
    yield from r.run_in_parallel(
        [
            lambda: r.low_data(verification_labels.stamped(picture, code)),
            lambda: r.social(_stamped_canvas(picture, SOCIAL, code)),
            lambda: r.story(_stamped_canvas(picture, STORY, code)),
            lambda: printable(file, code),
        ]
    )


def printable(file, code):
    """The file itself with the stamp on it: a PDF stays a PDF, a picture keeps its pixels."""
    with file.file.open("rb") as source:
        if file.kind == "document":
            return r.Rendition("print", stamped_pdf(source, code), ".pdf", None, None)
        picture = verification_labels.stamped(r.load(source, PRINT_SIDE), code)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, optimize=True, dpi=(300, 300))
    return r.Rendition("print", out.getvalue(), ".jpg", *picture.size)


def picture_of(file):
    """The picture, or the first page, as Pillow holds it."""
    with file.file.open("rb") as source:
        if file.kind == "document":
            return r.load(first_page(source))
        return r.load(source)


def _stamped_canvas(picture, size, code):
    width, height = size
    band = verification_labels.strip(code, width)
    whole = Image.new("RGB", size)
    whole.paste(r.canvas(picture, (width, height - band.height)), (0, 0))
    whole.paste(band, (0, height - band.height))
    return whole
