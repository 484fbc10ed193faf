"""Registers in random layouts: every KIM is found again, and every other row has its reason.

`pytest --hypothesis-profile=registers` tries 2,000 sheets.
"""

import io
import json
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings

from groups.register_import.column_matching import DATES, guess
from groups.register_import.layout import head_of
from groups.register_import.models import Register
from groups.register_import.row_validation import RowReader
from groups.register_import.spreadsheet import Sheet, visible
from kimportal.readers.dates import column_order
from kimportal.uploads.sandbox import spreadsheet as sandbox
from tests.factories import RegionFactory
from tests.groups.register_import.formats import ods, xls
from tests.groups.register_import.random_registers import VILLAGES, registers
from tests.groups.register_import.registers import csv_of

pytestmark = pytest.mark.django_db

#: What a suite run tries; the profile "registers" (tests/conftest.py) tries ten times as many.
SHEETS = 200


def read(content):
    """Return the Sheet of a file, read as in the sandbox, without its process."""
    out = io.BytesIO()
    sandbox.make(io.BytesIO(content), out, max_rows=5030)
    return visible(Sheet(**json.loads(out.getvalue())[0]))


@pytest.fixture
def reader(world):
    """A RowReader of a reviewer of Kota Malang, whose matching the tests set."""
    districts = {"35.73.02": "Klojen"}
    for village, _district, code in VILLAGES:
        wider = code.rpartition(".")[0]
        if wider in districts:
            RegionFactory(code=wider, name=districts[wider])
        RegionFactory(code=code, name=village, kind="kelurahan")
    return RowReader(Register(by=world.reviewer), world.reviewer)


def lines_of(sheet, reader):
    """Return the lines below the headings, with the columns as they are guessed."""
    register = Register()
    register.set_sheet(sheet, [])
    _heads, matching = head_of(sheet.rows, sheet.merges, sheet.head, {})
    lines = register.lines(matching)
    reader.matching, reader.orders = matching, {}
    for name in DATES:
        column = matching.get(name)
        texts = [
            line.cells[column]
            for line in lines
            if column is not None and not line.reason and column < len(line.cells)
        ]
        reader.orders[name] = column_order(texts)
    return lines


def examples():
    """The number of sheets to try: the profile's, if it asks for more."""
    return max(SHEETS, settings.default.max_examples)


@settings(
    max_examples=examples(),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.generate],  # a sheet is told by its rows, which shrinking would take minutes for
)
@given(written=registers())
def test_every_kim_of_a_random_register_is_found_again(reader, written):
    sheet = read(written.content)
    lines = lines_of(sheet, reader)
    note(f"{written.name}: {sheet.head} {sheet.merges}")
    note("\n".join(map(str, sheet.rows)))
    asked = [name for name in DATES if reader.orders.get(name) is None]
    reader.orders = {name: order for name, order in reader.orders.items() if order}

    readings = {line.number: reader.read(line) for line in lines if not line.reason}

    found = {reading.values.get("name"): reading for reading in readings.values()}
    assert found.keys() == {kim.name for kim in written.kims}
    for kim in written.kims:
        reading = found[kim.name]
        assert (reading.problems, reading.region.code) == ([], kim.place[2])
        assert reading.values.get("contact_name", "") == kim.chair
        assert re.sub(r"\D", "", reading.values.get("contact_phone", "")) == kim.phone
        assert reading.values.get("contact_email", "") == (kim.email if kim.chair else "")
        assert reading.values["decree_number"] == kim.decree
        for name in set(DATES) - set(asked):
            assert reading.values[name] == getattr(kim, name).isoformat()
    assert Counter(line.reason for line in lines if line.reason) == Counter(written.left_out)
    below = sheet.rows[sheet.head.start + sheet.head.height :]
    assert [line.number for line in lines] == [number for number, _cells in below]


# -- each layout by itself


def matched_fields(rows, merges=()):
    sheet = visible(Sheet([[n, row] for n, row in enumerate(rows, start=1)], list(merges)))
    heads, matching = head_of(sheet.rows, sheet.merges, sheet.head, {})
    return {name: heads[column] for name, column in matching.items()}


ONE = ["1", "KIM A B", "Sukun", "Sukun", "Edi", "0812", "1/2020", "2020-03-02"]


