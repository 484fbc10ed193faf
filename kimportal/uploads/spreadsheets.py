import json
from typing import Any

from django.core.files import File

from kimportal.uploads import scanner
from kimportal.uploads.error_messages import SENTENCES, rejection
from kimportal.uploads.file_types import MB
from kimportal.uploads.sandbox import runner
from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.validation import check_size

MAX_BYTES = 5 * MB
EXTENSIONS = (".xlsx", ".xls", ".ods", ".csv", ".tsv")


def read_sheets(upload: File, *, max_rows: int) -> list[dict[str, Any]]:
    """Return the sheets of an uploaded XLSX, XLS, ODS or CSV as text; see `sandbox.spreadsheet`.

    The file is parsed in the sandbox and not stored. Raise ValidationError, or RejectedUpload with
    a code that only spreadsheets have: locked, markup, macros, unpacked, broken, rows, cell_length.
    """
    check_size(upload, MAX_BYTES)
    if not (upload.name or "").lower().rstrip(" .").endswith(EXTENSIONS):
        raise rejection("extension", formats="XLSX, XLS, ODS, CSV")
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
