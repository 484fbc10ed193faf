"""Read a workbook or CSV as sheets of plain text, within limits; formulas are never evaluated."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from html import unescape
from typing import IO, Any

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kimportal.uploads.sandbox.errors import RejectedUpload

#: A real sheet of 5,000 rows unpacks to less. It stops zip bombs, since zipfile reads no more of a
#: part than its declared size.
MAX_UNPACKED = 30 * 1024 * 1024
MAX_PARTS = 300
MAX_SHEETS = 60
MAX_LINES = 20_000  # including empty ones
MAX_COLUMNS = 60
MAX_CELL_LENGTH = 1_000
MAX_MERGES = 20_000
#: In all cells of all sheets: every cell may refer to the same long shared string.
MAX_TEXT_LENGTH = 10_000_000
OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
#: Web pages and XML that many systems offer as ".xls".
MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|head|body|meta|\?xml|style)", re.IGNORECASE
)
#: Begins a cell whose formula has no stored value; nobody evaluates it here.
FORMULA = "="

DELIMITERS = ",;\t|"
#: Lines by which the delimiter of a CSV is found: titles stand above the list.
SNIFFED_LINES = 40
#: A list saved again by a spreadsheet of the other delimiter has one column, with all of it inside.
MIN_INSIDE = 2


def make(source: IO[bytes], out: IO[bytes], *, max_rows: int) -> dict[str, Any]:
    """Write the sheets as JSON: [{name, hidden, rows, merges, too_long}, …].

    `rows` is [[number of the row in the file, [cell, …]], …] without empty rows; `merges` is
    [[first row, first column, last row, last column], …] with rows as numbered in the file.
    """
    content = source.read()
    if content.startswith((ZIP, OLE)):
        sheets = read_workbook(content, max_rows)
    else:
        sheets = [read_csv(content, max_rows)]
    split_inside(sheets)
    if not any(sheet["rows"] for sheet in sheets) and any(sheet["too_long"] for sheet in sheets):
        raise RejectedUpload("rows")
    out.write(json.dumps(sheets).encode())
    return {"sheets": len(sheets)}


class Budget:
    """The text that all cells together may hold."""

    def __init__(self) -> None:
        self.left = MAX_TEXT_LENGTH

    def spend(self, cells: list[str]) -> None:
        if any(len(cell) > MAX_CELL_LENGTH for cell in cells):
            raise RejectedUpload("cell_length")
        self.left -= sum(map(len, cells))
        if self.left < 0:
            raise RejectedUpload("unpacked")


def read_lines(
    lines: Iterable[Sequence[Any]], max_rows: int, budget: Budget
) -> tuple[list[tuple[int, list[str]]], bool]:
    """Return [(number, cells), …] of the lines that are not empty; whether there are too many."""
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        cells = [text_of(cell) for cell in line[:MAX_COLUMNS]]
        if not any(cells):
            if number > MAX_LINES:
                return [], True
            continue
        if number > MAX_LINES or len(rows) >= max_rows:
            return [], True
        budget.spend(cells)
        while cells and not cells[-1]:
            cells.pop()
        rows.append((number, cells))
    return rows, False


def text_of(cell: Any) -> str:
    """Return the text of a cell as one line: dates in ISO 8601, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell)[: MAX_CELL_LENGTH + 1].split())


# -- workbooks


