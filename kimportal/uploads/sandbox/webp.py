import mmap

from kimportal.uploads.sandbox.errors import RejectedUpload

ANIMATION = 0x02


def check(data: mmap.mmap) -> None:
    """Check the declared size; reject animations."""
    if int.from_bytes(data[4:8], "little") + 8 > len(data):
        raise RejectedUpload("damaged")
    if (data[12:16] == b"VP8X" and data[20] & ANIMATION) or b"ANMF" in data[12:64]:
        raise RejectedUpload("animated")
