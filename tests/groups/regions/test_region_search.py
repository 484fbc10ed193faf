"""Search of regions by name and by containing region, best first, in a small response."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from groups.regions import official_list
from groups.regions.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

#: Real rows of the list: every regency, Kec. Sukun, Kepanjen and Menganti, all of Babel.
PREFIXES = ("35.73.04", "35.07.13", "35.25.13", "19")


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
