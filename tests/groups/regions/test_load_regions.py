"""Loading the official list of regions: complete, idempotent, and keeping old rows."""

from collections import Counter
from datetime import date
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.regions import official_list
from groups.regions.models import Kind, Region

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

FEW = {
    "35": "Jawa Timur",
    "35.07": "Kabupaten Malang",
    "35.73": "Kota Malang",
    "35.73.04": "Sukun",
    "35.73.04.1005": "Sukun",
    "91": "Papua",
    "91.03": "Kabupaten Jayapura",
    "91.03.01": "Sentani",
    "91.03.01.2001": "Desa Baru",
    "91.03.01.3007": "Desa Adat Yoboi",
    "31": "Daerah Khusus Ibukota Jakarta",
}


def load(*options):
    output = StringIO()
    call_command("load_regions", *options, stdout=output)
    return output.getvalue()


@pytest.fixture
def few(monkeypatch):
    """A list of eleven regions; tests may change it."""
    names = dict(FEW)
    monkeypatch.setattr(official_list, "names", lambda: names)
    return names


def test_the_whole_list_is_loaded():
    output = load()

    assert Counter(Region.objects.values_list("kind", flat=True)) == {
        Kind.PROVINCE: 38,
        Kind.REGENCY: 416,
        Kind.CITY: 98,
        Kind.DISTRICT: 7285,
        Kind.KELURAHAN: 8496,
        Kind.DESA: 75252,
        Kind.DESA_ADAT: 14,
    }
    assert "village   83,762 of 83,762" in output
    assert "91,599 regions loaded in " in output
    sukun = Region.objects.get(pk="35.73.04.1005")
    assert sukun.path == "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur"
    assert Region.objects.exclude(level=1).filter(parent=None).count() == 0


@pytest.mark.parametrize(
    ("code", "kind", "title", "path"),
    [
        ("35", "province", "Jawa Timur", "Jawa Timur"),
        ("35.07", "regency", "Kab. Malang", "Kab. Malang, Jawa Timur"),
        ("35.73", "city", "Kota Malang", "Kota Malang, Jawa Timur"),
        ("35.73.04", "district", "Kec. Sukun", "Kec. Sukun, Kota Malang, Jawa Timur"),
        ("91.03.01.2001", "desa", "Desa Baru", "Desa Baru, Kec. Sentani, Kab. Jayapura, Papua"),
        (
            "91.03.01.3007",
            "desa_adat",
            "Desa Adat Yoboi",
            "Desa Adat Yoboi, Kec. Sentani, Kab. Jayapura, Papua",
        ),
        ("31", "province", "DKI Jakarta", "DKI Jakarta"),
    ],
)
def test_kind_title_and_path_follow_from_code_and_name(few, code, kind, title, path):
    load()

    region = Region.objects.get(pk=code)

    assert (region.kind, region.title, region.path) == (kind, title, path)
    assert region.parent_id == (code.rpartition(".")[0] or None)


def test_loading_twice_changes_nothing(few):
    load()
    before = list(Region.objects.order_by("code").values())

    load()

    assert list(Region.objects.order_by("code").values()) == before


def test_loading_twice_writes_nothing(few):
    load()

    with CaptureQueriesContext(connection) as queries:
        load()

    assert [query["sql"] for query in queries if "INSERT" in query["sql"].upper()] == []
    assert [query["sql"] for query in queries if "UPDATE" in query["sql"].upper()] == []


def test_only_rows_that_differ_are_written(few):
    load()
    few["91.03.01.2001"] = "Desa Lama"

    with patch("groups.management.commands.load_regions.upsert") as upsert:
        load()

    assert [[row.code for row in call.args[0]] for call in upsert.call_args_list] == [
        ["91.03.01.2001"]
    ]


def test_more_rows_than_a_batch_are_loaded(few, monkeypatch):
    monkeypatch.setattr("groups.management.commands.load_regions.BATCH", 2)

    load()

    assert set(Region.objects.values_list("code", flat=True)) == set(FEW)


def test_damaged_rows_are_restored(few):
    load()
    before = list(Region.objects.order_by("code").values())
    Region.objects.update(name="", kind="", level=0, parent=None, path="", search_text="")
    Region.objects.update(villages=0)

    load()

    assert list(Region.objects.order_by("code").values()) == before


@pytest.mark.parametrize(
    ("code", "search_text"),
    [
        ("35", " jawatimur jawa timur "),
        ("35.07", " malang kab kabupaten jawatimur jawa timur "),
        ("35.73.04.1005", " sukun kel kec malang kota jawatimur jawa timur kelurahan "),
        ("31", " jakarta dki daerah khusus ibukota "),
        ("91.03.01.2001", " baru desa sentani kec jayapura kab kabupaten papua "),
    ],
)
def test_the_search_text_has_every_name_of_a_region(few, code, search_text):
    load()

    assert Region.objects.get(pk=code).search_text == search_text


def test_villages_are_counted_at_every_level(few):
    load()

    assert dict(Region.objects.values_list("code", "villages")) == {
        "35": 1,
        "35.07": 0,
        "35.73": 1,
        "35.73.04": 1,
        "35.73.04.1005": 1,
        "91": 2,
        "91.03": 2,
        "91.03.01": 2,
        "91.03.01.2001": 1,
        "91.03.01.3007": 1,
        "31": 0,
    }


def test_a_new_name_also_changes_the_paths_below(few):
    load()
    few["35.73.04"] = "Sukun Baru"

    load()

    assert Region.objects.get(pk="35.73.04.1005").path == (
        "Kel. Sukun, Kec. Sukun Baru, Kota Malang, Jawa Timur"
    )


def test_a_code_that_left_the_decree_keeps_its_row(few):
    load()
    del few["91.03.01.3007"]

    output = load()

    assert Region.objects.get(pk="91.03.01.3007").valid_to == timezone.localdate()
    assert Region.objects.exclude(valid_to=None).count() == 1
    assert "1 left the decree" in output


def test_valid_to_is_not_changed_by_later_loads(few):
    load()
    del few["91.03.01.3007"]
    Region.objects.filter(pk="91.03.01.3007").update(valid_to=date(2022, 11, 9))

    load()

    assert Region.objects.get(pk="91.03.01.3007").valid_to == date(2022, 11, 9)


def test_a_code_back_in_the_decree_is_current_again(few):
    load()
    Region.objects.filter(pk="91.03.01.3007").update(valid_to=date(2022, 11, 9))

    load()

    assert Region.objects.get(pk="91.03.01.3007").valid_to is None


def test_if_empty_is_silent_when_there_are_regions(few, django_assert_num_queries):
    load()

    with django_assert_num_queries(1):
        output = load("--if-empty")

    assert output == ""


def test_if_empty_loads_into_an_empty_table(few):
    load("--if-empty")

    assert Region.objects.count() == len(FEW)


def test_a_file_with_another_hash_is_rejected(monkeypatch):
    monkeypatch.setitem(official_list.SHA256, "desa.json.gz", "0" * 64)

    with pytest.raises(CommandError, match=r"desa\.json\.gz"):
        load()

    assert Region.objects.count() == 0


def test_a_list_without_a_village_is_rejected(monkeypatch):
    monkeypatch.setitem(official_list.COUNTS, 4, 83763)

    with pytest.raises(CommandError, match="83762 regions of level 4 instead of 83763"):
        load()
