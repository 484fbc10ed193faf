"""A sheet somebody sends, read row by row as text within bounds. Nothing in it is ever run."""

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kimportal.fields import visible
from kimportal.uploads.kinds import MB

MOST_BYTES = 5 * MB
#: An honest sheet of 5,000 rows unpacks to less; a bomb stops here, since Python's zipfile reads
#: no part further than the size it declares.
MOST_UNPACKED = 30 * MB
MOST_PARTS = 200
MOST_ROWS = 5_000
MOST_LINES = 20_000  # with empty ones between
MOST_COLUMNS = 60
MOST_LETTERS = 1_000
#: Registers begin with a title or two; the words above the columns are sought this far.
HEAD_WITHIN = 12
OLD_EXCEL = b"\xd0\xcf\x11\xe0"

REFUSALS = {
    "size": _("The file is larger than 5 MB. Split it by district."),
    "old": _("This is an old or a locked Excel file. Save it as .xlsx without a password."),
    "macros": _("The file carries macros. Save it as .xlsx without macros."),
    "unpacked": _("Unpacked, the file is far too large. Copy only the list into a new file."),
    "broken": _("The file cannot be read. Save it anew as .xlsx or .csv."),
    "rows": _("There are more than 5,000 rows. Split the file by district."),
    "letters": _("A cell holds more than 1,000 letters. Shorten it."),
    "empty": _("No row below the words above the columns was found in the first sheet."),
}


def refuse(code):
    return ValidationError(REFUSALS[code], code=code)


@dataclass
class Sheet:
    """The words above the columns, and [number of the row in the file, [cell, …]]."""

    head: list
    rows: list


def read(file):
    """The Sheet in an uploaded XLSX or CSV; ValidationError says in words why it is refused."""
    if file.size > MOST_BYTES:
        raise refuse("size")
    content = file.read(MOST_BYTES + 1)
    if content.startswith(OLD_EXCEL):
        raise refuse("old")
    lines = xlsx_lines(content) if content.startswith(b"PK\x03\x04") else csv_lines(content)
    return headed(bounded(lines))


def bounded(lines):
    """[(number, [text, …])] of the rows that hold anything, refused where it grows too large."""
    kept = []
    for number, line in enumerate(lines, start=1):
        if number > MOST_LINES or len(kept) > MOST_ROWS + HEAD_WITHIN:
            raise refuse("rows")
        cells = [text_of(cell) for cell in line[:MOST_COLUMNS]]
        if any(len(cell) > MOST_LETTERS for cell in cells):
            raise refuse("letters")
        if any(cells):
            kept.append([number, cells])
    return kept


def headed(lines):
    """The row with the most words among the first is the head; what stands above it is a title."""
    first = lines[:HEAD_WITHIN]
    at = max(range(len(first)), key=lambda n: (filled(first[n][1]), -n), default=None)
    if at is None or at + 1 == len(lines):
        raise refuse("empty")
    if len(lines) - at - 1 > MOST_ROWS:
        raise refuse("rows")
    head = lines[at][1]
    width = max((n for n, word in enumerate(head, start=1) if word), default=0)
    return Sheet(head[:width], [[number, cells[:width]] for number, cells in lines[at + 1 :]])


def filled(cells):
    return sum(bool(cell) and not cell.replace(".", "").isdigit() for cell in cells)


def text_of(cell):
    """What a person reads in a cell: a day as ISO, a whole number without point, one line."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = " ".join(visible(str(cell)[: MOST_LETTERS + 1], keep="\t\n\r").split())
    # Our own sheets quote what could be a formula; back here the quote is none of the value.
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text


def xlsx_lines(content):
    # Here, for openpyxl is a tenth of a start, and few sheets ever come.
    from openpyxl import load_workbook

    try:
        check_parts(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be a lie
        yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    except ValidationError:
        raise
    except Exception:  # of a broken file openpyxl, zipfile, zlib and expat raise whatever they meet
        raise refuse("broken")


def check_parts(content):
    parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise refuse("unpacked")
    if any(part.filename.lower().endswith(".bin") for part in parts if "vba" in part.filename):
        raise refuse("macros")


def csv_lines(content):
    text = decoded(content)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise refuse("broken")


def decoded(content):
    """UTF-8, or what Windows writes; a file with NUL or control bytes is no text."""
    if b"\0" in content or b"\x1b" in content or content.startswith(b"%PDF"):
        raise refuse("broken")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
