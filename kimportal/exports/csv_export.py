"""CSV that spreadsheets read as text (RFC 4180), streamed row by row in constant memory.

It begins with a byte order mark: without one, Excel reads UTF-8 as the alphabet of the machine.
"""

import csv
import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

#: Spreadsheets run a cell that begins so as a formula; full-width signs work in some as well.
FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


#: Text that spreadsheets read as a number, a date or a time: 35.10, 2020-11, 2E345678.
NUMERIC = re.compile(r"[\d.,:/\- ]*\d[\d.,:/\- ]*|\d+[Ee]\d+")
BYTE_ORDER_MARK = "\ufeff"


class Code(str):
    """A code such as 35.10: spreadsheets must not read it as a number (35.1) or a date."""

    __slots__ = ()


class Echo:
    """A file for csv.writer that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def safe(value: Any) -> str:
    """Return the text of a cell: "" for None, ISO 8601 for dates, and never a formula."""
    if value is None:
        return ""
    if isinstance(value, Code):
        return f"'{value}" if value else ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return str(value)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_response(name: str, rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """Stream `rows` (the header first) as an attachment named after `name` and today's date."""
    writer = csv.writer(Echo())
    lines = (writer.writerow([safe(value) for value in row]) for row in rows)
    content = chain([BYTE_ORDER_MARK], lines)
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = attachment(name, "csv")
    return response


def attachment(name: str, extension: str) -> str:
    """Return the Content-Disposition of a file named after `name` and today's date."""
    filename = f"portal-kim-{name}-{timezone.localdate():%Y-%m-%d}.{extension}"
    return f'attachment; filename="{filename}"'
