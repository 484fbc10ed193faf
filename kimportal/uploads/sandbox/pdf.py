import re
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any, BinaryIO, cast

import pikepdf

from kimportal.uploads.sandbox.errors import RejectedUpload

# Forbidden actions by their /S (ISO 32000-2, 12.6.4). GoTo, URI and Named are harmless.
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
# The last %%EOF must stand within these bytes; a second file appended to a PDF is longer.
TAIL = 1024


def make(source: IO[bytes], out: IO[bytes], *, max_pages: int) -> dict[str, Any]:
    """Check every object of the file, also those in object streams. The bytes stay the same: an
    electronically signed decree must keep its signature."""
    data = source.read()
    if b"%%EOF" not in data[-TAIL:] or data.rpartition(b"%%EOF")[2].strip(b"\r\n\t \0"):
        raise RejectedUpload("pdf_damaged")
    source.seek(0)
    try:
        # Without recovery qpdf trusts the xref table, so that we see all objects there are.
        with pikepdf.open(cast(BinaryIO, source), attempt_recovery=False) as document:
            if document.is_encrypted:
                raise RejectedUpload("pdf_encrypted")
            inspect(document)
            pages = count_pages(document, max_pages)
            if any(map(_unread, document.get_warnings())):
                raise RejectedUpload("pdf_damaged")
            return {"extension": ".pdf", "pages": pages}
    except pikepdf.PasswordError:
        raise RejectedUpload("pdf_encrypted")
    except pikepdf.PdfError:
        raise RejectedUpload("pdf_damaged")


def _unread(warning: Any) -> bool:
    """Return whether qpdf skipped something, which a more lenient reader may still execute.

    Its warnings about kids of the page tree (no resources, named twice) are harmless.
    """
    return ": kid " not in str(warning)


def inspect(document: pikepdf.Pdf) -> None:
    remaining = MAX_INFLATED
    for obj in document.objects:
        _walk(obj)
        if isinstance(obj, pikepdf.Stream):
            remaining -= inflated_size(obj)
            if remaining < 0:
                raise RejectedUpload("pdf_bomb")


def _walk(obj: Any) -> None:
    stack = [obj]
    while stack:
        node = stack.pop()
        if isinstance(node, pikepdf.Array):
            stack += [child for child in node if _is_direct(child)]
        elif isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
            _check_dictionary(node)
            stack += [child for _, child in node.items() if _is_direct(child)]


def _is_direct(child: Any) -> bool:
    """Return False for indirect objects: they are visited by themselves, and may form loops."""
    return isinstance(child, (pikepdf.Array, pikepdf.Dictionary)) and not child.is_indirect


def _check_dictionary(node: Any) -> None:
    for key in node.keys():  # noqa: SIM118 (a pikepdf dictionary is not a dict)
        if key in KEYS:
            raise RejectedUpload(KEYS[key])
    for key, forbidden in (("/S", ACTIONS), ("/Type", TYPES)):
        name = node.get(key)
        if isinstance(name, pikepdf.Name) and str(name) in forbidden:
            raise RejectedUpload(forbidden[str(name)])
    link = node.get("/URI")
    if isinstance(link, pikepdf.String) and _scheme(bytes(link)) not in LINKS:
        raise RejectedUpload("pdf_action")


def _scheme(link: bytes) -> bytes:
    """Return the scheme of a link; one without counts as http."""
    match = re.match(rb"\s*([a-z][a-z0-9+.-]*:|www\.)", link.lower())
    return match[1] if match else LINKS[0]


def inflated_size(stream: pikepdf.Stream) -> int:
    """Return the inflated size of a stream, without storing its content."""
    filters: Any = stream.get("/Filter", [])
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(f) for f in filters]
    if "/Crypt" in names:
        raise RejectedUpload("pdf_encrypted")
    chunks: Iterable[bytes] = [stream.read_raw_bytes()]
    for name in names:
        if name not in ("/FlateDecode", "/Fl"):
            break
        chunks = _inflate(chunks)
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_STREAM:
            raise RejectedUpload("pdf_bomb")
    return size


def _inflate(chunks: Iterable[bytes], step: int = 1024 * 1024) -> Iterator[bytes]:
    decompressor = zlib.decompressobj()
    for chunk in chunks:
        while chunk and not decompressor.eof:
            try:
                yield decompressor.decompress(chunk, step)
            except zlib.error:
                # Some writers end a stream incorrectly; readers show what comes before.
                return
            chunk = decompressor.unconsumed_tail


def count_pages(document: pikepdf.Pdf, max_pages: int) -> int:
    """Count the leaves of the page tree; reject a tree that loops."""
    stack: list[Any] = [document.Root.get("/Pages")]
    seen: set[tuple[int, int]] = set()
    pages = 0
    while stack:
        node = stack.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
            raise RejectedUpload("pdf_damaged")
        if node.objgen != (0, 0):
            seen.add(node.objgen)
        if "/Kids" in node:
            stack += list(node["/Kids"])
        else:
            pages += 1
    if not pages:
        raise RejectedUpload("pdf_damaged")
    if pages > max_pages:
        raise RejectedUpload("pdf_pages")
    return pages
