import json

from kimportal.uploads import scanner
from kimportal.uploads.error_messages import SENTENCES, rejection
from kimportal.uploads.file_types import MB
from kimportal.uploads.sandbox import runner
from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.validation import check_size

MAX_BYTES = 5 * MB
EXTENSIONS = (".xlsx", ".csv")


def read_rows(upload, *, max_rows):
    """The rows of an uploaded XLSX or CSV as text: [[number in the file, [cell, …]], …].

    As everything that is sent in, it is opened by a child process in the box and nowhere else.
    Nothing of the file is kept. Raises ValidationError, or box.refused.Refused with a code that
    only sheets have: old, macros, unpacked, broken, rows, letters.
    """
    check_size(upload, MAX_BYTES)
    if not (upload.name or "").lower().rstrip(" .").endswith(EXTENSIONS):
        raise rejection("extension", formats="XLSX, CSV")
    try:
        _facts, content = runner.run("sheet", upload, max_rows=max_rows)
    except RejectedUpload as refused:
        if refused.code in SENTENCES:
            raise rejection(refused.code)
        raise
    if scanner.scan(upload) is False:
        raise rejection("virus")
    content.seek(0)
    return json.load(content)
