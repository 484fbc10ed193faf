"""An XLSX or CSV as rows of plain text, within bounds. Nothing in it is ever run."""

import csv
import io
import json
import zipfile
from datetime import date, datetime

from openpyxl import load_workbook

from kimportal.uploads.sandbox.errors import RejectedUpload

#: An honest sheet of 5,000 rows unpacks to less; a bomb stops here, since Python's zipfile reads
#: no part further than the size it declares.
MAX_UNPACKED = 30 * 1024 * 1024
MAX_PARTS = 200
MAX_LINES = 20_000  # with empty ones between
MAX_COLUMNS = 60
MAX_LETTERS = 1_000  # in a cell
#: In all cells: one long text may be pointed to from every one of them.
MAX_TEXT = 10_000_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"


def make(source, out, *, max_rows):
    """Write [[number of the row in the file, [cell, …]], …] as JSON, without empty rows."""
    content = source.read()
    if content.startswith(OLD_EXCEL):
        raise RejectedUpload("old")
    lines = xlsx_lines(content) if content.startswith(ZIP) else csv_lines(content)
    rows = bounded(lines, max_rows)
    out.write(json.dumps(rows).encode())
    return {"rows": len(rows)}


def bounded(lines, max_rows):
    kept, letters = [], 0
    for number, line in enumerate(lines, start=1):
        if number > MAX_LINES or len(kept) > max_rows:
            raise RejectedUpload("rows")
        cells = [text_of(cell) for cell in line[:MAX_COLUMNS]]
        if any(len(cell) > MAX_LETTERS for cell in cells):
            raise RejectedUpload("cell_length")
        letters += sum(map(len, cells))
        if letters > MAX_TEXT:
            raise RejectedUpload("unpacked")
        if any(cells):
            kept.append([number, cells])
    return kept


def text_of(cell):
    """What a person reads in a cell: a day as ISO, a whole number without point, one line."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell)[: MAX_LETTERS + 1].split())


def xlsx_lines(content):
    try:
        check_parts(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be a lie
        yield from sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
    except RejectedUpload:
        raise
    except Exception:  # of a broken file openpyxl, zipfile, zlib and expat raise whatever they meet
        raise RejectedUpload("broken")


def check_parts(content):
    parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RejectedUpload("unpacked")
    if any(part.filename.lower().endswith(".bin") for part in parts if "vba" in part.filename):
        raise RejectedUpload("macros")


def csv_lines(content):
    text = decoded(content)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise RejectedUpload("broken")


def decoded(content):
    """UTF-8, or what Windows writes; a file with NUL or control bytes is no text."""
    if b"\0" in content or b"\x1b" in content or content.startswith(b"%PDF"):
        raise RejectedUpload("broken")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
