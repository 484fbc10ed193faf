from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MB = 1024 * 1024


@dataclass(frozen=True)
class FileType:
    """An accepted file type: its extensions, its signature, and the sandbox reader for it."""

    name: str
    kind: str
    mime: str
    extensions: tuple[str, ...]
    reader: str
    signatures: tuple[bytes, ...]
    offset: int = 0
    ignored: bytes = b""  # bytes that may stand before the signature

    def matches(self, head: bytes) -> bool:
        return head.lstrip(self.ignored)[self.offset :].startswith(self.signatures)

    def options(self, *, max_side: int, max_pages: int, keep_bytes: bool) -> dict[str, Any]:
        """Return the options of the sandbox reader."""
        if self.kind == "picture":
            return {"format": self.name.upper(), "max_side": max_side}
        if self.kind == "document":
            return {"max_pages": max_pages, "keep_bytes": keep_bytes}
        return {}


JPEG = FileType(
    "JPEG",
    "picture",
    "image/jpeg",
    (".jpg", ".jpeg", ".jpe", ".jfif"),
    "picture",
    (b"\xff\xd8\xff",),
)
PNG = FileType("PNG", "picture", "image/png", (".png",), "picture", (b"\x89PNG\r\n\x1a\n",))
WEBP = FileType("WebP", "picture", "image/webp", (".webp",), "picture", (b"WEBP",), offset=8)
PDF = FileType(
    "PDF",
    "document",
    "application/pdf",
    (".pdf",),
    "pdf",
    (b"%PDF-1.", b"%PDF-2."),
    ignored=b"\r\n\t \xef\xbb\xbf",
)
MP3 = FileType(
    "MP3",
    "audio",
    "audio/mpeg",
    (".mp3",),
    "mp3",
    (b"ID3", *(bytes((0xFF, second)) for second in (0xFA, 0xFB, 0xF2, 0xF3, 0xE2, 0xE3))),
)
OGG = FileType("OGG", "audio", "audio/ogg", (".ogg", ".oga", ".opus"), "ogg", (b"OggS",))
# A phone's voice memo: an MP4 without a picture.
M4A = FileType("M4A", "audio", "audio/mp4", (".m4a",), "m4a", (b"ftyp",), offset=4)
MP4 = FileType("MP4", "video", "video/mp4", (".mp4", ".m4v"), "mp4", (b"ftyp",), offset=4)

FILE_TYPES = (JPEG, PNG, WEBP, PDF, MP3, OGG, M4A, MP4)
KINDS = ("picture", "document", "audio", "video")
MAX_SIZES = {"picture": 15 * MB, "document": 10 * MB, "audio": 20 * MB, "video": 100 * MB}
# Content types of stored files by extension; stored names have no other extension.
MIME = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".pdf": "application/pdf",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    # Never uploaded: exports, which the portal writes.
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def of_kinds(kinds: Iterable[str]) -> list[FileType]:
    return [file_type for file_type in FILE_TYPES if file_type.kind in kinds]
