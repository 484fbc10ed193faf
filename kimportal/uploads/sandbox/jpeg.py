import mmap
import re

from kimportal.uploads.sandbox.errors import RejectedUpload

# A camera's progressive JPEG has about ten scans. 3,000 scans in 318 KB cost Pillow 111 s of CPU.
MAX_SCANS = 40
SOS, EOI = 0xDA, 0xD9
STANDALONE = {0x01, *range(0xD0, 0xD9)}
# Of several fill bytes 0xFF the last begins the marker. A pattern with one fixed first byte is 15
# times faster than one with several, and a phone's photo has three million bytes.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def check(data: mmap.mmap) -> None:
    """Walk the segments without decoding and count the scans."""
    at, scans = 2, 0
    while True:
        marker, at = _marker(data, at)
        if marker == EOI:
            break
        if marker not in STANDALONE:
            length = int.from_bytes(data[at : at + 2], "big")
            if length < 2 or at + length > len(data):
                raise RejectedUpload("damaged")
            at += length
        if marker == SOS:
            scans += 1
            if scans > MAX_SCANS:
                raise RejectedUpload("scans")
    if not scans:
        raise RejectedUpload("damaged")


def _marker(data: mmap.mmap, at: int) -> tuple[int, int]:
    match = NEXT_MARKER.search(data, at)
    if not match:
        raise RejectedUpload("damaged")
    return data[match.end() - 1], match.end()
