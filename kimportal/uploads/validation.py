from django.template.defaultfilters import filesizeformat

from kimportal.uploads import file_types, scanner
from kimportal.uploads.error_messages import rejection
from kimportal.uploads.file_types import KINDS, MAX_SIZES
from kimportal.uploads.sandbox import runner
from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.validated_file import ValidatedFile

MAX_SIDE = 4000
MAX_PAGES = 200
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def validate_upload(upload, *, kinds=KINDS, max_size=None, max_side=MAX_SIDE, max_pages=MAX_PAGES):
    """The clean file made from ``upload``, or a ValidationError that says what to do.

    ``upload`` is a Django File; ``max_size`` is bytes, or bytes by kind, or None for MAX_SIZES.
    ``max_side`` is the longer side of a stored picture in pixels. The order matters: what is
    cheap comes first, and only the child process in the box ever decodes anything.
    """
    sizes = sizes_by_kind(kinds, max_size)
    check_size(upload, max(sizes.values()))
    head = _head(upload)
    _check_extension(upload.name or "", head, kinds)
    format = _recognise(head, kinds)
    check_size(upload, sizes[format.kind])
    return _enter(upload, format, max_side=max_side, max_pages=max_pages)


def first_page(document, *, width=1080):
    """A picture of the first page of a clean PDF, as a CleanFile."""
    return page_picture(document, number=1, width=width)


def page_picture(document, *, number, width=1080):
    """A picture of one page of a clean PDF, as a CleanFile; its `pages` says how many there are."""
    try:
        facts, content = runner.run("first_page", document, width=width, number=number)
    except RejectedUpload as refused:
        raise rejection(refused.code)
    return ValidatedFile(content, kind="picture", original_name=document.name, facts=facts)


def sizes_by_kind(kinds, max_size):
    if isinstance(max_size, dict):
        return {kind: max_size.get(kind, MAX_SIZES[kind]) for kind in kinds}
    return {kind: max_size or MAX_SIZES[kind] for kind in kinds}


def check_size(upload, limit):
    if not upload.size:
        raise rejection("empty")
    if upload.size > limit:
        raise rejection("size", limit=filesizeformat(limit))


def _head(upload):
    upload.seek(0)
    return upload.read(32)


def _check_extension(name, head, kinds):
    extension = "." + name.lower().rstrip(" .").rpartition(".")[2]
    if extension in (".heic", ".heif") or (head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS):
        raise rejection("heic")
    if not any(extension in format.extensions for format in file_types.of(kinds)):
        raise rejection("extension", formats=_listed(kinds))


def _recognise(head, kinds):
    """By content: phones and chat apps send JPEG named .png, and that is no reason to refuse."""
    for format in file_types.of(kinds):
        if format.begins(head):
            return format
    raise rejection("content", formats=_listed(kinds))


def _listed(kinds):
    return ", ".join(format.name for format in file_types.of(kinds))


def _enter(upload, format, **limits):
    try:
        facts, content = runner.run(format.verb, upload, **format.options(**limits))
    except RejectedUpload as refused:
        raise rejection(refused.code, pages=limits["max_pages"])
    verdict = scanner.scan(upload)
    if verdict is False:
        raise rejection("virus")
    return ValidatedFile(
        content,
        kind=format.kind,
        original_name=upload.name,
        facts=facts,
        scanned=verdict is True,
    )
