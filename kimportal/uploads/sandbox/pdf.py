import re
import zlib

import pikepdf

from kimportal.uploads.sandbox.errors import RejectedUpload

# What an action may not be, by its /S (ISO 32000-2, 12.6.4). GoTo, URI and Named are harmless.
ACTIONS = {
    "/JavaScript": "pdf_script",
    "/Rendition": "pdf_script",
    "/Launch": "pdf_action",
    "/ImportData": "pdf_action",
    "/SubmitForm": "pdf_action",
    "/GoToR": "pdf_action",
    "/GoToE": "pdf_attachment",
    "/Movie": "pdf_media",
    "/Sound": "pdf_media",
    "/RichMediaExecute": "pdf_media",
}
KEYS = {
    "/JS": "pdf_script",
    "/JavaScript": "pdf_script",
    "/XFA": "pdf_script",
    "/EF": "pdf_attachment",
    "/EmbeddedFiles": "pdf_attachment",
    "/RichMediaContent": "pdf_media",
}
TYPES = {"/EmbeddedFile": "pdf_attachment"}
LINKS = (b"http:", b"https:", b"mailto:", b"tel:", b"www.")
# An A4 page scanned at 600 dpi in colour inflates to 105 MB.
MAX_STREAM = 128 * 1024 * 1024
MAX_INFLATED = 512 * 1024 * 1024
# What may follow the last %%EOF; a second file pasted behind a PDF is longer.
TAIL = 1024


def make(source, out, *, max_pages):
    """Look at every object of the file, also those in object streams. The bytes stay: a decree
    signed electronically must keep its signature."""
    data = source.read()
    if b"%%EOF" not in data[-TAIL:] or data.rpartition(b"%%EOF")[2].strip(b"\r\n\t \0"):
        raise RejectedUpload("pdf_damaged")
    source.seek(0)
    try:
        # Without recovery qpdf believes the table of objects only, so what we walk is all there is.
        with pikepdf.open(source, attempt_recovery=False) as document:
            if document.is_encrypted:
                raise RejectedUpload("pdf_encrypted")
            inspect(document)
            pages = count(document, max_pages)
            if any(map(_unread, document.get_warnings())):
                raise RejectedUpload("pdf_damaged")
            return {"extension": ".pdf", "pages": pages}
    except pikepdf.PasswordError:
        raise RejectedUpload("pdf_encrypted")
    except pikepdf.PdfError:
        raise RejectedUpload("pdf_damaged")


def _unread(warning):
    """What qpdf gave up reading, a more lenient reader may still run. Its remarks about the kids
    of the page tree (no resources, named twice) are about files that everyone reads alike."""
    return ": kid " not in str(warning)


def inspect(document):
    left = MAX_INFLATED
    for item in document.objects:
        _walk(item)
        if isinstance(item, pikepdf.Stream):
            left -= inflated(item)
            if left < 0:
                raise RejectedUpload("pdf_bomb")


def _walk(item):
    waiting = [item]
    while waiting:
        here = waiting.pop()
        if isinstance(here, pikepdf.Array):
            waiting += [part for part in here if _inside(part)]
        elif isinstance(here, (pikepdf.Dictionary, pikepdf.Stream)):
            _judge(here)
            waiting += [part for _, part in here.items() if _inside(part)]


def _inside(part):
    """Indirect objects come by themselves; following them here would run in circles."""
    return isinstance(part, (pikepdf.Array, pikepdf.Dictionary)) and not part.is_indirect


def _judge(here):
    for key in here.keys():  # noqa: SIM118 (a pikepdf dictionary is not a dict)
        if key in KEYS:
            raise RejectedUpload(KEYS[key])
    for key, words in (("/S", ACTIONS), ("/Type", TYPES)):
        word = here.get(key)
        if isinstance(word, pikepdf.Name) and str(word) in words:
            raise RejectedUpload(words[str(word)])
    link = here.get("/URI")
    if isinstance(link, pikepdf.String) and _scheme(bytes(link)) not in LINKS:
        raise RejectedUpload("pdf_action")


def _scheme(link):
    """How a link begins; one without a scheme is read as http."""
    found = re.match(rb"\s*([a-z][a-z0-9+.-]*:|www\.)", link.lower())
    return found[1] if found else LINKS[0]


def inflated(stream):
    """Bytes this stream becomes, counted without keeping them."""
    filters = stream.get("/Filter", [])
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(f) for f in filters]
    if "/Crypt" in names:
        raise RejectedUpload("pdf_encrypted")
    pieces = [stream.read_raw_bytes()]
    for name in names:
        if name not in ("/FlateDecode", "/Fl"):
            break
        pieces = _inflate(pieces)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_STREAM:
            raise RejectedUpload("pdf_bomb")
    return size


def _inflate(pieces, step=1024 * 1024):
    machine = zlib.decompressobj()
    for piece in pieces:
        while piece and not machine.eof:
            try:
                yield machine.decompress(piece, step)
            except zlib.error:
                # Some writers end a stream carelessly; readers show what came before.
                return
            piece = machine.unconsumed_tail


def count(document, max_pages):
    """Leaves of the page tree, each seen once; a tree that loops has no honest maker."""
    waiting, seen, pages = [document.Root.get("/Pages")], set(), 0
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
            raise RejectedUpload("pdf_damaged")
        if node.objgen != (0, 0):
            seen.add(node.objgen)
        if "/Kids" in node:
            waiting += list(node["/Kids"])
        else:
            pages += 1
    if not pages:
        raise RejectedUpload("pdf_damaged")
    if pages > max_pages:
        raise RejectedUpload("pdf_pages")
    return pages
