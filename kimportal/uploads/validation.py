from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files import File
from django.template.defaultfilters import filesizeformat

from kimportal.uploads import file_types, scanner
from kimportal.uploads.error_messages import rejection
from kimportal.uploads.file_types import KINDS, MAX_SIZES, FileType
from kimportal.uploads.sandbox import runner
from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.validated_file import ValidatedFile

MAX_SIDE = 4000
MAX_PAGES = 200
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def validate_upload(
    upload: File,
    *,
    kinds: Sequence[str] = KINDS,
    max_size: int | dict[str, int] | None = None,
    max_side: int = MAX_SIDE,
    max_pages: int = MAX_PAGES,
    keep_bytes: bool = False,
) -> ValidatedFile:
    """Return a sanitised copy of ``upload``, or raise a ValidationError that says what to do.

    ``max_size`` is in bytes, a dict of bytes by kind, or None for MAX_SIZES. ``max_side`` is the
    longer side of a stored picture in pixels. With ``keep_bytes`` a PDF stays as it came, so that
    its electronic signature stays valid: only for files that never become public.

    Cheap checks come first, and only the child process of the sandbox decodes anything.
    """
    sizes = sizes_by_kind(kinds, max_size)
    check_size(upload, max(sizes.values()))
    head = _read_head(upload)
    extension = _extension(upload.name or "")
    _check_extension(extension, head, kinds)
    file_type = _detect_type(extension, head, kinds)
    check_size(upload, sizes[file_type.kind])
    options = file_type.options(max_side=max_side, max_pages=max_pages, keep_bytes=keep_bytes)
    return _sanitise(upload, file_type, options)


def first_page(document: File, *, width: int = 1080) -> ValidatedFile:
    """Render the first page of a validated PDF."""
    return page_picture(document, number=1, width=width)


def page_picture(document: File, *, number: int, width: int = 1080) -> ValidatedFile:
    """Render one page of a validated PDF; `pages` of the picture is the number of pages."""
    try:
        facts, content = runner.run("first_page", document, width=width, number=number)
    except RejectedUpload as refused:
        raise rejection(refused.code)
    return ValidatedFile(content, kind="picture", original_name=document.name, facts=facts)


def sizes_by_kind(kinds: Iterable[str], max_size: int | dict[str, int] | None) -> dict[str, int]:
    if isinstance(max_size, dict):
        return {kind: max_size.get(kind, MAX_SIZES[kind]) for kind in kinds}
    return {kind: max_size or MAX_SIZES[kind] for kind in kinds}


def check_size(upload: File, limit: int) -> None:
    if not upload.size:
        raise rejection("empty")
    if upload.size > limit:
        raise rejection("size", limit=filesizeformat(limit))


def _read_head(upload: File) -> bytes:
    upload.seek(0)
    return upload.read(32)


def _extension(name: str) -> str:
    """Return the extension of a file's name, or "": galleries of phones share photos without."""
    _name, dot, extension = name.lower().rstrip(" .").rpartition(".")
    return dot + extension if dot else ""


def _check_extension(extension: str, head: bytes, kinds: Sequence[str]) -> None:
    if extension in (".heic", ".heif") or (head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS):
        raise rejection("heic")
    if "video" in kinds and (extension in (".mov", ".qt") or head[4:12] == b"ftypqt  "):
        raise rejection("mov")
    if extension and not any(
        extension in file_type.extensions for file_type in file_types.of_kinds(kinds)
    ):
        raise rejection("extension", formats=_format_names(kinds))


def _detect_type(extension: str, head: bytes, kinds: Sequence[str]) -> FileType:
    """Detect the type by content: phones and chat apps send JPEG files named .png.

    The extension decides only between sound and film, whose files begin alike.
    """
    matching = [file_type for file_type in file_types.of_kinds(kinds) if file_type.matches(head)]
    for file_type in sorted(matching, key=lambda each: extension not in each.extensions):
        return file_type
    raise rejection("content", formats=_format_names(kinds))


def _format_names(kinds: Sequence[str]) -> str:
    return ", ".join(file_type.name for file_type in file_types.of_kinds(kinds))


def _sanitise(upload: File, file_type: FileType, options: dict[str, Any]) -> ValidatedFile:
    try:
        facts, content = runner.run(file_type.reader, upload, **options)
    except RejectedUpload as refused:
        raise rejection(refused.code, pages=options.get("max_pages"))
    is_clean = scanner.scan(upload)
    if is_clean is False:
        raise rejection("virus")
    return ValidatedFile(
        content,
        kind=file_type.kind,
        original_name=upload.name,
        facts=facts,
        scanned=is_clean is True,
    )
