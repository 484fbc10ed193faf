import pypdfium2

from kimportal.uploads.sandbox import images
from kimportal.uploads.sandbox.errors import RejectedUpload

# A page may be a mile wide; its picture may not.
MAX_RATIO = 6


def make(source, out, *, width, number=1):
    """A page of a PDF that passed the gate, the first unless told, ``width`` pixels wide."""
    document = pypdfium2.PdfDocument(source.read())
    if not 1 <= number <= len(document):
        raise RejectedUpload("pdf_page")
    page = document[number - 1]
    across, down = page.get_size()
    if not across or not down or max(across / down, down / across) > MAX_RATIO:
        raise RejectedUpload("pdf_page")
    drawn = page.render(scale=width / across).to_pil().convert("RGB")
    return images.write(drawn, out, photo=False) | {"pages": len(document)}
