"""CSV that spreadsheets read as text (RFC 4180), streamed row by row in constant memory."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

#: Spreadsheets run a cell that begins so as a formula; full-width signs work in some as well.
FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


class Echo:
    """A file for csv.writer that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def safe(value: Any) -> str:
    """Return the text of a cell: "" for None, ISO 8601 for dates, and never a formula."""
    if value is None:
        return ""
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
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    filename = f"portal-kim-{name}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
