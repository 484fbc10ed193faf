import mmap
import zlib

from kimportal.uploads.sandbox.errors import RejectedUpload

# 40 MP in the smallest chunks that cameras and editors write (8 KB) stay below this.
MAX_CHUNKS = 20_000


def check(data: mmap.mmap) -> None:
    """Check length, checksum and number of the chunks up to IEND; reject animations."""
    at = 8
    for _ in range(MAX_CHUNKS):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise RejectedUpload("damaged")
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise RejectedUpload("damaged")
        if kind == b"acTL":
            raise RejectedUpload("animated")
        if kind == b"IEND":
            return
        at = end
    raise RejectedUpload("damaged")
