"""Renditions of a file: sizes and formats. Pure functions, from bytes to renditions."""

import io

from PIL import Image

from campaigns.materials import verification_labels
from campaigns.materials.pdf_labels import pdf_with_label
from kimportal.uploads import images
from kimportal.uploads.validation import first_page

MAX_PRINT_SIDE = 4000
#: The low-data picture has at most this share of the bytes of the next lightest picture …
LOW_DATA_SHARE = 0.75
#: … but so many that its words stay legible.
MIN_LOW_DATA_SIZE = 24 * 1024
SOCIAL, STORY = (1080, 1080), (1080, 1920)


def page_renditions(file, picture=None):
    """Yield what a page shows: WebP and JPEG in three widths, and the link preview.

    Callers that make several renditions pass one `picture_of(file)` to each.
    """
    picture = picture or picture_of(file)
    yield from images.responsive(picture)
    yield images.link_preview(picture)


def avif_renditions(file, picture=None):
    yield from images.avif(picture or picture_of(file))


def download_renditions(file, code, picture=None):
    """Yield the download forms, each with QR and code: social, story, print, and low-data last.

    The low-data picture is the lightest of all pictures, the file itself included.
    """
    picture = picture or picture_of(file)
    renditions = images.run_in_parallel(
        [
            lambda: images.social(_labelled_canvas(picture, SOCIAL, code)),
            lambda: images.story(_labelled_canvas(picture, STORY, code)),
            lambda: printable(file, code),
        ]
    )
    sizes = [file.size] if file.kind == "picture" else []
    for rendition in renditions:
        sizes += [len(rendition.content)] if rendition.width else []
        yield rendition
    lightest = max(round(LOW_DATA_SHARE * min(sizes)), MIN_LOW_DATA_SIZE)
    labelled = verification_labels.with_label(picture, code)
    yield images.low_data(labelled, min(lightest, images.LOW_DATA_SIZE))


def printable(file, code):
    """Return the file with its label: a PDF stays a PDF, a picture keeps its resolution."""
    with file.file.open("rb") as source:
        if file.kind == "document":
            return images.Rendition("print", pdf_with_label(source, code), ".pdf", None, None)
        picture = verification_labels.with_label(images.load(source, MAX_PRINT_SIDE), code)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, optimize=True, dpi=(300, 300))
    return images.Rendition("print", out.getvalue(), ".jpg", *picture.size)


def picture_of(file):
    """Return the picture, or the first page of a document, as a Pillow image."""
    with file.file.open("rb") as source:
        if file.kind == "document":
            return images.load(first_page(source))
        return images.load(source)


def _labelled_canvas(picture, size, code):
    width, height = size
    label = verification_labels.label_strip(code, width)
    combined = Image.new("RGB", size)
    combined.paste(images.canvas(picture, (width, height - label.height)), (0, 0))
    combined.paste(label, (0, height - label.height))
    return combined
