import mmap
from typing import IO, Any

from kimportal.uploads.sandbox import mp4
from kimportal.uploads.sandbox.errors import RejectedUpload

BRANDS = {*mp4.BRANDS, b"M4A ", b"M4B "}


def make(source: IO[bytes], out: IO[bytes]) -> dict[str, Any]:
    """Check a recording without a picture and copy it with its metadata blanked (place, owner)."""
    data = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    if data[8:12] not in BRANDS:
        raise RejectedUpload("m4a_kind")
    top, inside, tracks = mp4.tree(data)
    handlers = {track.handler for track in tracks}
    if b"soun" not in handlers or b"vide" in handlers:
        raise RejectedUpload("m4a_kind")
    for track in tracks:
        try:
            mp4.check_codec(data, track)
        except RejectedUpload as error:
            raise RejectedUpload("m4a_kind" if error.code == "video_sound" else error.code)
    mp4.copy_without_metadata(data, out, top, tracks)
    return {"extension": ".m4a", "duration": mp4.duration(data, inside)}
