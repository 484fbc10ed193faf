"""Hostile registers: bombs, macros, programs; each is rejected with a message, none is run."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from groups.register_import import spreadsheet as register_import_spreadsheet
from groups.register_import.models import Register
from kimportal.uploads import spreadsheets
from kimportal.uploads.sandbox import runner
from kimportal.uploads.sandbox import spreadsheet as sandbox_spreadsheet
from kimportal.uploads.sandbox.errors import RejectedUpload
from tests.groups.register_import.registers import GOOD, HEAD, csv_of, file_of, upload, xlsx
from tests.kimportal.uploads.bad_files import EVERY, FURTHER

pytestmark = pytest.mark.django_db


def zip_of(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_part(content, name, part):
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return file.getvalue()


def workbook_with_sheet(data):
    """Return a workbook whose first sheet holds this XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(HEAD))) as old, zipfile.ZipFile(file, "w", 8) as new:
        for part in old.infolist():
            is_sheet = part.filename.endswith("sheet1.xml")
            new.writestr(part.filename, data if is_sheet else old.read(part.filename))
    return file.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
FAR = '<row r="999999999"><c r="A999999999" t="inlineStr"><is><t>x</t></is></c></row>'
HOSTILE = {
    "broken": [
        b"PK\x03\x04" + b"x" * 500,
        zip_of(**{"a.txt": "x"}),
        b"\xd0\xcf\x11\xe0" + b"x" * 500,
        b"%PDF-1.7",
        b"a,b\n\0,1",
        xlsx(HEAD, GOOD)[:-200],
    ],
    "markup": [b"<html><table><tr><td>Nama KIM</table>", b'<?xml version="1.0"?><Workbook/>'],
    "macros": [with_part(xlsx(HEAD, GOOD), "xl/vbaProject.bin", b"x")],
    "unpacked": [
        with_part(
            xlsx(HEAD, GOOD), "xl/media/a.xml", b" " * (sandbox_spreadsheet.MAX_UNPACKED + 1)
        ),
        zip_of(**{f"{n}.xml": "x" for n in range(sandbox_spreadsheet.MAX_PARTS + 1)}),
    ],
    "cell_length": [csv_of(HEAD, ["x" * 1001, "y"])],
    "rows": [
        csv_of(HEAD, *[["x", "y"]] * 5001),
        b"a,b\n" + b"\n" * 20_001 + b"1,2\n",
        workbook_with_sheet(f'<worksheet xmlns="{MAIN}"><sheetData>{FAR}</sheetData></worksheet>'),
    ],
    # The reader knows no entities, so a billion laughs are nothing.
    "empty": [
        b"",
        xlsx(),
        csv_of(HEAD),
        b"   \n  \n",
        workbook_with_sheet(
            f'<!DOCTYPE x [<!ENTITY a0 "x">{LAUGHS}]><worksheet xmlns="{MAIN}">&a11;'
        ),
    ],
    "size": [b"a,b\n" * (spreadsheets.MAX_BYTES // 4 + 1)],
}


@pytest.mark.parametrize(
    ("code", "content"),
    [(code, content) for code, contents in HOSTILE.items() for content in contents],
)
def test_hostile_files_are_rejected_with_a_message(world, sign_in, code, content):
    response = upload(sign_in(world.reviewer), content)

    assert response.status_code == 200
    assert not Register.objects.exists()
    if content:  # Django itself rejects empty files
        assert response.context["form"].errors.as_data()["file"][0].code == code


@pytest.mark.parametrize("case", [*EVERY, *FURTHER], ids=str)
def test_no_picture_document_or_program_is_read_as_a_register(case):
    with pytest.raises(ValidationError) as error:
        register_import_spreadsheet.read(file_of(case.make(), case.name))

    assert error.value.code in {"extension", "empty", "size"}


def test_one_long_text_shared_by_all_cells_is_rejected():
    book = xlsx(HEAD, *[["x" * 1000] * 60 for _row in range(200)])

    with pytest.raises(ValidationError) as error:
        register_import_spreadsheet.read(file_of(book))

    assert error.value.code == "unpacked"


def test_a_sheet_is_opened_in_the_sandbox_only(monkeypatch):
    monkeypatch.setattr(
        runner, "run", lambda *args, **options: (_ for _ in ()).throw(RejectedUpload("busy"))
    )

    with pytest.raises(ValidationError) as error:
        register_import_spreadsheet.read(file_of(xlsx(HEAD, GOOD)))

    assert error.value.code == "busy"


def test_a_formula_without_a_stored_value_says_so_and_is_never_evaluated():
    book = xlsx(["Nama KIM", "Desa"], ["=1+1", '=WEBSERVICE("http://example.org")'])

    sheet, _others = register_import_spreadsheet.read(file_of(book))

    assert sheet.rows[-1] == [3, ["=", "="]]


def test_invisible_characters_are_removed():
    content = csv_of(["Nama", "Desa"], ["KIM\u202e A\u0007", "'+62 1"])

    sheet, _others = register_import_spreadsheet.read(file_of(content, "daftar.csv"))

    assert sheet.rows[-1] == [2, ["KIM A", "+62 1"]]
