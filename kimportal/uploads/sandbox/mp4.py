import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, repeat
from typing import IO, Any

from kimportal.uploads.sandbox.errors import RejectedUpload

Bytes = bytes | mmap.mmap

BRANDS = {
    *(b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9"),
    *(b"mp41", b"mp42", b"avc1", b"hvc1", b"av01", b"dash", b"M4V ", b"MSNV", b"3gp4", b"3gp5"),
}
# Boxes of metadata (place, phone, owner, XMP) and unused space, in which editors leave old ones.
BLANKED = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"}
CONTAINERS = {
    *(b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl", b"edts", b"mvex", b"tref"),
    *(b"moof", b"traf"),
}
# All others at the top of a file are a phone's own additions.
TOP = {
    *(b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"ssix", b"pdin", b"prft"),
    *BLANKED,
}
# Tracks of positions, motion and faces are neither; their samples are blanked too.
PLAYED = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp"}
# H.264 by its profiles of 8 bits and 4:2:0, with AAC or MP3: what every phone decodes in hardware.
# HEVC, AV1 and 10 bits stay black on many phones that KIM have.
VIDEO_CODECS = {b"avc1", b"avc3"}
AVC_PROFILES = {66, 77, 88, 100}
AUDIO_CODECS = {b"mp4a"}
AUDIO_OBJECT_TYPES = {0x40, 0x66, 0x67, 0x68, 0x69, 0x6B}
# The fixed part of a sample entry, before its boxes (ISO 14496-12, 12.1.3 and 12.2.3).
VIDEO_ENTRY, AUDIO_ENTRY = 78, 28
MAX_BOXES = 20_000
MAX_DEPTH = 8


def make(source: IO[bytes], out: IO[bytes]) -> dict[str, Any]:
    """Check the tree of boxes (ISO 14496-12) and copy the file with its metadata blanked."""
    data = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    if data[8:12] not in BRANDS:
        raise RejectedUpload("video_kind")
    top, inside, tracks = tree(data)
    facts = {"extension": ".mp4", "duration": duration(data, inside), **picture(data, tracks)}
    for track in tracks:
        check_codec(data, track)
    copy_without_metadata(data, out, top, tracks)
    return facts


def tree(data: mmap.mmap) -> "tuple[list[Box], list[Box], list[Track]]":
    """Return the boxes of the file, those of its moov box, and its tracks."""
    top = list(boxes(data, 0, len(data)))
    names = [box.name for box in top]
    if names.count(b"moov") != 1 or b"mdat" not in names:
        raise RejectedUpload("damaged")
    moov = top[names.index(b"moov")]
    inside = list(boxes(data, moov.body, moov.end))
    return top, inside, [Track(data, box) for box in inside if box.name == b"trak"]


def copy_without_metadata(
    data: mmap.mmap, out: IO[bytes], top: "list[Box]", tracks: "Iterable[Track]"
) -> None:
    blanks = [Blank(box.start + 4, box.body, box.end) for box in unwanted(data, top)]
    for track in tracks:
        if track.handler not in PLAYED:
            blanks.append(Blank(track.box.start + 4, track.box.body, track.box.end))
            blanks += samples(data, track)
    copy(data, out, blanks, top[-1].end)


class Box:
    def __init__(self, data: Bytes, start: int, limit: int) -> None:
        self.start, self.name = start, data[start + 4 : start + 8]
        size, self.body = int.from_bytes(data[start : start + 4], "big"), start + 8
        if size == 1:
            size, self.body = int.from_bytes(data[start + 8 : start + 16], "big"), start + 16
        self.end = limit if size == 0 else start + size
        if self.end > limit or self.end < self.body:
            raise RejectedUpload("damaged")


def boxes(data: Bytes, at: int, limit: int) -> Iterator[Box]:
    for _ in range(MAX_BOXES):
        if at == limit:
            return
        box = Box(data, at, limit)
        yield box
        at = box.end
    raise RejectedUpload("heavy")


def first(data: Bytes, level: Iterable[Box], name: bytes) -> bytes:
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


class Track:
    """A track by the boxes that say what it is."""

    def __init__(self, data: mmap.mmap, box: Box) -> None:
        self.box = box
        self.boxes = list(boxes(data, box.body, box.end))
        self.media = self._within(data, self.boxes, b"mdia")
        information = self._within(data, self.media, b"minf")
        self.table = self._within(data, information, b"stbl")
        self.handler = first(data, self.media, b"hdlr")[8:12]

    def _within(self, data: mmap.mmap, level: list[Box], name: bytes) -> list[Box]:
        for box in level:
            if box.name == name:
                return list(boxes(data, box.body, box.end))
        raise RejectedUpload("damaged")


def picture(data: mmap.mmap, tracks: Iterable[Track]) -> dict[str, int]:
    """Return width and height of the first video track."""
    for track in tracks:
        if track.handler == b"vide":
            head = first(data, track.boxes, b"tkhd")[-8:]
            return {
                "width": int.from_bytes(head[:2], "big"),
                "height": int.from_bytes(head[4:6], "big"),
            }
    raise RejectedUpload("video_kind")


def check_codec(data: mmap.mmap, track: Track) -> None:
    """Reject picture or sound that part of the phones cannot play."""
    if track.handler not in (b"vide", b"soun"):
        return
    description = first(data, track.table, b"stsd")
    entries = list(boxes(description, 8, len(description)))
    if not entries:
        raise RejectedUpload("damaged")
    is_played = is_played_video if track.handler == b"vide" else is_played_audio
    if not all(is_played(description, entry) for entry in entries):
        raise RejectedUpload("video_codec" if track.handler == b"vide" else "video_sound")


def is_played_video(description: bytes, entry: Box) -> bool:
    if entry.name not in VIDEO_CODECS:
        return False
    inner = list(boxes(description, entry.body + VIDEO_ENTRY, entry.end))
    return first(description, inner, b"avcC")[1] in AVC_PROFILES


def is_played_audio(description: bytes, entry: Box) -> bool:
    if entry.name not in AUDIO_CODECS:
        return False
    inner = list(boxes(description, entry.body + AUDIO_ENTRY, entry.end))
    return object_type(first(description, inner, b"esds")) in AUDIO_OBJECT_TYPES


def object_type(descriptor: bytes) -> int:
    """Return the codec in a decoder configuration descriptor (ISO 14496-1, 7.2.6.6)."""
    at = _descriptor(descriptor, 4, tag=3)
    flags = descriptor[at + 2]
    at += 3 + 2 * bool(flags & 0x80)
    if flags & 0x40:
        at += 1 + descriptor[at]
    at += 2 * bool(flags & 0x20)
    return descriptor[_descriptor(descriptor, at, tag=4)]


def _descriptor(data: bytes, at: int, *, tag: int) -> int:
    """Return where the content of the descriptor at `at` begins, after its tag and length."""
    if data[at] != tag:
        raise RejectedUpload("damaged")
    at += 1
    while data[at] & 0x80:
        at += 1
    return at + 1


def unwanted(data: mmap.mmap, level: list[Box], depth: int = 0) -> Iterator[Box]:
    """Yield the boxes to blank, from the top of the file down to the sample tables."""
    for box in level:
        if box.name in BLANKED or (depth == 0 and box.name not in TOP):
            yield box
        elif box.name in CONTAINERS and depth < MAX_DEPTH:
            yield from unwanted(data, list(boxes(data, box.body, box.end)), depth + 1)


@dataclass(frozen=True, order=True)
class Blank:
    """A box that becomes an empty `free`, or a range of bytes without a name."""

    name: int
    start: int
    end: int
    is_box: bool = True


def samples(data: mmap.mmap, track: Track) -> Iterator[Blank]:
    """Yield where the samples of a track lie (ISO 14496-12, 8.7)."""
    sizes = sample_sizes(first(data, track.table, b"stsz"))
    is_wide = any(box.name == b"co64" for box in track.table)
    offsets = first(data, track.table, b"co64" if is_wide else b"stco")
    runs = numbers(first(data, track.table, b"stsc")[8:], 4)
    per_chunk = {runs[at]: runs[at + 1] for at in range(0, len(runs) - 2, 3)}
    count = 0
    for chunk, offset in enumerate(numbers(offsets[8:], 8 if is_wide else 4), start=1):
        count = per_chunk.get(chunk, count)
        end = offset + sum(islice(sizes, count))
        if end > len(data):
            raise RejectedUpload("damaged")
        yield Blank(offset, offset, end, is_box=False)


def sample_sizes(table: bytes) -> Iterator[int]:
    """Yield the size of each sample, without end if all have the same one."""
    common = int.from_bytes(table[4:8], "big")
    return repeat(common) if common else iter(numbers(table[12:], 4))


def numbers(table: bytes, width: int) -> list[int]:
    whole = len(table) - len(table) % width
    return [int.from_bytes(table[at : at + width], "big") for at in range(0, whole, width)]


def copy(data: mmap.mmap, out: IO[bytes], blanks: Iterable[Blank], end: int) -> None:
    """Copy the bytes to the same offsets, so that the sample tables stay right, with `blanks`
    emptied."""
    at = 0
    for blank in sorted(blanks):
        if blank.end <= at:
            continue  # within one that is already blank
        if blank.is_box:
            out.write(data[at : blank.name])
            out.write(b"free" + data[blank.name + 4 : blank.start])
        else:
            out.write(data[at : blank.start])
        start = max(blank.start, at)
        out.write(bytes(blank.end - start))
        at = blank.end
    out.write(data[at:end])
