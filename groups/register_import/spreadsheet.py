"""A register somebody sends, as words above columns and rows of text."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kimportal.ui.fields import strip_invisible
from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.spreadsheets import read_rows

MOST_ROWS = 5_000
#: Registers begin with a title or two; the words above the columns are sought this far.
HEAD_WITHIN = 12

REFUSALS = {
    "old": _("This is an old or a locked Excel file. Save it as .xlsx without a password."),
    "macros": _("The file carries macros. Save it as .xlsx without macros."),
    "unpacked": _("Unpacked, the file is far too large. Copy only the list into a new file."),
    "broken": _("The file cannot be read. Save it anew as .xlsx or .csv."),
    "rows": _("There are more than 5,000 rows. Split the file by district."),
    "cell_length": _("A cell holds more than 1,000 letters. Shorten it."),
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
    try:
        lines = read_rows(file, max_rows=MOST_ROWS + HEAD_WITHIN)
    except RejectedUpload as refused:
        raise refuse(refused.code)
    rows = [[number, [words_of(cell) for cell in cells]] for number, cells in lines]
    return headed([[number, cells] for number, cells in rows if any(cells)])


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


def words_of(cell):
    """What can be seen of a cell."""
    text = " ".join(strip_invisible(cell, keep="\t\n\r").split())
    # Our own sheets quote what could be a formula; back here the quote is none of the value.
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text