def test_headings_of_three_rows_are_read_from_the_widest_to_the_narrowest():
    rows = [
        ["No", "DATA KIM", "", "", "PENGURUS", "", "LEGALITAS", ""],
        ["", "Nama KIM", "Alamat", "", "Ketua", "", "SK", ""],
        ["", "", "Desa/Kel", "Kecamatan", "Nama", "No HP", "Nomor", "Tanggal"],
        ONE,
    ]
    merges = [[1, 1, 1, 3], [1, 4, 1, 5], [1, 6, 1, 7], [2, 2, 2, 3], [2, 4, 2, 5], [2, 6, 2, 7]]
    merges += [[1, 0, 3, 0], [2, 1, 3, 1]]

    assert matched_fields(rows, merges) == {
        "name": "DATA KIM / Nama KIM",
        "village": "DATA KIM / Alamat / Desa/Kel",
        "district": "DATA KIM / Alamat / Kecamatan",
        "contact_name": "PENGURUS / Ketua / Nama",
        "contact_phone": "PENGURUS / Ketua / No HP",
        "decree_number": "LEGALITAS / SK / Nomor",
        "decree_date": "LEGALITAS / SK / Tanggal",
    }


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["No", "Nama KIM", "Kalurahan", "Kapanewon", "Tanggal Terbentuk"],
         {"name": 1, "village": 2, "district": 3, "founded": 4}),
        (["Nama KIM", "Gampong", "Kec", "No HP", "E-mail", "Ketua", "Sekretaris"],
         {"name": 0, "village": 1, "district": 2, "contact_phone": 3, "contact_email": 4,
          "contact_name": 5}),
        (["Nama Ketua", "Nama KIM", "Alamat KIM", "Distrik", "Kode Desa"],
         {"contact_name": 0, "name": 1, "address": 2, "district": 3, "code": 4}),
        (["Nama Sekretaris", "No HP Sekretaris", "Nama KIM", "Desa"], {"name": 2, "village": 3}),
        (["NAMA KELOMPOK INFORMASI MASYARAKAT (KIM)", "KAB/KOTA", "NO. SK", "TGL SK",
          "PENANDATANGAN SK"],
         {"name": 0, "regency": 1, "decree_number": 2, "decree_date": 3, "decree_signer_name": 4}),
        (["Alamat Sekretariat", "Nagari", "Nama", "Nomor KIM.id"],
         {"address": 0, "village": 1, "name": 2, "kim_id_number": 3}),
    ],
)  # fmt: skip
def test_the_usual_headings_are_known(headings, fields):
    assert guess(headings, {}) == fields


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\nNama KIM;Desa\nKIM A B;Sukun\n",
        "DAFTAR KIM, TAHUN 2020\n\nNama KIM;Desa\nKIM A B;Sukun\n".encode("utf-16"),
        "DAFTAR KIM\nNama KIM\tDesa\nKIM A B\tSukun\n".encode("utf-16-be"),
        b'"Nama KIM;Desa;Alamat"\n"KIM A B;Sukun;Jl. ""Mawar"" 5"\n',
        b"Nama KIM|Desa\nKIM A B|Sukun\n",
        csv_of(["Nama KIM", "Desa"], ["KIM A B", "Sukun"]),
        xls([["Nama KIM", "Desa"], ["KIM A B", "Sukun"]]),
        ods([["Nama KIM", "Desa"], ["KIM A B", "Sukun"]]),
    ],
)
def test_every_format_is_read(content):
    sheet = read(content)
    head = sheet.head

    assert sheet.rows[head.start][1][:2] == ["Nama KIM", "Desa"]
    assert [cells[:2] for _n, cells in sheet.rows[head.start + 1 :]] == [["KIM A B", "Sukun"]]


def test_a_merged_cell_is_read_in_all_its_rows(reader):
    content = xls(
        [["Nama KIM", "Kecamatan", "Desa"], ["KIM A B", "Sukun", "Sukun"], ["KIM C D", "", "Ciptomulyo"]],
        merges=[(1, 2, 1, 1)],
    )  # fmt: skip

    lines = lines_of(read(content), reader)

    assert [line.cells[1] for line in lines] == ["Sukun", "Sukun"]


def test_a_district_written_once_is_taken_for_the_rows_below_and_says_so(reader):
    content = csv_of(["Nama KIM", "Kecamatan", "Desa"], ["KIM A B", "Sukun", "Sukun"],
                     ["KIM C D", "", "Ciptomulyo"])  # fmt: skip

    second = reader.read(lines_of(read(content), reader)[1])

    assert second.region.code == "35.73.04.1001"
    assert second.notes == [["district", "carried", "Sukun"]]
