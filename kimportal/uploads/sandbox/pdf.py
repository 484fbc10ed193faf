import contextlib
import io
import logging
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

import pikepdf

from kimportal.uploads.sandbox import pdf_metadata
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
# After it, white space and comments do no harm; some scanners sign their work there.
HARMLESS_TAIL = re.compile(rb"(?:[\r\n\t \0]|%[\t -~]*(?:\r|\n|$))*")
# Warnings of qpdf about defects that it repairs without losing anything. All others mean that it
# skipped something, which a more lenient reader may still show or execute.
REPAIRED = re.compile(
    r": kid \d"  # of the page tree: no resources, named twice
    r"|file is damaged$|xref not found$|can't find startxref$|Attempting to reconstruct"
    r"|expected \d+ \d+ obj$|expected endobj$|expected endstream$"
    r"|attempting to recover stream length$|recovered stream length: \d+$"
    r"|reported number of objects|xref entry for the xref stream itself is missing"
    r"|stream keyword followed by|extraneous whitespace"
)
OBJECT = re.compile(rb"obj\b")
OBJECT_NUMBER = re.compile(rb"(?<![0-9])[0-9]{1,10}\s+[0-9]{1,5}\s+$")
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
SPACE = re.compile(rb"[\r\n\t \0]*")
XREF_ENTRY = re.compile(r"uncompressed; offset = (\d+)")


def make(source: IO[bytes], out: IO[bytes], *, max_pages: int, keep_bytes: bool) -> dict[str, Any]:
    """Check every object of the file, also those in object streams, and write it anew without
    metadata.

    With `keep_bytes` a sound file stays as it came: an electronically signed decree must keep its
    signature. What had to be repaired is written anew in any case, so that every reader sees what
    was checked.
    """
    data = source.read()
    check_tail(data)
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            inspect(document)
            facts = {"extension": ".pdf", "pages": count_pages(document, max_pages)}
            is_sound = check_warnings(document)
            check_object_streams(data, document)
            if keep_bytes and is_sound:
                return facts
            if keep_bytes:
                # The signature would break; only whoever signed can write this file anew.
                if is_signed(document):
                    raise RejectedUpload("pdf_damaged")
            else:
                pdf_metadata.strip(document)
            write(document, out)
            return facts
    except pikepdf.PasswordError:
        raise RejectedUpload("pdf_encrypted")
    except pikepdf.PdfError:
        raise RejectedUpload("pdf_damaged")


def check_tail(data: bytes) -> None:
    _head, marker, tail = data.rpartition(b"%%EOF")
    if not marker or len(tail) > TAIL or not HARMLESS_TAIL.fullmatch(tail):
        raise RejectedUpload("pdf_damaged")


def check_warnings(document: pikepdf.Pdf) -> bool:
    """Return whether the file is as the standard wants it; raise if it cannot be repaired."""
    warnings = [str(warning) for warning in document.get_warnings()]
    if not all(map(REPAIRED.search, warnings)):
        raise RejectedUpload("pdf_damaged")
    return all(": kid " in warning for warning in warnings)


def is_signed(document: pikepdf.Pdf) -> bool:
    return any(
        isinstance(obj, pikepdf.Dictionary) and "/ByteRange" in obj for obj in document.objects
    )


def check_object_streams(data: bytes, document: pikepdf.Pdf) -> None:
    """Reject an object stream that no cross-reference table knows: nothing above has seen what is
    in it, but a reader that rebuilds the table will."""
    streams = hidden_object_streams(data, xref_offsets(document, data))
    # Earlier revisions have tables of their own, which later ones may overrule.
    end = data.rfind(b"%%EOF")
    end = data.rfind(b"%%EOF")
    while streams and (end := data.rfind(b"%%EOF", 0, end)) > 0:
        with (
            contextlib.suppress(pikepdf.PdfError),
            pikepdf.open(io.BytesIO(data[: end + 5]), attempt_recovery=False) as revision,
        ):
            streams -= xref_offsets(revision, data)
    if streams:
        raise RejectedUpload("pdf_damaged")


def hidden_object_streams(data: bytes, known: set[int]) -> set[int]:
    """Return the offsets of object streams that are not among the known ones."""
    hidden = set()
    for match in OBJECT.finditer(data):
        number = OBJECT_NUMBER.search(data, max(match.start() - 24, 0), match.start())
        if number and number.start() not in known:
            body = data[match.end() : data.find(b"endobj", match.end())]
            if b"/ObjStm" in HEX_IN_NAME.sub(lambda code: bytes([int(code[1], 16)]), body):
                hidden.add(number.start())
    return hidden


def xref_offsets(document: pikepdf.Pdf, data: bytes) -> set[int]:
    """Return where the objects start in `data`, according to the cross-reference table.

    pikepdf offers the table only as text in its log, in pieces.
    """
    pieces: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            pieces.append(record.getMessage())

    log, handler = logging.getLogger("pikepdf._core"), Collect()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        document.show_xref_table()
    finally:
        log.removeHandler(handler)
    header = max(data.find(b"%PDF-"), 0)
    entries = (int(match[1]) + header for match in XREF_ENTRY.finditer("".join(pieces)))
    # Some writers let an entry point at the line break before its object.
    return {SPACE.match(data, at).end() for at in entries}  # type: ignore[union-attr]


def write(document: pikepdf.Pdf, out: IO[bytes]) -> None:
    """Write what was read, unlocked and without leftovers; check that it reads without repair."""
    content = io.BytesIO()
    # The same document gives the same bytes, by which a second upload of it is recognised.
    document.save(content, deterministic_id=True, fix_metadata_version=False)
    with pikepdf.open(content, attempt_recovery=False) as again:
        inspect(again)
        if not check_warnings(again):
            raise RejectedUpload("pdf_damaged")
    out.write(content.getbuffer())


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
    names = pdf_metadata.filters(stream)
    if stream.get("/Type") == pikepdf.Name.Metadata and "/Crypt" in names:
        names = []  # metadata is often left unlocked in a file that is locked otherwise
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
