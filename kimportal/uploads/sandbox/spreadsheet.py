"""Read an XLSX or CSV as rows of plain text, within limits; formulas are never evaluated."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

from openpyxl import load_workbook

from kimportal.uploads.sandbox.errors import RejectedUpload

#: A real sheet of 5,000 rows unpacks to less. It stops zip bombs, since zipfile reads no more of a
#: part than its declared size.
MAX_UNPACKED = 30 * 1024 * 1024
MAX_PARTS = 200
MAX_LINES = 20_000  # including empty ones
MAX_COLUMNS = 60
MAX_CELL_LENGTH = 1_000
#: In all cells: every cell may refer to the same long shared string.
MAX_TEXT_LENGTH = 10_000_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"


def make(source: IO[bytes], out: IO[bytes], *, max_rows: int) -> dict[str, Any]:
    """Write [[number of the row in the file, [cell, …]], …] as JSON, without empty rows."""
    content = source.read()
    if content.startswith(OLD_EXCEL):
        raise RejectedUpload("old")
    lines = xlsx_lines(content) if content.startswith(ZIP) else csv_lines(content)
    rows = read_lines(lines, max_rows)
    out.write(json.dumps(rows).encode())
    return {"rows": len(rows)}


def read_lines(lines: Iterable[Sequence[Any]], max_rows: int) -> list[tuple[int, list[str]]]:
    """Return [(number, cells), …] of the lines that are not empty."""
    rows: list[tuple[int, list[str]]] = []
    length = 0
    for number, line in enumerate(lines, start=1):
        if number > MAX_LINES or len(rows) > max_rows:
            raise RejectedUpload("rows")
        cells = [text_of(cell) for cell in line[:MAX_COLUMNS]]
        if any(len(cell) > MAX_CELL_LENGTH for cell in cells):
            raise RejectedUpload("cell_length")
        length += sum(map(len, cells))
        if length > MAX_TEXT_LENGTH:
            raise RejectedUpload("unpacked")
        if any(cells):
            rows.append((number, cells))
    return rows


def text_of(cell: Any) -> str:
    """Return the text of a cell as one line: dates in ISO 8601, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell)[: MAX_CELL_LENGTH + 1].split())


def xlsx_lines(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        check_parts(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the declared size may be wrong
        yield from sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    except RejectedUpload:
        raise
    except Exception:  # openpyxl, zipfile, zlib and expat raise all kinds of errors
        raise RejectedUpload("broken")


def check_parts(content: bytes) -> None:
    parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RejectedUpload("unpacked")
    if any(part.filename.lower().endswith(".bin") for part in parts if "vba" in part.filename):
        raise RejectedUpload("macros")


def csv_lines(content: bytes) -> Iterator[Sequence[Any]]:
    text = decode(content)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise RejectedUpload("broken")


def decode(content: bytes) -> str:
    """Decode UTF-8, or cp1252 as Windows writes it; reject files with NUL or escape bytes."""
    if b"\0" in content or b"\x1b" in content or content.startswith(b"%PDF"):
        raise RejectedUpload("broken")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
