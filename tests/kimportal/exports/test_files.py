"""XLSX exports: limited to the jurisdiction, and text is never a formula or a link."""

import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from kimportal.exports.export import export_named
from kimportal.exports.filters import ExportSelection
from kimportal.moderation.states import State
from kimportal.ui.fields import normalize_newlines
from tests.exports import ready_job
from tests.factories import EventFactory, GroupFactory

pytestmark = pytest.mark.django_db

NAMES = ["kim", "kegiatan", "keputusan"]


def workbook_of(job):
    with job.file.open("rb") as file:
        return load_workbook(io.BytesIO(file.read()))


def cells_of(job):
    return [cell for sheet in workbook_of(job) for row in sheet for cell in row]


@pytest.mark.parametrize("name", NAMES)
def test_the_file_holds_only_rows_of_the_jurisdiction(name, both):
    text = str([cell.value for cell in cells_of(ready_job(both.reviewer, name))])

    assert both.group.name in text
    assert both.other_group.name not in text


@pytest.mark.parametrize("name", NAMES)
def test_columns_about_persons_are_for_administrators(name, both):
    text = str([cell.value for cell in cells_of(ready_job(both.national_reviewer, name))])
    administrator_text = str([cell.value for cell in cells_of(ready_job(both.administrator, name))])

    secrets = ["Rahasia", "081234567890", both.officer.name]
    assert [secret for secret in secrets if secret in text] == []
    assert [secret for secret in secrets if secret in administrator_text]


HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","Klik")',
    "{=1+1}",
    "+62812",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "http://evil.example",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "external:c:\\rahasia.xlsx",
    "0812",
    "1e9",
    "_x003D_1+1",
    "<c><f>1+1</f></c>",
    "a\x0b\x1f\x7f\u202e",
]


def test_hostile_text_stays_text(world):
    for text in HOSTILE:
        GroupFactory(region=world.village, name=text)

    job = ready_job(world.administrator, "kim")

    cells = cells_of(job)
    names = [cell for cell in cells if cell.column == 2 and cell.row > 1]
    assert [unescape(cell.value) for cell in names] == [
        normalize_newlines(text) for text in HOSTILE
    ]
    assert {cell.data_type for cell in names} == {"s"}
    assert [cell for cell in cells if cell.data_type == "f" or cell.hyperlink] == []
    quoted = {cell.value[:1] for cell in names if cell.quotePrefix}
    assert quoted == set("=+-@\t\n＝＋")


def test_dates_and_numbers_keep_their_type(world):
    event = EventFactory(group=world.group, attendance=1234)

    row = list(workbook_of(ready_job(world.administrator, "kegiatan")).active.values)[1]

    local = timezone.localtime(event.starts).replace(tzinfo=None, second=0, microsecond=0)
    assert local in [
        value.replace(second=0, microsecond=0) for value in row if hasattr(value, "hour")
    ]
    assert 1234 in row


def test_a_text_longer_than_a_cell_is_shortened(world):
    EventFactory(group=world.group, story="a" * 40_000)

    texts = [cell.value for cell in cells_of(ready_job(world.administrator, "kegiatan"))]

    assert max(len(str(text)) for text in texts) == 32_767


@pytest.mark.parametrize(
    ("selection", "titles"),
    [
        ({}, {"Lama Malang", "Baru Malang", "Baru Mataram"}),
        ({"region": "35.73"}, {"Lama Malang", "Baru Malang"}),
        ({"state": State.WAITING}, {"Baru Mataram"}),
        ({"since": "2020-11-26"}, {"Baru Malang", "Baru Mataram"}),
        ({"until": "2020-11-25"}, {"Lama Malang"}),
        ({"since": "2020-11-25", "until": "2020-11-25", "region": "52"}, set()),
    ],
)
def test_an_export_is_limited_to_its_selection(selection, titles, world):
    old = timezone.make_aware(timezone.datetime(2020, 11, 25, 23, 59))
    new = timezone.make_aware(timezone.datetime(2020, 11, 26, 0, 1))
    EventFactory(group=world.group, title="Lama Malang", starts=old)
    EventFactory(group=world.group, title="Baru Malang", starts=new)
    EventFactory(group=world.other_group, title="Baru Mataram", starts=new, state=State.WAITING)

    lines = export_named("kegiatan").lines(world.administrator, ExportSelection(**selection))

    assert {line[1] for line in list(lines)[1:]} == titles
