"""XLSX without formulas, written row by row in constant memory."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.worksheet import Worksheet

from kimportal.exports.csv_export import FORMULA
from kimportal.ui.fields import normalize_newlines

#: Excel's limit is 1,048,576 rows a sheet; further rows go to another sheet.
MAX_ROWS = 1_000_000
#: Excel's limit; it calls a workbook with a longer cell broken.
MAX_CELL_LENGTH = 32_767
MAX_COLUMN_WIDTH = 40
#: Text stays text: the library must not detect formulas, URLs or numbers in it.
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(path: str, title: str, lines: Iterator[Sequence[Any]]) -> None:
    """Write `lines` (the header first) into an XLSX file at `path`."""
    with TemporaryDirectory(prefix="portal-kim-xlsx-") as folder:
        book = xlsxwriter.Workbook(path, {**WORKBOOK_OPTIONS, "tmpdir": folder})
        try:
            _WorkbookWriter(book, title).write(lines)
        finally:
            book.close()


class _WorkbookWriter:
    def __init__(self, book: xlsxwriter.Workbook, title: str) -> None:
        self.book, self.title = book, title[:25]
        self.header = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        # As if typed with a leading apostrophe: it stays text even when somebody edits the cell.
        self.quoted = book.add_format({"quote_prefix": True})

    def write(self, lines: Iterator[Sequence[Any]]) -> None:
        header = next(lines)
        sheet, row = self.add_sheet(header), 0
        for line in lines:
            if row == MAX_ROWS:
                sheet, row = self.add_sheet(header), 0
            row += 1
            for column, value in enumerate(line):
                self.write_cell(sheet, row, column, value)

    def add_sheet(self, header: Sequence[str]) -> Worksheet:
        number = len(self.book.worksheets()) + 1
        sheet = self.book.add_worksheet(self.title if number == 1 else f"{self.title} {number}")
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(header):
            width = min(max(len(label) + 4, 12), MAX_COLUMN_WIDTH)
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label, self.header)
        return sheet

    def write_cell(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        elif isinstance(value, datetime):
            local = timezone.localtime(value).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        else:
            text = truncated(normalize_newlines(str(value)))
            style = self.quoted if text.startswith(FORMULA) else None
            sheet.write_string(row, column, text, style)


def truncated(text: str) -> str:
    """Shorten a text to what a cell may hold."""
    return text if len(text) <= MAX_CELL_LENGTH else f"{text[: MAX_CELL_LENGTH - 1]}…"
