import mmap
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from kimportal.uploads.sandbox.errors import RejectedUpload

# How the first and the second packet begin.
OPUS = (b"OpusHead", b"OpusTags")
VORBIS = (b"\x01vorbis", b"\x03vorbis")


def make(source: IO[bytes], out: IO[bytes]) -> dict[str, Any]:
    """Copy one stream of Opus or Vorbis (RFC 3533) without comments and trailing data."""
    data = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    pages = list(walk(data))
    head = data[pages[0].body : pages[0].end] if pages else b""
    kind = next((kind for kind in (OPUS, VORBIS) if head.startswith(kind[0])), None)
    if not kind or len({page.serial for page in pages}) != 1:
        raise RejectedUpload("audio_kind")
    clean = bytearray(data[: pages[-1].end])
    empty_comments(clean, pages, kind)
    out.write(clean)
    return {"extension": ".ogg", "duration": duration(pages, head, kind)}


class Page:
    """A page: the offsets of its header, body and end."""

    def __init__(self, data: bytes | mmap.mmap, start: int) -> None:
        head = data[start : start + 27]
        if len(head) < 27 or head[:5] != b"OggS\0":
            raise RejectedUpload("damaged")
        self.start = start
        self.granule = int.from_bytes(head[6:14], "little", signed=True)
        self.serial = head[14:18]
        self.lacing = data[start + 27 : start + 27 + head[26]]
        self.body = start + 27 + head[26]
        self.end = self.body + sum(self.lacing)
        if len(self.lacing) < head[26] or self.end > len(data):
            raise RejectedUpload("damaged")


def walk(data: bytes | mmap.mmap) -> Iterator[Page]:
    at = 0
    while data[at : at + 4] == b"OggS":
        page = Page(data, at)
        yield page
        at = page.end


def duration(pages: Iterable[Page], head: bytes, kind: tuple[bytes, bytes]) -> float:
    granule = max(page.granule for page in pages)
    if kind is OPUS:
        rate, skip = 48_000, int.from_bytes(head[10:12], "little")
    else:
        rate, skip = int.from_bytes(head[12:16], "little"), 0
    if not rate:
        raise RejectedUpload("damaged")
    return round(max(granule - skip, 0) / rate, 2)


def empty_comments(clean: bytearray, pages: Sequence[Page], kind: tuple[bytes, bytes]) -> None:
    """Blank the comments (names, pictures, places) in place, so that no page changes its size."""
    spans, changed = packet(pages[1:])
    text = b"".join(bytes(clean[start:end]) for start, end in spans)
    if not text.startswith(kind[1]):
        raise RejectedUpload("damaged")
    # No vendor, no comments, and Vorbis's framing bit; players ignore what follows.
    empty = kind[1] + bytes(8) + (b"\x01" if kind is VORBIS else b"")
    empty = empty.ljust(len(text), b"\0")[: len(text)]
    for start, end in spans:
        clean[start:end], empty = empty[: end - start], empty[end - start :]
    for page in changed:
        clean[page.start + 22 : page.start + 26] = bytes(4)
        crc = checksum(clean[page.start : page.end])
        clean[page.start + 22 : page.start + 26] = crc.to_bytes(4, "little")


def packet(pages: Iterable[Page]) -> tuple[list[tuple[int, int]], list[Page]]:
    """Return the byte ranges of the first packet on these pages, and its pages."""
    spans: list[tuple[int, int]] = []
    packet_pages: list[Page] = []
    for page in pages:
        packet_pages.append(page)
        size = 0
        for part in page.lacing:
            size += part
            if part < 255:
                return [*spans, (page.body, page.body + size)], packet_pages
        spans.append((page.body, page.body + size))
    raise RejectedUpload("damaged")


def _table() -> Iterator[int]:
    for value in range(256):
        register = value << 24
        for _ in range(8):
            register = (register << 1 ^ (0x04C11DB7 if register & 0x80000000 else 0)) & 0xFFFFFFFF
        yield register


TABLE = tuple(_table())


def checksum(page: bytes | bytearray) -> int:
    register = 0
    for byte in page:
        register = (register << 8 & 0xFFFFFFFF) ^ TABLE[register >> 24 ^ byte]
    return register
