import pytest

from groups.regions.models import Region
from kimportal.web.search import fold, search_text, stems
from tests.factories import RegionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Kel. Sukun", "kel sukun"),
        ("  Ciptomulyo,MALANG ", "ciptomulyo malang"),
        ("Café—Désa", "cafe desa"),
        ("a_b%c", "a b c"),
        ("\x00' OR 1=1--", "or 1 1"),
        ("ꦗꦮ", "ꦗꦮ"),
        ("Jum’at di Kel. Ma'rang", "jumat di kel marang"),
        ("", ""),
    ],
)
def test_folding_keeps_words_and_drops_the_rest(typed, folded):
    assert fold(typed) == folded


def test_a_word_is_found_by_any_form_of_its_stem():
    assert stems("memilih") == stems("pemilihan") == stems("dipilih") == ["pilih"]


def test_stop_words_alone_search_for_nothing():
    assert stems("yang dan di") == []


def test_a_query_is_bounded():
    assert len(stems(" ".join(f"kata{n}" for n in range(1000)))) == 8


def test_stored_text_holds_words_and_stems_once():
    assert search_text("Pemilihan kota", "kota") == " pemilihan pilih kota "


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("sukun", {"35.73.04", "35.73.04.1003", "35.73.04.1001"}),
        ("suku", {"35.73.04", "35.73.04.1003", "35.73.04.1001"}),
        ("sukun cipto", {"35.73.04.1001"}),
        ("ukun", set()),
        ("sukun' & !malang", {"35.73.04", "35.73.04.1003", "35.73.04.1001"}),
        ("%", set()),
    ],
)
def test_search_finds_word_beginnings_on_every_database(query, codes):
    RegionFactory(code="35.73.04.1003")
    RegionFactory(code="35.73.04.1001")

    assert set(Region.objects.search(query).values_list("code", flat=True)) == codes
