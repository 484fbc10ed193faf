import pypdfium2

from kimportal.uploads.box import pictures
from kimportal.uploads.box.refused import Refused

# A page may be a mile wide; its picture may not.
MAX_RATIO = 6


def make(source, out, *, width):
    """The first page of a PDF that passed the gate, drawn ``width`` pixels wide."""
    document = pypdfium2.PdfDocument(source.read())
    page = document[0]
    across, down = page.get_size()
    if not across or not down or max(across / down, down / across) > MAX_RATIO:
        raise Refused("pdf_page")
    drawn = page.render(scale=width / across).to_pil().convert("RGB")
    return pictures.write(drawn, out, photo=False)
