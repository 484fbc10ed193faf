"""Search of regions by name and by containing region, best first, in a small response."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from groups.regions import official_list
from groups.regions.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

#: Real rows of the list: every regency, Kec. Sukun, Kepanjen and Menganti, all of Babel, and places
#: of each kind of name.
PREFIXES = (
    *("35.73.04", "35.07.13", "35.25.13", "19"),
    *(
        "11.01.04",
        "71.03.11",
        "82.02.03",
        "34.04.07",
        "34.71.08",
        "13.06.01",
        "91.03.01",
        "18.04.04",
    ),
    *(
        "31.74.01",
        "31.01.02",
        "12.04.21",
        "12.18.02",
        "34.03.01",
        "12.74.01",
        "63.02.06",
        "11.71.01",
    ),
)


@pytest.fixture
def places():
    names = {
        code: name
        for code, name in official_list.names().items()
        if len(code) <= 5 or code.startswith(PREFIXES)
    }
    Region.objects.bulk_create(official_list.regions(names))


def search(client, text, **also):
    return client.get(reverse("region_search"), {"q": text, **also}).json()


def test_sukun_malang_finds_village_district_and_city(client, places):
    results = search(client, "sukun malang")

    assert results[:3] == [
        ["35.73.04", "Kec. Sukun, Kota Malang, Jawa Timur"],
        ["35.73.04.1005", "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur"],
        ["35.73", "Kota Malang, Jawa Timur"],
    ]
    assert all("Sukun" in path for code, path in results[3:])


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("malang", "35.07"),
        ("kota malang", "35.73"),
        ("KOTA  MALANG!", "35.73"),
        ("kelurahan sukun", "35.73.04.1005"),
        ("kel sukun", "35.73.04.1005"),
        ("kec. sukun", "35.73.04"),
        ("menganti", "35.25.13"),
        ("mengan", "35.25.13"),
        ("jatim", "35"),
        ("jogja", "34"),
        ("kabupaten malang", "35.07"),
        ("malang kepanjen", "35.07.13"),
    ],
)
def test_the_best_match_comes_first(client, places, query, first):
    assert search(client, query)[0][0] == first


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # kinds of every province
        ("kapanewon depok", "34.04.07"),
        ("kalurahan caturtunggal", "34.04.07.2001"),
        ("caturtunggal kapanewon depok", "34.04.07.2001"),
        ("distrik sentani", "91.03.01"),
        ("provinsi bali", "51"),
        # administrative cities of Jakarta by their everyday names
        ("kota jakarta selatan", "31.74"),
        ("jakarta selatan", "31.74"),
        ("jaksel", "31.74"),
        ("tebet jaksel", "31.74.01"),
        ("jakarta pusat", "31.71"),
        ("kota administrasi jakarta barat", "31.73"),
        ("kab. kepulauan seribu", "31.01"),
        ("kep. seribu", "31.01"),
        ("kep seribu", "31.01"),
        # short names
        ("jogja", "34"),
        ("kota jogja", "34.71"),
        ("jogjakarta", "34"),
        ("tj balai", "12.74"),
        ("tg. balai", "12.74"),
        ("tangsel", "36.74"),
        ("solo", "33.72"),
        ("kodya malang", "35.73"),
        ("prov jatim", "35"),
        # joined and split
        ("gunung kidul", "34.03"),
        ("gunungkidul", "34.03"),
        ("wonosari gunung kidul", "34.03.01"),
        ("kab. gunung kidul", "34.03"),
        ("baubau", "74.72"),
        ("bau-bau", "74.72"),
        ("kota bau bau", "74.72"),
        ("tanjung balai", "12.74"),
        ("tanjungbalai", "12.74"),
        ("kota baru", "63.02"),
        ("kotabaru", "63.02"),
        ("pangkal pinang", "19.71"),
        ("tanjung jabung timur", "15.07"),
        ("tanjungjabung timur", "15.07"),
        ("pematang siantar", "12.72"),
        # names that are stop words, and stop words that are none
        ("desa para", "71.03.11.2004"),
        ("para", "71.03.11.2004"),
        ("yang", "82.02.03.2008"),
        ("desa dalam", "11.01.04.2008"),
        ("sukun di kota malang", "35.73.04"),
        # parts of a village are left out
        ("dusun krajan kec. menganti", "35.25.13"),
        ("RT 03 RW 02 kel. sukun", "35.73.04.1005"),
        # codes
        ("35.73.04.1005", "35.73.04.1005"),
        ("3573041005", "35.73.04.1005"),
        ("35 73 04", "35.73.04"),
        ("357304", "35.73.04"),
        ("3573", "35.73"),
        ("35.73", "35.73"),
    ],
)
def test_a_place_is_found_as_people_write_it(
    client, places, django_assert_num_queries, query, first
):
    with django_assert_num_queries(1):
        assert search(client, query)[0][0] == first


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ", "`", ""])
def test_an_apostrophe_is_found_in_every_form(client, places, apostrophe):
    make = official_list.regions({"12.04.99": "Moro'o", "12.04": "Kabupaten Nias", "12": "Sumut"})
    make[-1].save()

    assert search(client, f"moro{apostrophe}o")[0][0] == "12.04.99"


def test_a_code_also_lists_what_begins_with_it(client, places):
    codes = [code for code, path in search(client, "35.73.04")]

    assert codes[0] == "35.73.04"
    assert set(codes[1:]) == set(
        Region.objects.filter(parent="35.73.04").values_list("code", flat=True)
    )


@pytest.mark.parametrize("query", ["3573030", "3573030004", "35 73 030 004"])
def test_a_code_of_bps_gets_a_hint(client, places, query):
    ((code, hint),) = search(client, query)

    assert code == ""
    assert hint.startswith("Sepertinya ini kode BPS.")
    english = client.get(f"/en{reverse('region_search')}", {"q": query}).json()
    assert english[0][1].startswith("This looks like a code of BPS.")


def test_a_kind_written_in_front_decides_between_namesakes(client, places):
    regency = [code for code, path in search(client, "kabupaten malang")]
    city = [code for code, path in search(client, "kota malang")]

    assert ("35.07" in regency, "35.73" in regency) == (True, False)
    assert ("35.07" in city, "35.73" in city) == (False, True)


def test_levels_restrict_the_results(client, places):
    results = search(client, "sukun malang", tingkat="4")

    assert results[0][0] == "35.73.04.1005"
    assert {code.count(".") for code, path in results} == {3}


@pytest.mark.parametrize("query", ["malang", "bangka belitung", "a", "jakarta", "se", "kel"])
def test_a_response_is_small(client, places, django_assert_num_queries, query):
    with django_assert_num_queries(1):
        response = client.get(reverse("region_search"), {"q": query})

    assert len(response.content) < 2000
    assert 1 <= len(response.json()) <= 20


def test_a_response_is_cacheable(client, places):
    response = client.get(reverse("region_search"), {"q": "sukun"})

    assert "public" in response["Cache-Control"]
    assert "s-maxage" in response["Cache-Control"]
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    assert response["Content-Type"] == "application/json"


def test_regions_that_left_the_decree_are_not_returned(client, places):
    Region.objects.filter(pk="35.73.04.1005").update(valid_to=date(2025, 1, 1))

    assert "35.73.04.1005" not in [code for code, path in search(client, "sukun malang")]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "\x00",
        "dan di",
        "%",
        "_",
        "\\",
        "' OR 1=1--",
        "&|!:*()",
        "\u202e",
        "🗳️",
        "zzzqqq",
        "x" * 100000,
        "zq7 " * 50000,
        "'; DROP TABLE groups_region",
    ],
)
def test_strange_queries_have_no_results(client, places, query):
    assert search(client, query, tingkat="9\0x") == []


@pytest.mark.postgres
def test_the_search_uses_the_full_text_index(places):
    """The expressions of lookup and index must be equal, or PostgreSQL reads every row."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Region.objects.search("sukun malang").order_by().explain()

    assert "groups_region_search_words" in plan
