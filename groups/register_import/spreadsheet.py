"""Read an uploaded register into headings and rows of text."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kimportal.ui.fields import strip_invisible
from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.spreadsheets import read_rows

MAX_ROWS = 5_000
#: Registers begin with a title or two; the headings are within the first rows.
HEAD_WITHIN = 12

ERROR_MESSAGES = {
    "old": _("This is an old or a locked Excel file. Save it as .xlsx without a password."),
    "macros": _("The file carries macros. Save it as .xlsx without macros."),
    "unpacked": _("Unpacked, the file is far too large. Copy only the list into a new file."),
    "broken": _("The file cannot be read. Save it anew as .xlsx or .csv."),
    "rows": _("There are more than 5,000 rows. Split the file by district."),
    "cell_length": _("A cell holds more than 1,000 letters. Shorten it."),
    "empty": _("No row below the words above the columns was found in the first sheet."),
}


def error(code):
    return ValidationError(ERROR_MESSAGES[code], code=code)


@dataclass
class Sheet:
    """The headings of the columns, and rows as [number in the file, [cell, …]]."""

    head: list
    rows: list


def read(file):
    """Return the Sheet of an uploaded XLSX or CSV; raise ValidationError if it is rejected."""
    try:
        lines = read_rows(file, max_rows=MAX_ROWS + HEAD_WITHIN)
    except RejectedUpload as rejected:
        raise error(rejected.code)
    rows = [[number, [visible_text(cell) for cell in cells]] for number, cells in lines]
    return split_headings([[number, cells] for number, cells in rows if any(cells)])


def split_headings(lines):
    """Take the row with the most text among the first as headings; rows above it are a title."""
    first = lines[:HEAD_WITHIN]
    at = max(range(len(first)), key=lambda n: (text_cells(first[n][1]), -n), default=None)
    if at is None or at + 1 == len(lines):
        raise error("empty")
    if len(lines) - at - 1 > MAX_ROWS:
        raise error("rows")
    head = lines[at][1]
    width = max((n for n, heading in enumerate(head, start=1) if heading), default=0)
    return Sheet(head[:width], [[number, cells[:width]] for number, cells in lines[at + 1 :]])


def text_cells(cells):
    """Count the cells that hold text other than a number."""
    return sum(bool(cell) and not cell.replace(".", "").isdigit() for cell in cells)


def visible_text(cell):
    """Return a cell's text without invisible characters."""
    text = " ".join(strip_invisible(cell, keep="\t\n\r").split())
    # Our own exports quote what could be a formula; drop that quote again.
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text
