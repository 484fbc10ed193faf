from typing import IO, Any

import pypdfium2

from kimportal.uploads.sandbox import images
from kimportal.uploads.sandbox.errors import RejectedUpload

# Of the sides of a page: a PDF may define a page a mile wide.
MAX_RATIO = 6


def make(source: IO[bytes], out: IO[bytes], *, width: int, number: int = 1) -> dict[str, Any]:
    """Render a page of a validated PDF, ``width`` pixels wide."""
    document = pypdfium2.PdfDocument(source.read())
    if not 1 <= number <= len(document):
        raise RejectedUpload("pdf_page")
    page = document[number - 1]
    page_width, page_height = page.get_size()
    if not page_width or not page_height:
        raise RejectedUpload("pdf_page")
    if max(page_width / page_height, page_height / page_width) > MAX_RATIO:
        raise RejectedUpload("pdf_page")
    picture = page.render(scale=width / page_width).to_pil().convert("RGB")
    return images.write(picture, out, photo=False) | {"pages": len(document)}
