"""What LibreOffice makes of every sheet the portal gives away (R38)."""

import re
import shutil
import subprocess

import pytest
import xlsxwriter
from django.urls import reverse
from lxml import etree

from campaigns.coverage import rebuild as recount
from campaigns.open_data.datasets import DATASETS
from groups.regions.models import RegionStats
from kimportal.exports.export import exports
from tests.exports import ready_job
from tests.factories import EventFactory, GroupFactory, MaterialFactory, RegionFactory
from tests.test_sheets import SIGNS, csv_sheets, soaked_with

# A module of its own: test_sheets.py keeps the rows of its fixtures until its end.
pytestmark = pytest.mark.django_db

#: Comma, quote, UTF-8, from the first line; the last word: what looks like a formula is one.
AS_CSV = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1,true"


def formulas(folder, kind, *how):
    """{name: number of formulas} that LibreOffice finds in each file of this kind."""
    command = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", *how]
    command += ["--convert-to", "fods", "--outdir", folder / kind, *folder.glob(f"*.{kind}")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    read = {path.stem: path.read_text() for path in (folder / kind).glob("*.fods")}
    assert [name for name, text in read.items() if "1+cmd|" not in text] == []
    return {name: len(re.findall("table:formula=|office:dde", text)) for name, text in read.items()}


@pytest.mark.postgres  # once is enough
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_finds_no_formula_in_any_sheet(world, sign_in, tmp_path):
    for number, sign in enumerate(SIGNS):
        soaked_with(sign, world)
        for what, text in csv_sheets(world, sign_in(world.administrator)).items():
            (tmp_path / f"{what} {number}.csv").write_text(text, newline="")
        for name in exports():
            with ready_job(world.administrator, name).file.open("rb") as file:
                (tmp_path / f"{name} {number}.xlsx").write_bytes(file.read())
    names = {kind: {p.stem for p in tmp_path.glob(f"*.{kind}")} for kind in ("csv", "xlsx")}
    # One of each kind that does hold a formula, or finding none would say nothing.
    (tmp_path / "known.csv").write_text("1+cmd|,=1+1")
    with xlsxwriter.Workbook(tmp_path / "known.xlsx") as book:
        book.add_worksheet().write_row(0, 0, ["1+cmd|", "=1+1"])

    found = {"csv": formulas(tmp_path, "csv", AS_CSV), "xlsx": formulas(tmp_path, "xlsx")}

    assert found == {kind: dict.fromkeys(told, 0) | {"known": 1} for kind, told in names.items()}


# -- codes

#: Of the office: its locale, and how its CSV import calls that language.
LOCALES = {"en-US": 1033, "id-ID": 1057}
LOCALE_SETTING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{}</value></prop></item></oor:items>"""
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def opened(folder, locale, pattern, *how):
    """{name: [{column: (type, text)} of each row]} of the first sheet of each file."""
    profile = folder / f"office-{locale}"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user/registrymodifications.xcu").write_text(LOCALE_SETTING.format(locale))
    target = folder / f"{locale}-{pattern[2:]}"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", *how]
    command += ["--convert-to", "fods", "--outdir", target, *folder.glob(pattern)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {path.stem: rows_of(path) for path in target.glob("*.fods")}


def rows_of(path):
    sheet = etree.parse(path).find(f".//{TABLE}table")
    header, *rows = (list(cells_of(row)) for row in sheet.iter(f"{TABLE}table-row"))
    names = [text for _kind, text in header if text]
    return [dict(zip(names, row, strict=False)) for row in rows if any(text for _k, text in row)]


def cells_of(row):
    for cell in row.iterfind(f"{TABLE}table-cell"):
        text = "\n".join("".join(line.itertext()) for line in cell.iterfind(f"{TEXT}p"))
        times = min(int(cell.get(f"{TABLE}number-columns-repeated", 1)), 50)
        yield from [(cell.get(f"{OFFICE}value-type"), text)] * times


@pytest.mark.postgres  # once is enough
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.parametrize("locale", LOCALES)
def test_libreoffice_leaves_every_code_as_it_is(client, tmp_path, locale):
    # 11.10 is a number in English, and in Indonesian a time; 11.10.04 a time too.
    group = GroupFactory(region=RegionFactory(code="11.10.04.2001"), kim_id_number="0012")
    MaterialFactory(title="2020-11", code="2E345678")
    EventFactory(group=group)
    recount.rebuild()
    RegionStats.objects.rebuild()
    for name in DATASETS:
        for kind in ("csv", "xlsx"):
            content = b"".join(client.get(reverse(f"data_{kind}", args=[name])))
            (tmp_path / f"{name}.{kind}").write_bytes(content)
    # One whose codes nobody marked, or finding them intact would say nothing.
    (tmp_path / "known.csv").write_text("code,kim_id_number\n11.10,0012\n")

    as_csv = f"--infilter=Text - txt - csv (StarCalc):44,34,76,1,,{LOCALES[locale]},false,true"
    books = opened(tmp_path, locale, "*.xlsx")
    tables = opened(tmp_path, locale, "*.csv", as_csv)

    known = tables.pop("known")
    assert [kind for kind, _text in known[0].values()] != ["string", "string"]
    assert set(books) == set(tables) == set(DATASETS)
    for files, mark in ((books, ""), (tables, "'")):
        codes = ["11", "11.10", "11.10.04", "11.10.04.2001"]
        text = {
            (name, column): text_cells(rows, column)
            for name, rows in files.items()
            for column in rows[0]
        }
        assert text["wilayah", "code"] == [mark + code for code in codes]
        assert text["kim", "region_code"] == text["kegiatan", "region_code"] == [mark + codes[-1]]
        assert text["kim", "kim_id_number"] == [f"{mark}0012"]
        assert text["materi", "code"] == [f"{mark}2E345678"]
        assert text["materi", "title"] == [f"{mark}2020-11"]
        assert {mark + code for code in codes} <= set(text["rekap", "region_code"])


def text_cells(rows, column):
    """Return the texts of a column whose filled cells are all text; None if one is not."""
    filled = [row[column] for row in rows if row.get(column, (None, ""))[1]]
    is_text = all(kind == "string" for kind, _text in filled)
    return [text for _kind, text in filled] if is_text else None
