"""XLSX written straight into the response, in constant memory, for sheets that anybody may fetch.

xlsx_export.py makes the files of staff in the background: xlsxwriter needs eleven seconds for
100,000 rows, which no public address may cost. This writes the same sheets without its features, in
the time of a CSV (ECMA-376, part 1: SpreadsheetML with inline strings).
"""

import io
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import StreamingHttpResponse
from django.utils import timezone

from kimportal.exports.csv_export import FORMULA, Code, attachment
from kimportal.exports.xlsx_export import MAX_COLUMN_WIDTH, MAX_ROWS, truncated
from kimportal.ui.fields import normalize_newlines

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PACKAGE_RELATIONS = f'<Relationships xmlns="{PACKAGE}/relationships">'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Bytes collected before they are sent.
CHUNK = 64 * 1024
#: Characters that XML 1.0 cannot hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Text that Excel would read as an escaped character.
ESCAPED = re.compile(r"_(x[0-9a-fA-F]{4}_)")
#: A day of 1900 has another number in Excel, which believes that year was a leap year.
FIRST_DAY, DAY_ZERO = date(1900, 3, 1), date(1899, 12, 30)
#: Numbers of the cell formats in STYLES.
HEADER, DAY, MOMENT, TEXT = 1, 2, 3, 4
STYLES = (
    f'{DECLARATION}<styleSheet xmlns="{SPREADSHEET}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    # As if typed with an apostrophe: it stays text even when somebody edits the cell.
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" '
    'applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

Row = Sequence[Any]


def xlsx_response(name: str, sheets: Iterable[tuple[str, Iterable[Row]]]) -> StreamingHttpResponse:
    """Stream a workbook as an attachment; `sheets` are (title, rows with the header first)."""
    response = StreamingHttpResponse(workbook(sheets), content_type=XLSX)
    response["Content-Disposition"] = attachment(name, "xlsx")
    return response


class _Buffer(io.RawIOBase):
    """A file for ZipFile that cannot seek, and gives away what was written."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def take(self) -> bytes:
        content, self.parts, self.size = b"".join(self.parts), [], 0
        return content


def workbook(sheets: Iterable[tuple[str, Iterable[Row]]]) -> Iterator[bytes]:
    """Yield the bytes of a workbook; rows beyond MAX_ROWS go to a further sheet."""
    buffer, names = _Buffer(), []
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=4) as archive:
        for title, rows in sheets:
            lines = iter(rows)
            header, more, part = next(lines), True, 0
            while more:
                part += 1
                names.append(title[:25] if part == 1 else f"{title[:25]} {part}")
                more = yield from _sheet(archive, buffer, len(names), header, lines)
        for path, text in _parts(names).items():
            archive.writestr(_entry(path), text)
    yield buffer.take()


def _sheet(
    archive: ZipFile, buffer: _Buffer, number: int, header: Row, lines: Iterator[Row]
) -> Generator[bytes, None, bool]:
    """Yield the bytes of one sheet; return whether rows are left."""
    letters = [_letters(column) for column in range(len(header))]
    with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as file:
        file.write(_head(header).encode())
        file.write(_row(1, letters, header, HEADER))
        for count, line in enumerate(lines, 1):
            file.write(_row(count + 1, letters, line))
            if buffer.size > CHUNK:
                yield buffer.take()
            if count == MAX_ROWS:
                break
        else:
            count = 0
        file.write(b"</sheetData></worksheet>")
    return count == MAX_ROWS


def _entry(path: str) -> ZipInfo:
    # The same date each time: the same rows are the same bytes.
    entry = ZipInfo(path, (2020, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    return entry


def _head(header: Row) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{min(max(len(str(label)) + 4, 12), MAX_COLUMN_WIDTH)}"'
        ' customWidth="1"/>'
        for n, label in enumerate(header, 1)
    )
    return (
        f'{DECLARATION}<worksheet xmlns="{SPREADSHEET}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )


def _letters(column: int) -> str:
    """Return A for 0, Z for 25, AA for 26."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _row(number: int, letters: list[str], values: Row, style: int = 0) -> bytes:
    cells = (
        _cell(f"{letter}{number}", value, style)
        for letter, value in zip(letters, values, strict=True)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'.encode()


def _cell(place: str, value: Any, style: int) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    value = _wall_clock(value)
    if isinstance(value, date) and _as_date(value) >= FIRST_DAY:
        number = (_as_date(value) - DAY_ZERO).days + _part_of_day(value)
        form = MOMENT if isinstance(value, datetime) else DAY
        return f'<c r="{place}" s="{form}"><v>{number:.10f}</v></c>'
    text = truncated(normalize_newlines(NOT_XML.sub("", str(value))))
    if isinstance(value, Code) or text.startswith(FORMULA):
        style = TEXT
    content = escape(ESCAPED.sub(r"_x005F_\1", text))
    styled = f' s="{style}"' if style else ""
    inline = f'<is><t xml:space="preserve">{content}</t></is>'
    return f'<c r="{place}"{styled} t="inlineStr">{inline}</c>'


def _as_date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _part_of_day(value: date) -> float:
    if not isinstance(value, datetime):
        return 0
    return (value.hour * 3600 + value.minute * 60 + value.second) / 86400


def _wall_clock(value: Any) -> Any:
    """Return a time as the clock showed it: at its place, or in Jakarta if it is in UTC."""
    is_utc = isinstance(value, datetime) and value.utcoffset() == timedelta(0)
    return timezone.localtime(value) if is_utc else value


def _parts(names: list[str]) -> dict[str, str]:
    """Return the small parts of the package, which name its sheets."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name={quoteattr(NOT_XML.sub("", name))} sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    relations += f'<Relationship Id="style" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{OFFICE}.worksheet+xml"/>'
        for n in numbers
    )
    overrides += f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.sheet.main+xml"/>'
    overrides += f'<Override PartName="/xl/styles.xml" ContentType="{OFFICE}.styles+xml"/>'
    xml_relations = "application/vnd.openxmlformats-package.relationships+xml"
    return {
        "xl/styles.xml": STYLES,
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}">'
        f"<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"{DECLARATION}{PACKAGE_RELATIONS}"
        f"{relations}</Relationships>",
        "_rels/.rels": f"{DECLARATION}{PACKAGE_RELATIONS}"
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "[Content_Types].xml": f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{xml_relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
    }
