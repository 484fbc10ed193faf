import mmap
from collections.abc import Iterable, Iterator
from typing import IO, Any

from kimportal.uploads.sandbox.errors import RejectedUpload

BRANDS = {
    *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9"),
    *(b"mp41", b"mp42", b"avc1", b"hvc1", b"av01", b"dash", b"M4V ", b"MSNV", b"3gp4", b"3gp5"),
}
# Boxes of metadata: place, phone, owner, XMP.
PRIVATE = {b"udta", b"meta", b"uuid"}
MAX_BOXES = 20_000


def make(source: IO[bytes], out: IO[bytes]) -> dict[str, Any]:
    """Check the tree of boxes (ISO 14496-12) and copy the file with its metadata blanked."""
    data = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    if data[8:12] not in BRANDS:
        raise RejectedUpload("video_kind")
    top = list(boxes(data, 0, len(data)))
    names = [box.name for box in top]
    if names.count(b"moov") != 1 or b"mdat" not in names:
        raise RejectedUpload("damaged")
    moov = top[names.index(b"moov")]
    inside = list(boxes(data, moov.body, moov.end))
    tracks = [list(boxes(data, box.body, box.end)) for box in inside if box.name == b"trak"]
    facts = {"extension": ".mp4", "duration": duration(data, inside), **picture(data, tracks)}
    blanks = [box for level in (top, inside, *tracks) for box in level if box.name in PRIVATE]
    copy(data, out, sorted(blanks, key=lambda box: box.start), top[-1].end)
    return facts


class Box:
    def __init__(self, data: mmap.mmap, start: int, limit: int) -> None:
        self.start, self.name = start, data[start + 4 : start + 8]
        size, self.body = int.from_bytes(data[start : start + 4], "big"), start + 8
        if size == 1:
            size, self.body = int.from_bytes(data[start + 8 : start + 16], "big"), start + 16
        self.end = limit if size == 0 else start + size
        if self.end > limit or self.end < self.body:
            raise RejectedUpload("damaged")


def boxes(data: mmap.mmap, at: int, limit: int) -> Iterator[Box]:
    for _ in range(MAX_BOXES):
        if at == limit:
            return
        box = Box(data, at, limit)
        yield box
        at = box.end
    raise RejectedUpload("heavy")


def first(data: mmap.mmap, level: Iterable[Box], name: bytes) -> bytes:
    """Return the body of the first box of this name."""
    for box in level:
        if box.name == name:
            return data[box.body : box.end]
    raise RejectedUpload("damaged")


def duration(data: mmap.mmap, inside: Iterable[Box]) -> float | None:
    """Return the seconds in mvhd; None for a fragmented file, which need not have them."""
    head = first(data, inside, b"mvhd")
    wide = head[0] == 1
    scale = int.from_bytes(head[20:24] if wide else head[12:16], "big")
    units = int.from_bytes(head[24:32] if wide else head[16:20], "big")
    if not scale:
        raise RejectedUpload("damaged")
    return round(units / scale, 2) if units and units not in (2**32 - 1, 2**64 - 1) else None


def picture(data: mmap.mmap, tracks: Iterable[list[Box]]) -> dict[str, int]:
    """Return width and height of the first video track."""
    for track in tracks:
        media = next((box for box in track if box.name == b"mdia"), None)
        if media:
            handler = first(data, list(boxes(data, media.body, media.end)), b"hdlr")
            if handler[8:12] == b"vide":
                head = first(data, track, b"tkhd")[-8:]
                return {
                    "width": int.from_bytes(head[:2], "big"),
                    "height": int.from_bytes(head[4:6], "big"),
                }
    raise RejectedUpload("video_kind")


def copy(data: mmap.mmap, out: IO[bytes], blanks: Iterable[Box], end: int) -> None:
    """Copy the bytes to the same offsets, with `blanks` replaced by empty `free` boxes."""
    at = 0
    for box in blanks:
        out.write(data[at : box.start + 4])
        out.write(b"free" + data[box.start + 8 : box.body])
        out.write(bytes(box.end - box.body))
        at = box.end
    out.write(data[at:end])
