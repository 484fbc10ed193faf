"""Coverage of Pemilihan Serentak 2020, recounted in SQL against the list of 270 regions."""

import csv
import io

import pytest
from django.core.management import call_command
from django.db import connection

from campaigns.coverage import rebuild as recount
from campaigns.coverage.coverage import Coverage
from campaigns.elections.installed import DATA, install
from campaigns.elections.models import Election
from groups.regions import official_list
from groups.regions.models import Region, titled
from tests.factories import CampaignFactory, EventFactory, make_region

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

#: A state of each regency and city, and the villages it brings, from the tables alone.
STATES = """
WITH voting AS (
    SELECT region_id AS code FROM campaigns_election_regions WHERE election_id = %s
)
SELECT regency.code, regency.villages,
       CASE WHEN own.code IS NOT NULL AND governor.code IS NOT NULL THEN 'own_and_governor'
            WHEN own.code IS NOT NULL THEN 'own'
            WHEN governor.code IS NOT NULL THEN 'governor'
            ELSE 'none' END
FROM groups_region AS regency
LEFT JOIN voting AS own ON own.code = regency.code
LEFT JOIN voting AS governor ON governor.code = regency.parent_id
WHERE regency.level = 2 ORDER BY regency.code
"""
REACHED = """
SELECT substr(region_id, 1, 5), count(DISTINCT region_id) FROM campaigns_outreachevent
WHERE campaign_id = %s AND state = 'live' AND reported_at IS NOT NULL AND length(region_id) = 13
GROUP BY 1
"""
#: Villages of one regency in each state, and one of Aceh, where nobody voted.
EVENTS = ["13.71.01.1001", "13.02.01.2001", "35.73.04.1003", "12.71.01.1001", "11.01.01.2001"]


@pytest.fixture(scope="module")
def wide_rows():
    return [row for row in official_list.rows(official_list.names()) if row.level <= 2]


@pytest.fixture
def campaign(wide_rows):
    regions = [Region(**row._asdict()) for row in wide_rows]
    Region.objects.bulk_create(regions)
    campaign = CampaignFactory(election=install("pemilihan_serentak_2020").election)
    for code in EVENTS:
        EventFactory(campaign=campaign, region=make_region(code), attendance=20)
    EventFactory(campaign=campaign, region=make_region(EVENTS[0]), attendance=20)
    # make_region counted its villages on top of the official ones.
    Region.objects.bulk_update(regions, ["villages"])
    recount.rebuild()
    return campaign


def in_sql(query, key):
    with connection.cursor() as cursor:
        cursor.execute(query, [key])
        return cursor.fetchall()


def listed():
    with (DATA / "pemilihan_serentak_2020.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_region_of_the_list_has_its_official_name_and_its_own_source(wide_rows):
    official = {row.code: titled(row.kind, row.name) for row in wide_rows}
    kinds = {row.code: row.kind for row in wide_rows}
    heads = {"gubernur": "province", "bupati": "regency", "walikota": "city"}

    rows = listed()

    assert len({row["code"] for row in rows}) == len(rows) == 270
    assert [row for row in rows if kinds[row["code"]] != heads[row["kind"]]] == []
    for row in rows:
        name = row["name"].replace("Kabupaten ", "Kab. ")
        assert official[row["code"]].casefold() == name.casefold()
        assert row["source"]


def test_coverage_is_that_of_the_list(client, campaign):
    codes = {row["code"] for row in listed()}
    states = in_sql(STATES, campaign.election_id)
    reached = dict(in_sql(REACHED, campaign.pk))

    national = Coverage(None, campaign, rows_level=2)
    table = {
        place.region.code: (place.expected, place.ballot.value, place.reached)
        for place in national.places
    }

    assert len(states) == 514
    assert table == {
        code: (villages if state != "none" else 0, state, reached.get(code, 0) * (state != "none"))
        for code, villages, state in states
    }
    counted = {state: sum(state == each for *_, each in states) for state in STATE_COUNTS}
    assert counted == STATE_COUNTS
    own = {code for code, _villages, state in states if state.startswith("own")}
    assert own == {code for code in codes if "." in code} and len(own) == 224 + 37
    voting = sum(villages for _code, villages, state in states if state != "none")
    assert (national.here.expected, national.here.reached) == (voting, 3) == (46_997, 3)


STATE_COUNTS = {"own": 202, "own_and_governor": 59, "governor": 48, "none": 205}


def test_provinces_csv_and_api_say_the_same(client, campaign):
    states = in_sql(STATES, campaign.election_id)
    query = {"program": campaign.slug}

    response = client.get("/capaian/capaian.csv", query | {"tingkat": "2"})
    sheet = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    for row in sheet:  # the apostrophe that keeps spreadsheets from reading a number
        row["region_code"] = row["region_code"].removeprefix("'")
    api = client.get("/api/v1/capaian/", {"programme": campaign.slug, "level": 2}).json()
    provinces = client.get("/capaian/", query).context["places"]

    assert api["regions_complete"] is True
    assert [(row["region_code"], row["ballot"]) for row in sheet[:-1]] == [
        (code, state) for code, _villages, state in states
    ]
    keys = ("region_code", "ballot", "villages_expected", "villages_reached")
    assert [[str(row[key]) for key in keys] for row in api["items"]] == [
        [row[key] for key in keys] for row in sheet
    ]
    assert {place.region.code: place.expected for place in provinces} == {
        province: sum(v for c, v, s in states if c.startswith(f"{province}.") and s != "none")
        for province in {code[:2] for code, *_rest in states}
    }
    assert {place.region.code for place in provinces if place.ballot == "none"} == {"11", "31"}


@pytest.mark.parametrize("name", ["programme", "coverage"])
def test_the_pages_name_the_numbers(client, campaign, name):
    paths = {"programme": campaign.get_absolute_url(), "coverage": "/capaian/"}

    page = client.get(paths[name], {"program": campaign.slug} if name == "coverage" else {})
    text = " ".join(page.content.decode().split())

    if name == "programme":
        assert page.context["counts"] == {
            "governors": 9,
            "regents": 224,
            "mayors": 37,
            "governor_only": 48,
            "none": 205,
            "regencies": 514,
        }
        assert "205 dari 514" in text and "298.938" in text and "76,09%" in text
    else:
        assert "<b>3</b> dari 46.997 desa terjangkau" in text


def test_installing_again_changes_nothing_that_is_complete(campaign):
    election = Election.objects.get()
    election.regions.remove("35.15")
    election.facts.first().delete()
    Election.objects.update(source="Dikoreksi petugas.")

    call_command("load_elections")

    election.refresh_from_db()
    assert (election.regions.count(), election.facts.count()) == (269, 6)
    assert election.source == "Dikoreksi petugas."


def test_a_list_with_gaps_is_completed_later(campaign, capsys):
    election = Election.objects.get()
    Election.objects.update(regions_complete=False)
    Region.objects.filter(code="35.15").update(code="35.98")
    election.regions.clear()
    Region.objects.filter(code="35.15").delete()

    first = install("pemilihan_serentak_2020")
    make_region("35.15")
    call_command("load_elections")

    assert (first.unknown, first.election.regions_complete) == (["35.15"], False)
    election.refresh_from_db()
    assert (election.regions.count(), election.regions_complete) == (270, True)
    assert election.facts.count() == 7
    assert capsys.readouterr().out == "Pemilihan Serentak 2020: 270 voting regions, loaded.\n"