def read_workbook(content: bytes, max_rows: int) -> list[dict[str, Any]]:
    """Return the sheets of an XLSX, XLS or ODS. Merged cells are known of the first two."""
    try:
        unvalued = check_parts(content) if content.startswith(ZIP) else {}
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheets_metadata) > MAX_SHEETS:
            raise RejectedUpload("unpacked")
        budget = Budget()
        return [
            read_sheet(
                book.get_sheet_by_name(sheet.name),
                hidden=sheet.visible != SheetVisibleEnum.Visible,
                unvalued=unvalued.get(sheet.name, set()),
                max_rows=max_rows,
                budget=budget,
            )
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
    except (RejectedUpload, MemoryError):
        raise
    except PasswordError:
        raise RejectedUpload("locked")
    except BaseException as error:  # Rust panics as a BaseException, zipfile and expat as anything
        is_locked = content.startswith(OLE) and (
            "password" in str(error).lower() or "E\0n\0c\0r\0y\0p\0t" in content.decode("latin-1")
        )
        raise RejectedUpload("locked" if is_locked else "broken")


def read_sheet(
    sheet: CalamineSheet,
    *,
    hidden: bool,
    unvalued: set[tuple[int, int]],
    max_rows: int,
    budget: Budget,
) -> dict[str, Any]:
    rows: list[tuple[int, list[str]]] = []
    too_long = False
    if sheet.start is not None and sheet.start[0] > MAX_LINES:
        too_long = True
    else:
        rows, too_long = read_lines(shifted(sheet, unvalued), max_rows, budget)
    merges = [] if too_long else (sheet.merged_cell_ranges or [])
    if len(merges) > MAX_MERGES:
        raise RejectedUpload("unpacked")
    return {
        "name": sheet.name[:100],
        "hidden": hidden,
        "rows": rows,
        "merges": [
            [top + 1, left, bottom + 1, right]
            for (top, left), (bottom, right) in merges
            if left < MAX_COLUMNS
        ],
        "too_long": too_long,
    }


def shifted(sheet: CalamineSheet, unvalued: set[tuple[int, int]]) -> Iterator[list[Any]]:
    """Yield every row from the first, every cell from column A; the library begins at the first
    column that is filled."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    formulas: dict[int, list[int]] = {}
    for number, column in unvalued:
        if number < MAX_LINES and column < MAX_COLUMNS:
            formulas.setdefault(number, []).append(column)
    rows = sheet.iter_rows() if sheet.start else iter(())
    for number in range(1 + max(sheet.end[0] if sheet.end else -1, *formulas, -1)):
        row = next(rows, [])
        cells = [*left, *row] if left else row
        for column in formulas.get(number, ()):
            cells += [""] * (column + 1 - len(cells))
            if cells[column] == "":
                cells[column] = FORMULA
        yield cells


def check_parts(content: bytes) -> dict[str, set[tuple[int, int]]]:
    """Refuse bombs and macros. Return {sheet: cells} of formulas without a stored value (XLSX)."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RejectedUpload("unpacked")
    if any(part.filename.lower().endswith(".bin") for part in parts if "vba" in part.filename):
        raise RejectedUpload("macros")
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        return {}
    targets = sheet_parts(archive)
    return {
        name: cells
        for name, part in targets.items()
        if part in names and (cells := unvalued_formulas(archive.read(part)))
    }


SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^<>]{1,2000}>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]{1,2000}>")
ATTRIBUTE = re.compile(rb"([\w:]{1,40})\s*=\s*\"([^\"]{0,1000})\"")
#: A formula, shared or alone, and no value behind it. Cells are short, so the search is linear.
UNVALUED = re.compile(
    rb"<c\s(?P<attributes>[^<>]{0,200})>\s*<f(?:\s[^<>]{0,200})?(?:/>|>[^<]{0,8192}</f>)"
    rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
REFERENCE = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return {name of the sheet: part of the archive}."""
    relations = {}
    with archive.open("xl/_rels/workbook.xml.rels") as file:
        for match in RELATION.finditer(file.read()):
            attributes = dict(ATTRIBUTE.findall(match[0]))
            target = attributes.get(b"Target", b"").decode(errors="replace")
            relations[attributes.get(b"Id", b"")] = (
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )
    parts = {}
    for match in SHEET.finditer(archive.read("xl/workbook.xml")):
        attributes = dict(ATTRIBUTE.findall(match[0]))
        relation = next((v for k, v in attributes.items() if k.endswith(b":id")), b"")
        name = unescape(attributes.get(b"name", b"").decode(errors="replace"))
        parts[name] = relations.get(relation, "")
    return parts


def unvalued_formulas(xml: bytes) -> set[tuple[int, int]]:
    """Return (row, column), from zero, of the formulas of which no value was stored."""
    if b"<f" not in xml:
        return set()
    cells = set()
    for match in UNVALUED.finditer(xml):
        reference = REFERENCE.fullmatch(dict(ATTRIBUTE.findall(match["attributes"])).get(b"r", b""))
        if reference:
            column = 0
            for letter in reference[1]:
                column = column * 26 + letter - 64
            cells.add((int(reference[2]) - 1, column - 1))
    return cells


# -- text


def read_csv(content: bytes, max_rows: int) -> dict[str, Any]:
    text = decode(content)
    if text.startswith("sep=") and "\n" in text:  # Excel's own way to name the delimiter
        delimiter, text = text[4:5], text[text.index("\n") + 1 :]
        lines = csv_lines(text, delimiter if delimiter in DELIMITERS else ",")
    else:
        lines = csv_lines(text, sniff(text))
    rows, too_long = read_lines(lines, max_rows, Budget())
    return {"name": "", "hidden": False, "rows": rows, "merges": [], "too_long": too_long}


def csv_lines(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise RejectedUpload("broken")


def sniff(text: str) -> str:
    """Return the delimiter that divides most of the first lines into equally many cells.

    One line cannot tell it: a title has none, and an address has commas.
    """
    scores = {}
    for delimiter in DELIMITERS:
        widths = []
        for line in csv_lines(text[:200_000], delimiter):
            if any(cell.strip() for cell in line):
                widths.append(len(line))
            if len(widths) == SNIFFED_LINES:
                break
        usual = max(set(widths), key=lambda n: (n > 1, widths.count(n), n), default=1)
        divided = sum(width == usual for width in widths) if usual > 1 else 0
        scores[delimiter] = (divided, usual)
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def split_inside(sheets: list[dict[str, Any]]) -> None:
    """Divide rows that stand whole in one cell, as when the delimiter was another one.

    A list that was opened and saved with the other delimiter has one column, or some such rows:
    those that were quoted.
    """
    for sheet in sheets:
        rows = sheet["rows"]
        first = [cells for _number, cells in rows[:SNIFFED_LINES]]
        widths = [len(cells) for cells in first if len(cells) > 1]
        usual = max(set(widths), key=widths.count, default=0)
        for delimiter in ";\t|":
            holds = [cells for cells in first if ",".join(cells).count(delimiter) >= MIN_INSIDE]
            if len(holds) >= 2 and len(holds) * 2 > len(first):
                sheet["rows"] = [(number, divided(cells, delimiter)) for number, cells in rows]
                break
            inside = {number for number, cells in rows if is_whole(cells, delimiter, MIN_INSIDE)}
            if any(is_whole(cells, delimiter, max(usual - 3, 3)) for cells in first):
                sheet["rows"] = [
                    (number, divided(cells, delimiter) if number in inside else cells)
                    for number, cells in rows
                ]
                break


def is_whole(cells: list[str], delimiter: str, count: int) -> bool:
    """Whether a row has one cell, with at least so many delimiters inside."""
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 and filled[0].count(delimiter) >= count


def divided(cells: list[str], delimiter: str) -> list[str]:
    """Return the cells of a row that was divided at its commas, divided at the delimiter."""
    line = ", ".join(cell for cell in cells if cell)
    row = next(csv.reader([line], delimiter=delimiter), [])
    cells = [" ".join(cell.split()) for cell in row[:MAX_COLUMNS]]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def decode(content: bytes) -> str:
    """Decode UTF-8, UTF-16 or cp1252, as Windows writes them; refuse what is no text."""
    if MARKUP.match(content[:500]):
        raise RejectedUpload("markup")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return plain(content.decode("utf-16", errors="replace"))
    if encoding := utf16_without_mark(content):
        return plain(content.decode(encoding, errors="replace"))
    if b"\0" in content or b"\x1b" in content or content.startswith(b"%PDF"):
        raise RejectedUpload("broken")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def plain(text: str) -> str:
    if "\0" in text or "\x1b" in text:
        raise RejectedUpload("broken")
    if MARKUP.match(text[:500].encode()):
        raise RejectedUpload("markup")
    return text.removeprefix("\ufeff")


def utf16_without_mark(content: bytes) -> str:
    """Return the UTF-16 whose zero bytes stand in every second place, or ""."""
    head = content[:4000]
    if len(head) < 8 or len(content) % 2:
        return ""
    for encoding, zeros, letters in (
        ("utf-16-le", head[1::2], head[0::2]),
        ("utf-16-be", head[0::2], head[1::2]),
    ):
        if zeros.count(0) * 10 > len(zeros) * 8 and not letters.count(0):
            return encoding
    return ""
