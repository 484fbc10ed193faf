"""Read an uploaded register into sheets, and find the one with the list."""

from dataclasses import asdict, dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.register_import.column_matching import guess
from groups.register_import.layout import HEAD_WITHIN, Head, find_head, headings
from kimportal.ui.fields import strip_invisible
from kimportal.uploads.sandbox.errors import RejectedUpload
from kimportal.uploads.spreadsheets import EXTENSIONS, read_sheets

__all__ = ["EXTENSIONS", "MAX_ROWS", "Sheet", "head_at", "read"]

MAX_ROWS = 5_000

ERROR_MESSAGES = {
    "locked": _("The file is locked with a password. Save it without a password."),
    "markup": _(
        "This is a web page that is called a sheet. Open it in Excel and save it as .xlsx."
    ),
    "macros": _("The file carries macros. Save it as .xlsx without macros."),
    "unpacked": _("Unpacked, the file is far too large. Copy only the list into a new file."),
    "broken": _("The file cannot be read. Save it anew as .xlsx or .csv."),
    "rows": _("There are more than 5,000 rows. Split the file by district."),
    "cell_length": _("A cell holds more than 1,000 letters. Shorten it."),
    "empty": _("No row was found below the headings of the columns."),
}


def error(code):
    return ValidationError(ERROR_MESSAGES[code], code=code)


@dataclass
class Sheet:
    """A sheet as text: rows as [[number in the sheet, [cell, …]], …], and its merged cells."""

    rows: list
    merges: list = field(default_factory=list)
    name: str = ""
    hidden: bool = False
    too_long: bool = False

    def as_json(self):
        return asdict(self)

    @property
    def head(self):
        """Where its headings are; None if no row stands below them."""
        return find_head(self.rows, self.merges)

    @property
    def rank(self):
        """How much like a register it is: visible, with known headings, with many rows."""
        head = self.head
        if head is None:
            return (-1, 0, 0)
        known = len(guess(headings(self.rows, self.merges, head), {}))
        return (0 if self.hidden else 1, min(known, 4), len(self.rows))


def read(file):
    """Return (the sheet with the list, the others); raise ValidationError if there is none."""
    try:
        contents = read_sheets(file, max_rows=MAX_ROWS + HEAD_WITHIN)
    except RejectedUpload as rejected:
        raise error(rejected.code)
    sheets = [visible(Sheet(**content)) for content in contents]
    best = max(sheets, key=lambda sheet: sheet.rank, default=None)
    if best is None or best.head is None:
        raise error("empty")
    if len(best.rows) - best.head.start - best.head.height > MAX_ROWS:
        raise error("rows")
    return best, [sheet for sheet in sheets if sheet is not best]


def visible(sheet):
    """Return the sheet with visible text only, without the rows of which nothing is left."""
    rows = [[number, [visible_text(cell) for cell in cells]] for number, cells in sheet.rows]
    sheet.rows = [[number, cells] for number, cells in rows if any(cells)]
    sheet.name = visible_text(sheet.name)
    return sheet


def visible_text(cell):
    """Return a cell's text without invisible characters."""
    text = " ".join(strip_invisible(cell, keep="\t\n\r").split())
    # Our own exports quote what could be a formula; drop that quote again.
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text


def head_at(rows, number, height):
    """Return the Head that begins in the row of this number, or None."""
    start = next((n for n, (row, _cells) in enumerate(rows) if row == number), None)
    if start is None or start >= HEAD_WITHIN or start + height >= len(rows):
        return None
    return Head(start, height)
