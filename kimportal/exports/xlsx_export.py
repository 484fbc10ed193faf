"""XLSX that no spreadsheet runs anything of, written row by row in flat memory."""

from datetime import date, datetime
from tempfile import TemporaryDirectory

import xlsxwriter
from django.utils import timezone

from kimportal.exports.csv_export import FORMULA
from kimportal.ui.fields import normalize_newlines

#: Excel ends at 1,048,576; what is more goes on another sheet.
MOST_ROWS = 1_000_000
MOST_LETTERS = 32_767
WIDEST = 40
#: Text stays text: no library guesses formulas, addresses or numbers out of what people typed.
PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_book(path, title, lines):
    """Write `lines` (an iterator of lists, the head first) into an XLSX file at `path`."""
    with TemporaryDirectory(prefix="portal-kim-xlsx-") as folder:
        book = xlsxwriter.Workbook(path, {**PLAIN, "tmpdir": folder})
        try:
            _Pen(book, title).write(lines)
        finally:
            book.close()


class _Pen:
    def __init__(self, book, title):
        self.book, self.title = book, title[:25]
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        # As if typed with a leading apostrophe: it stays text even when somebody edits the cell.
        self.quoted = book.add_format({"quote_prefix": True})

    def write(self, lines):
        head = next(lines)
        sheet, row = self.sheet(head), 0
        for line in lines:
            if row == MOST_ROWS:
                sheet, row = self.sheet(head), 0
            row += 1
            for column, value in enumerate(line):
                self.cell(sheet, row, column, value)

    def sheet(self, head):
        number = len(self.book.worksheets()) + 1
        sheet = self.book.add_worksheet(self.title if number == 1 else f"{self.title} {number}")
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(head):
            sheet.set_column(column, column, min(max(len(label) + 4, 12), WIDEST))
            sheet.write_string(0, column, label, self.head)
        return sheet

    def cell(self, sheet, row, column, value):
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        elif isinstance(value, datetime):
            here = timezone.localtime(value).replace(tzinfo=None)
            sheet.write_datetime(row, column, here, self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        else:
            text = shortened(normalize_newlines(str(value)))
            style = self.quoted if text.startswith(FORMULA) else None
            sheet.write_string(row, column, text, style)


def shortened(text):
    """No cell holds more; Excel would call the whole file broken."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"
