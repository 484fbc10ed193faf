import json

from kimportal.uploads import boxed, clamav
from kimportal.uploads.box.refused import Refused
from kimportal.uploads.gate import check_size
from kimportal.uploads.kinds import MB
from kimportal.uploads.refusals import SENTENCES, refuse

MOST_BYTES = 5 * MB
EXTENSIONS = (".xlsx", ".csv")


def rows_of(upload, *, max_rows):
    """The rows of an uploaded XLSX or CSV as text: [[number in the file, [cell, …]], …].

    As everything that is sent in, it is opened by a child process in the box and nowhere else.
    Nothing of the file is kept. Raises ValidationError, or box.refused.Refused with a code that
    only sheets have: old, macros, unpacked, broken, rows, letters.
    """
    check_size(upload, MOST_BYTES)
    if not (upload.name or "").lower().rstrip(" .").endswith(EXTENSIONS):
        raise refuse("extension", formats="XLSX, CSV")
    try:
        _facts, content = boxed.run("sheet", upload, max_rows=max_rows)
    except Refused as refused:
        if refused.code in SENTENCES:
            raise refuse(refused.code)
        raise
    if clamav.scan(upload) is False:
        raise refuse("virus")
    content.seek(0)
    return json.load(content)
