import mmap
from typing import IO, Any

from kimportal.uploads.sandbox.errors import RejectedUpload

# ISO 11172-3 and 13818-3, layer III: kilobits by index, hertz by index and version bits.
MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
MIN_FRAMES = 4
# Players skip some noise between frames, as between two concatenated recordings.
MAX_NOISE = 4096


def make(source: IO[bytes], out: IO[bytes]) -> dict[str, Any]:
    """Copy only the audio frames: no tags, covers, comments or hidden trailing data."""
    data = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    frames, seconds, written = 0, 0.0, 0
    start = next_frame(data, after_tag(data, 0))
    while start is not None:
        size, duration = frame(data, start)  # type: ignore[misc]  # next_frame() found one
        out.write(data[start : start + size])
        frames, seconds, written = frames + 1, seconds + duration, written + size
        start = next_frame(data, start + size)
    if frames < MIN_FRAMES:
        raise RejectedUpload("damaged")
    return {"extension": ".mp3", "duration": round(seconds, 2), "written": written}


def after_tag(data: mmap.mmap, at: int) -> int:
    """Return the offset after an ID3v2 tag, whose size is encoded in seven bits a byte."""
    if data[at : at + 3] != b"ID3":
        return at
    size = 0
    for byte in data[at + 6 : at + 10]:
        size = size << 7 | byte & 0x7F
    return at + 10 + size + (10 if data[at + 5 : at + 6] > b"\x0f" and data[at + 5] & 0x10 else 0)


def next_frame(data: mmap.mmap, at: int) -> int | None:
    """Return the offset of the next frame: here, after a tag or after noise; None at the end."""
    if frame(data, at):
        return at
    at = after_tag(data, at)
    for start in range(at, min(at + MAX_NOISE, len(data) - 4)):
        candidate = frame(data, start)
        if candidate and frame(data, start + candidate[0]):
            return start
    return None


def frame(data: mmap.mmap, at: int) -> tuple[int, float] | None:
    """Return (bytes, seconds) of a complete frame that begins here, or None."""
    head = int.from_bytes(data[at : at + 4], "big")
    version, layer = head >> 19 & 3, head >> 17 & 3
    rate, hertz = head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or version == 1 or layer != 1 or rate in (0, 15) or hertz == 3:
        return None
    kilobits, samples = (MPEG1, 1152) if version == 3 else (MPEG2, 576)
    per_second = HERTZ[version][hertz]
    size = samples // 8 * kilobits[rate] * 1000 // per_second + (head >> 9 & 1)
    return (size, samples / per_second) if at + size <= len(data) else None
