"""What LibreOffice makes of every sheet the portal gives away (R38)."""

import re
import shutil
import subprocess

import pytest
import xlsxwriter

from kimportal.exports.export import exports
from tests.exports import ready_job
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
