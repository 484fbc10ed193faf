import json

from django.core.files import File

from kimportal.uploads import scanner
from kimportal.uploads.error_messages import SENTENCES, rejection
from kimportal.uploads.file_types import MB
from kimportal.uploads.sandbox import runner
from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.validation import check_size

MAX_BYTES = 5 * MB
EXTENSIONS = (".xlsx", ".csv")


def read_rows(upload: File, *, max_rows: int) -> list[tuple[int, list[str]]]:
    """Return the rows of an uploaded XLSX or CSV as text: [[row number, [cell, …]], …].

    The file is parsed in the sandbox and not stored. Raise ValidationError, or RejectedUpload with
    a code that only spreadsheets have: old, macros, unpacked, broken, rows, cell_length.
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
