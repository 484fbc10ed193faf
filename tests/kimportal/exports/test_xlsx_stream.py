"""The streamed XLSX: what openpyxl reads is what was written, whatever the text."""

import io
import zipfile
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from kimportal.exports import xlsx_stream
from kimportal.exports.csv_export import FORMULA, Code
from kimportal.exports.xlsx_stream import workbook, xlsx_response
from kimportal.ui.fields import normalize_newlines


def naive(*parts):
    """Return a time as a sheet has it, without a zone."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def read(sheets):
    content = b"".join(workbook(sheets))
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    return load_workbook(io.BytesIO(content))


def cells(header, row):
    (sheet,) = read([("a", [header, row])])
    return [sheet.cell(2, column) for column in range(1, len(header) + 1)]


def test_every_kind_of_value_arrives_as_itself():
    east = datetime(2020, 11, 1, 10, 30, 15, 99, tzinfo=ZoneInfo("Asia/Jayapura"))
    row = ["kata", Code("35.10"), 7, 2.5, True, date(2020, 12, 9), east, None, "", "2020-11"]

    values = [cell.value for cell in cells([*"abcdefghij"], row)]

    wall_clock = naive(2020, 11, 1, 10, 30, 15)
    assert values == [
        *("kata", "35.10", 7, 2.5, True, naive(2020, 12, 9), wall_clock, None, None, "2020-11")
    ]


def test_a_time_in_utc_is_jakartas():
    (cell,) = cells(["a"], [datetime(2020, 11, 1, 20, tzinfo=UTC)])

    assert (cell.value, cell.number_format) == (naive(2020, 11, 2, 3), r"yyyy\-mm\-dd\ hh:mm")


def test_a_day_before_excels_calendar_is_text():
    (cell,) = cells(["a"], [date(1899, 12, 31)])

    assert (cell.value, cell.data_type) == ("1899-12-31", "s")


@pytest.mark.parametrize("sign", FORMULA)
def test_what_looks_like_a_formula_is_quoted_text(sign):
    code, formula = cells(["a", "b"], [Code("35.10"), f"{sign}1+1"])

    assert (code.data_type, code.quotePrefix, code.number_format) == ("s", True, "@")
    assert formula.data_type == "s"
    assert formula.quotePrefix == formula.value.startswith(FORMULA)


@given(st.text(max_size=60))
def test_any_text_arrives_whole(text):
    (cell,) = cells(["a"], [text])

    expected = normalize_newlines(xlsx_stream.NOT_XML.sub("", text))
    # openpyxl keeps Excel's escape of an underscore.
    assert (cell.value or "").replace("_x005F_", "_") == expected.replace("_x005F_", "_")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch):
    monkeypatch.setattr(xlsx_stream, "MAX_ROWS", 3)

    book = read([("kim", [["n"], *([n] for n in range(7))]), ("Kolom", [["kolom"]])])

    told = {sheet.title: [row[0].value for row in sheet] for sheet in book}
    assert told == {
        "kim": ["n", 0, 1, 2],
        "kim 2": ["n", 3, 4, 5],
        "kim 3": ["n", 6],
        "Kolom": ["kolom"],
    }


def test_it_is_sent_before_it_is_written_whole():
    drawn = []

    def rows():
        yield ["n", "text"]
        for n in range(20_000):
            drawn.append(n)
            yield [n, f"{n * 7919 % 104729:x}" * 6]

    response = xlsx_response("kim", [("kim", rows())])
    first = next(iter(response.streaming_content))

    assert first.startswith(b"PK") and len(drawn) < 20_000
    assert response["Content-Disposition"].startswith('attachment; filename="portal-kim-kim-')


def test_the_same_rows_are_the_same_bytes():
    first, second = (b"".join(workbook([("a", [["n"], [1]])])) for _time in range(2))

    assert first == second
