"""Every sheet the portal gives away, as CSV or XLSX, is text to a spreadsheet (R38, RFC 4180)."""

import csv
import io
import zipfile
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.db import DatabaseError, models, transaction
from django.urls import reverse
from openpyxl import load_workbook

from campaigns.open_data.datasets import DATASETS
from groups.register_import.models import Register
from groups.register_import.spreadsheet import Sheet
from groups.register_import.steps import check_rows
from kimportal.audit.models import Action, AuditEvent
from kimportal.exports.csv_export import FORMULA, safe
from kimportal.exports.export import exports
from kimportal.ui.fields import normalize_newlines
from tests.exports import ready_job
from tests.factories import EventFactory, MaterialFactory
from tests.forged import own_models
from tests.world import World

pytestmark = pytest.mark.django_db

SIGNS = list("=+-@\t\r\n＝＋－＠")


# -- what is in them


def soak(text):
    """Have every free text of every row begin so, where no rule of the database keeps it out."""
    for model in own_models():
        for field in model._meta.fields:
            if is_free_text(field):
                with suppress(DatabaseError), transaction.atomic():
                    model._base_manager.update(**{field.name: text[: field.max_length]})


def is_free_text(field):
    if field.primary_key or field.unique or field.choices or isinstance(field, models.SlugField):
        return False
    return isinstance(field, models.CharField | models.TextField)


@pytest.fixture(scope="module")
def soaked_once(once, request):
    def build():
        world = World()
        return world, soaked_with(request.param, world)

    with once(build) as fresh:
        yield fresh


@pytest.fixture
def soaked(soaked_once, db):
    """A world in which everything that somebody wrote begins with a sign, and the text."""
    return soaked_once()


def soaked_with(sign, world):
    text = f"{sign}1+cmd|' /C calc'!A0"
    event = EventFactory(group=world.group, region=world.village, submitted_by=world.officer)
    MaterialFactory(campaign=event.campaign, submitted_by=world.editor)
    call_command("rebuild_stats", stdout=io.StringIO())
    sheet = Sheet([[1, ["Nama KIM", "Desa"]], [2, [text, text]]])
    register = Register.create_from_sheets(sheet, [], by=world.administrator, name="daftar.csv")
    register.match({"name": 0, "village": 1})
    check_rows(register)
    world.register = register
    soak(text)
    world.administrator.refresh_from_db()
    AuditEvent.objects.record(event, Action.CONFIRM, by=world.officer, note=text)
    return text


def csv_sheets(world, client):
    """{what: text} of every sheet there is, with all the columns an administrator gets."""
    gets = {name: reverse("data_csv", kwargs={"name": name}) for name in DATASETS}
    gets |= {
        "capaian": reverse("coverage_csv"),
    }
    told = {what: client.get(address) for what, address in gets.items()}
    for name in exports():
        told[f"export of {name}"] = client.post(reverse("admin:export", args=[name]))
    assert {answer["Content-Type"] for answer in told.values()} == {"text/csv; charset=utf-8"}
    return {what: b"".join(answer).decode("utf-8-sig") for what, answer in told.items()}


@pytest.mark.parametrize("soaked_once", SIGNS, indirect=True)
def test_no_cell_of_any_csv_is_a_formula(soaked, sign_in):
    world, text = soaked
    sheets = csv_sheets(world, sign_in(world.administrator))

    rows = {
        what: list(csv.reader(io.StringIO(text, newline=""), strict=True))
        for what, text in sheets.items()
    }
    cells = {what: [cell for row in told for cell in row] for what, told in rows.items()}
    assert [cell for told in cells.values() for cell in told if cell.startswith(FORMULA)] == []
    # None is without something that somebody wrote; it stands behind an apostrophe.
    assert [what for what, told in cells.items() if f"'{text}" not in told] == []
    # RFC 4180: as many cells in each row, quoted where they must be, lines ending in CR LF.
    assert [what for what, told in rows.items() if len({len(row) for row in told}) != 1] == []
    assert {what: as_rfc_4180(told) for what, told in rows.items()} == sheets


def as_rfc_4180(rows):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("soaked_once", SIGNS, indirect=True)
@pytest.mark.parametrize("name", [*exports(), "register"])
def test_no_cell_of_any_book_is_a_formula(name, soaked, sign_in):
    world, text = soaked
    if name == "register":
        address = reverse("admin:register_errors", args=[world.register.pk])
        content = b"".join(sign_in(world.administrator).get(address))
    else:
        with ready_job(world.administrator, name).file.open("rb") as file:
            content = file.read()
    assert_no_formula(content, text)


@pytest.mark.parametrize("soaked_once", SIGNS, indirect=True)
def test_no_cell_of_any_public_book_is_a_formula(soaked, client):
    _world, text = soaked
    for name in DATASETS:
        assert_no_formula(b"".join(client.get(reverse("data_xlsx", args=[name]))), text)


def assert_no_formula(content, text):
    """Assert that an XLSX holds this text, quoted, and no formula or link."""
    cells = [c for sheet in load_workbook(io.BytesIO(content)) for row in sheet for c in row]
    typed = normalize_newlines(text)
    assert {(c.data_type, c.quotePrefix) for c in cells if c.value == typed} == {("s", True)}
    assert [c for c in cells if str(c.value).startswith(FORMULA) and not c.quotePrefix] == []
    assert [c for c in cells if c.data_type == "f" or c.hyperlink] == []
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        pages = [book.read(page) for page in book.namelist() if "worksheets/" in page]
    assert pages and not [page for page in pages if b"<f>" in page or b"<f " in page]


def test_a_zero_byte_hides_no_formula():
    assert [safe(f"\0{sign}1") for sign in SIGNS] == [f"'{sign}1" for sign in SIGNS]
    assert {normalize_newlines(f"\0{sign}1")[:1] for sign in SIGNS} <= set(FORMULA)
