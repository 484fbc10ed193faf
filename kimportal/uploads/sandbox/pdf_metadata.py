"""Remove from a PDF what its author did not mean to publish.

Property lists (Info, XMP, data of the program that made it), the metadata inside its pictures
(a phone's GPS position and serial number), comments and their authors, signatures that the new
file would invalidate. What is drawn on the pages stays.
"""

from collections.abc import Iterator
from typing import Any

import pikepdf

from kimportal.uploads.sandbox import jpeg, mp4

# Keys of any dictionary (ISO 32000-2, 14.3 to 14.5) that describe the file's history.
PRIVATE_KEYS = ("/Metadata", "/PieceInfo", "/LastModified", "/SpiderInfo", "/Thumb")
# Notes that show as an icon or a window only, and are no part of the page.
COMMENTS = {"/Text", "/Popup"}
# What a drawn annotation (highlight, stamp, ink) says of the person who drew it, and the comment
# attached to it. Links and form fields use these keys otherwise.
AUTHOR_KEYS = ("/T", "/M", "/CreationDate", "/NM", "/Subj", "/RC", "/Popup", "/IRT", "/Contents")
FUNCTIONAL = {"/Link", "/Widget"}
# Boxes of a JPEG 2000 file that hold EXIF and XMP.
JPX_PRIVATE = {b"uuid", b"xml ", b"uinf"}
JPX_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"


def strip(document: pikepdf.Pdf) -> None:
    for key in [key for key in document.trailer.keys() if key not in ("/Root", "/Size")]:  # noqa: SIM118
        del document.trailer[key]
    for key in ("/Perms", "/DSS", "/Legal"):  # they belong to signatures
        _delete(document.Root, key)
    for obj in document.objects:
        for node in _dictionaries(obj):
            _strip_dictionary(node)
        if isinstance(obj, pikepdf.Stream):
            _strip_picture(document, obj)


def _dictionaries(obj: Any) -> Iterator[Any]:
    """Yield the dictionaries within an object; indirect ones are visited by themselves."""
    stack = [obj]
    while stack:
        node = stack.pop()
        if isinstance(node, (pikepdf.Dictionary, pikepdf.Stream)):
            yield node
            stack += [child for _, child in node.items() if _is_direct(child)]
        elif isinstance(node, pikepdf.Array):
            stack += [child for child in node if _is_direct(child)]


def _is_direct(child: Any) -> bool:
    return isinstance(child, (pikepdf.Array, pikepdf.Dictionary)) and not child.is_indirect


def _strip_dictionary(node: Any) -> None:
    for key in PRIVATE_KEYS:
        _delete(node, key)
    annotations = node.get("/Annots")
    if isinstance(annotations, pikepdf.Array):
        kept = [note for note in annotations if _subtype(note) not in COMMENTS]
        node["/Annots"] = pikepdf.Array(kept)
        for note in kept:
            if isinstance(note, pikepdf.Dictionary) and _subtype(note) not in FUNCTIONAL:
                _strip_author(note)
    if node.get("/FT") == pikepdf.Name.Sig or node.get("/Type") == pikepdf.Name.Sig:
        for key in ("/V", "/Contents", "/Name", "/Location", "/ContactInfo", "/Reason", "/Cert"):
            _delete(node, key)


def _strip_author(note: Any) -> None:
    for key in AUTHOR_KEYS:
        # The text of a FreeText is what it draws.
        if key != "/Contents" or _subtype(note) != "/FreeText":
            _delete(note, key)


def _subtype(note: Any) -> str:
    subtype = note.get("/Subtype") if isinstance(note, pikepdf.Dictionary) else None
    return str(subtype) if isinstance(subtype, pikepdf.Name) else ""


def _delete(node: Any, key: str) -> None:
    if key in node:
        del node[key]


def filters(stream: pikepdf.Stream) -> list[str]:
    value: Any = stream.get("/Filter", [])
    return [str(value)] if isinstance(value, pikepdf.Name) else [str(name) for name in value]


def _strip_picture(document: pikepdf.Pdf, stream: pikepdf.Stream) -> None:
    """Remove the metadata of a JPEG or JPEG 2000 that stands in the PDF as its camera wrote it."""
    names = filters(stream)
    last = names[-1] if names else ""
    if last in ("/DCTDecode", "/DCT"):
        clean = jpeg.without_metadata(_encoded(document, stream, names))
    elif last == "/JPXDecode":
        clean = _plain_jpx(_encoded(document, stream, names))
    else:
        return
    parameters = stream.get("/DecodeParms")
    if isinstance(parameters, pikepdf.Array):
        parameters = parameters[-1] if len(parameters) else None
    if not isinstance(parameters, pikepdf.Dictionary):
        parameters = None
    stream.write(clean, filter=pikepdf.Name(last), decode_parms=parameters)


def _encoded(document: pikepdf.Pdf, stream: pikepdf.Stream, names: list[str]) -> bytes:
    """Return the picture file itself, without the compression some writers put around it."""
    raw = stream.read_raw_bytes()
    if len(names) == 1:
        return raw
    outer = document.make_stream(raw)
    outer["/Filter"] = pikepdf.Array([pikepdf.Name(name) for name in names[:-1]])
    parameters = stream.get("/DecodeParms")
    if isinstance(parameters, pikepdf.Array):
        outer["/DecodeParms"] = pikepdf.Array(list(parameters)[: len(names) - 1])
    return outer.read_bytes(pikepdf.StreamDecodeLevel.specialized)


def _plain_jpx(data: bytes) -> bytes:
    if not data.startswith(JPX_SIGNATURE):
        return data  # a bare codestream has no boxes
    top = list(mp4.boxes(data, 0, len(data)))
    return b"".join(data[box.start : box.end] for box in top if box.name not in JPX_PRIVATE)
