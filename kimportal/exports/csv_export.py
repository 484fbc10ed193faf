"""CSV that spreadsheets read as text (RFC 4180), streamed row by row in flat memory."""

import csv

from django.http import StreamingHttpResponse
from django.utils import timezone

#: A cell that begins so is a formula to a spreadsheet; full-width signs fool some as well.
FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


class Echo:
    def write(self, line):
        return line


def safe(value):
    """A cell: None is empty, an instant is ISO 8601, and nothing is ever a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return str(value)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_response(name, rows):
    """`rows` (an iterator of lists, the head first) as a file of that name and this day."""
    writer = csv.writer(Echo())
    lines = (writer.writerow([safe(value) for value in row]) for row in rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    filename = f"portal-kim-{name}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
