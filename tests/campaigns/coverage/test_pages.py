"""Public pages of regions and coverage: figures, number of queries, privacy."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db.models import Sum
from django.urls import reverse

from campaigns.coverage import rebuild as recount
from campaigns.coverage.coverage import Coverage
from campaigns.elections.models import Election
from campaigns.events.models.event import OutreachEvent
from groups.regions.models import Region, RegionStats
from kimportal.moderation.states import State
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    RegionFactory,
    StaffFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def rebuild_stats():
    recount.rebuild()
    RegionStats.objects.rebuild()


@pytest.fixture
def indonesia():
    """Create three villages of Kota Malang, one beside it and one far away."""
    for code in ["35.73.04.1001", "35.73.05.1001", "35.07.01.2001", "52.71.05.1002"]:
        RegionFactory(code=code)
    return RegionFactory()


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def campaign_for(*codes, complete=True):
    election = Election.objects.create(
        name="Pemilihan 2020", kind="regional", regions_complete=complete
    )
    election.regions.set(codes)
    return CampaignFactory(election=election)


# -- the figures


def test_expected_are_the_villages_of_the_voting_regions(indonesia):
    campaign = campaign_for("35.73", "52")

    coverage = Coverage(None, campaign)

    assert coverage.here.expected == 4
    assert {p.region.code: p.expected for p in coverage.places} == {"35": 3, "52": 1}


def test_a_regency_voting_twice_is_expected_once(indonesia):
    """Governor and mayor were elected on the same day in 2020."""
    campaign = campaign_for("35", "35.73")

    assert Coverage(None, campaign).here.expected == 4


def test_events_outside_the_voting_regions_do_not_count_as_reached(indonesia):
    campaign = campaign_for("35.73")
    for code in ["35.73.04.1001", "35.07.01.2001"]:
        EventFactory(campaign=campaign, region=RegionFactory(code=code), attendance=20)
    rebuild_stats()

    here = Coverage(None, campaign).here

    assert (here.reached, here.expected, here.events) == (1, 3, 2)


def test_inside_a_voting_province_every_village_is_expected(indonesia):
    campaign = campaign_for("35")

    assert Coverage(Region.objects.get(pk="35.73.04"), campaign).here.expected == 2


def test_without_a_programme_all_villages_are_expected(indonesia):
    assert Coverage().here.expected == 5


def test_while_regions_are_missing_there_are_no_percentages(client, indonesia):
    campaign = campaign_for("35.73", complete=False)
    for code in ["35.73.04.1001", "52.71.05.1002"]:
        EventFactory(campaign=campaign, region=RegionFactory(code=code), attendance=20)
    rebuild_stats()

    page = client.get(reverse("coverage"), {"program": campaign.slug})
    table = rows_of(client.get(reverse("coverage_csv"), {"program": campaign.slug}))
    api = client.get("/api/v1/capaian/", {"programme": campaign.slug}).json()

    html = page.content.decode().partition("<main")[2]
    assert "Tanpa persentase" in html and "belum tercatat" in html and "%" not in html
    assert "tidak ada pemilihan" not in html
    expected = [("'35", "parts", "", "1"), ("'52", "unknown", "", "1"), ("", "parts", "", "2")]
    columns = ("region_code", "ballot", "villages_expected", "villages_reached")
    assert [tuple(row[name] for name in columns) for row in table] == expected
    assert api["regions_complete"] is False
    assert [row["villages_expected"] for row in api["items"]] == [None, None, None]


def test_a_general_election_without_a_list_takes_place_everywhere(indonesia):
    election = Election.objects.create(name="Pemilu", kind="general")

    coverage = Coverage(None, CampaignFactory(election=election))

    assert (coverage.here.expected, coverage.shows_shares) == (5, True)
    assert {place.ballot for place in coverage.places} == {"own"}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("52.71", "memilih wali kota dan gubernur"),
        ("52.01", "hanya memilih gubernur"),
        ("35.73", "memilih wali kota"),
        ("35.07", "memilih bupati"),
        ("35.08", "tidak ada pemilihan"),
        ("35.73.04.1003", "memilih wali kota"),
        ("52", "memilih gubernur"),
        ("35", "sebagian kabupaten/kotanya memilih"),
    ],
)
def test_a_region_is_told_whom_it_elects(client, indonesia, code, text):
    for more in ["52.01.01.2001", "35.08.01.2001"]:
        RegionFactory(code=more)
    campaign = campaign_for("52", "52.71", "35.73", "35.07")

    coverage = client.get(reverse("coverage_region", args=[code]), {"program": campaign.slug})
    region = client.get(reverse("region_detail", args=[code])).content.decode()

    assert f": {text}." in coverage.content.decode()
    assert f"<dd>{text[0].upper()}{text[1:]}</dd>" in region


def test_page_csv_and_rows_say_the_same(client, indonesia):
    campaign = campaign_for("35.73", "52")
    for code in ["35.73.04.1001", "35.73.04.1001", "35.73.04.1003", "52.71.05.1002"]:
        EventFactory(campaign=campaign, region=RegionFactory(code=code), attendance=21)
    rebuild_stats()
    province = OutreachEvent.objects.filter(region__code__startswith="35")

    page = client.get(reverse("coverage"), {"program": campaign.slug})
    table = rows_of(client.get(reverse("coverage_csv"), {"program": campaign.slug}))

    place = page.context["places"][0]
    assert (place.region.code, table[0]["region_code"]) == ("35", "'35")
    assert place.events == int(table[0]["events"]) == province.count() == 3
    people = province.aggregate(people=Sum("attendance"))["people"]
    assert place.attendance == int(table[0]["attendance"]) == people == 63
    assert (place.reached, place.expected) == (2, 3)
    assert (table[0]["villages_reached"], table[0]["villages_expected"]) == ("2", "3")
    assert table[-1]["region"] == "Indonesia"
    assert int(table[-1]["events"]) == page.context["here"].events == 4


def test_regions_without_events_are_sorted_by_distance_to_a_kim(indonesia):
    GroupFactory(region=RegionFactory(code="35.73.05.1001"))
    EventFactory(region=RegionFactory(code="35.73.04.1001"), group=GroupFactory())
    rebuild_stats()

    without_events = Coverage(Region.objects.get(pk="35.73")).without_events

    assert [(r.code, r.own, bool(r.near)) for r in without_events] == [
        ("35.73.04.1003", 1, True),
        ("35.73.05.1001", 1, True),
    ]
    provinces = Coverage().without_events
    assert [r.code for r in provinces] == ["35.07", "52.71"]


def test_audience_sums_use_stand_ins_and_are_rounded_to_fives(client, indonesia):
    """Men count as 2 (they were 3) and women as 28 (they were 27)."""
    for disabled in (2, 12):
        EventFactory(region=indonesia, attendance=30, men=3, women=27, with_disability=disabled)
    rebuild_stats()

    page = client.get(f"/en{reverse('coverage_region', args=['35'])}")

    assert page.context["coverage"].split == [
        ("men", 5),
        ("women", 55),
        ("first-time voters", 0),
        ("people with a disability", 15),
    ]


def test_a_sum_of_few_people_is_not_published(client, indonesia):
    EventFactory(region=indonesia, attendance=30, with_disability=2)
    rebuild_stats()

    page = client.get(reverse("coverage_region", args=["35"]))

    assert dict(page.context["coverage"].split)["penyandang disabilitas"] is None
    assert page.content.decode().count("&lt; 5") == 1


def test_below_regencies_there_is_no_audience_split(client, indonesia):
    EventFactory(region=indonesia, attendance=30, men=13, women=17)
    rebuild_stats()

    assert client.get(reverse("coverage_region", args=["35.73.04"])).context["coverage"].split == []


def test_months_without_events_have_an_empty_bar(client, indonesia):
    for month in [9, 11]:
        EventFactory(region=indonesia, starts=datetime(2020, month, 5, 3, tzinfo=UTC))
    rebuild_stats()

    months = client.get(reverse("coverage")).context["months"]

    assert [(month.key, month.events) for month in months["rows"]] == [
        ("2020-09", 1),
        ("2020-10", 0),
        ("2020-11", 1),
    ]
    assert [(bar.value, bar.height) for bar in months["bars"].bars] == [(1, 144), (0, 0), (1, 144)]


def test_two_months_are_two_bars_and_no_slope(client, indonesia):
    for month, count in [(11, 2), (12, 1)]:
        for _each in range(count):
            EventFactory(region=indonesia, starts=datetime(2020, month, 5, 3, tzinfo=UTC))
    rebuild_stats()

    page = client.get(reverse("coverage")).content.decode()

    chart = page.partition('<svg class="bars"')[2].partition("</svg>")[0]
    assert re.findall(r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/>', chart) == [
        ("128", "12", "64", "144"),
        ("448", "84", "64", "72"),
    ]
    assert "<poly" not in chart


# -- a place


def test_a_village_without_kim_shows_registration_and_nearby_kim(client, indonesia):
    GroupFactory(region=RegionFactory(code="35.73.05.1001"), name="KIM Sebelah")
    rebuild_stats()

    html = client.get(indonesia.get_absolute_url()).content.decode()

    assert "Belum ada KIM di desa atau kelurahan ini" in html
    assert reverse("group_register") in html
    assert "KIM Sebelah" in html


def test_a_region_shows_only_its_own_live_content(client, indonesia):
    group = GroupFactory(region=indonesia, name="KIM Sukun Berseri")
    material = MaterialFactory(title="Coblos dengan sehat")
    event = EventFactory(region=indonesia, group=group, title="Rembug RW 05")
    event.apply_values({"materials": [[material.pk, 10]]})
    EventFactory(region=indonesia, title="Masih draf", state=State.DRAFT, group=group)
    EventFactory(region=RegionFactory(code="52.71.05.1002"), title="Jauh di Mataram")
    rebuild_stats()

    html = client.get(reverse("region_detail", args=["35.73"])).content.decode()

    assert "KIM Sukun Berseri" in html and "Rembug RW 05" in html and "Coblos dengan sehat" in html
    assert "Masih draf" not in html and "Jauh di Mataram" not in html


def test_a_code_that_left_the_decree_still_has_its_page(client, indonesia):
    Region.objects.filter(pk=indonesia.pk).update(valid_to=date(2025, 1, 1))

    response = client.get(indonesia.get_absolute_url())

    assert response.status_code == 200
    assert "tidak lagi ada dalam daftar resmi" in response.content.decode()


@pytest.mark.parametrize("code", ["99", "35.99", "x", "35'--", "٣٥", "35%00", "a" * 500])
@pytest.mark.parametrize("name", ["region_detail", "coverage_region", "embed_region"])
def test_unknown_codes_are_not_found(client, indonesia, name, code):
    assert client.get(reverse(name, args=["99"]).replace("99", code)).status_code == 404


def test_searching_places_shows_whole_paths(client, indonesia):
    html = client.get(reverse("region_list"), {"q": "sukun malang"}).content.decode()

    assert "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur" in html


@pytest.mark.parametrize("program", ["tidak-ada", "\0", "x" * 5000, "1' OR 1=1"])
def test_unknown_programmes_are_not_found(client, program):
    assert client.get(reverse("coverage"), {"program": program}).status_code == 404


# -- the same number of queries at one and at three rows


@pytest.mark.parametrize(
    ("name", "args", "queries"),
    [
        ("region_list", [], 3),
        ("region_detail", ["35"], 13),
        ("region_detail", ["35.73.04.1003"], 14),
        ("coverage", [], 9),
        ("coverage_region", ["35"], 10),
        ("coverage_csv", [], 5),
        ("embed_region", ["35"], 6),
    ],
)
@pytest.mark.parametrize("times", [1, 3])
def test_a_page_costs_the_same(client, django_assert_num_queries, name, args, queries, times):
    campaign = campaign_for(RegionFactory(code="35").code)
    for n in range(times):
        for code in ["35.73.04.1003", f"35.73.04.100{n + 4}", f"3{n + 1}.0{n + 1}.01.2001"]:
            group = GroupFactory(region=RegionFactory(code=code))
            event = EventFactory(
                group=group, campaign=campaign, starts=datetime(2020, 9 + n, 2, tzinfo=UTC)
            )
            event.apply_values({"materials": [[MaterialFactory().pk, 1]], "pillars": [1]})
    rebuild_stats()
    query = {"program": campaign.slug} if "region_" not in name or name == "coverage_region" else {}

    with django_assert_num_queries(queries):
        response = client.get(reverse(name, args=args), query)
        b"".join(response) if response.streaming else response.content


# -- JSON-LD, and the date of the figures


def test_a_region_has_json_ld_with_breadcrumbs(client, indonesia):
    page = client.get(reverse("region_detail", args=["35.73"])).content.decode()

    scripts = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)
    area, crumbs = (json.loads(script) for script in scripts)
    assert area["@type"] == "AdministrativeArea"
    assert (area["name"], area["identifier"]) == ("Kota Malang", "35.73")
    assert area["containedInPlace"]["url"] == "http://testserver/wilayah/35/"
    steps = crumbs["itemListElement"]
    assert [(step["position"], step["name"], step.get("item")) for step in steps] == [
        (1, "Beranda", "http://testserver/"),
        (2, "Wilayah", "http://testserver/wilayah/"),
        (3, "Jawa Timur", "http://testserver/wilayah/35/"),
        (4, "Kota Malang", None),
    ]


@pytest.mark.parametrize(
    ("name", "args"),
    [("home", []), ("coverage", []), ("region_detail", ["35"]), ("embed_region", ["35"])],
)
def test_figures_show_when_they_last_changed(client, indonesia, name, args):
    """The time of the last decision about an event or a KIM there, in the region's time zone."""
    moments = [datetime(2020, 11, 26, 5, tzinfo=UTC), datetime(2020, 11, 27, 5, tzinfo=UTC)]
    with time_machine.travel(moments[0], tick=False):
        event = EventFactory(region=indonesia, state=State.WAITING)
        event.approve(by=StaffFactory())
    with time_machine.travel(moments[1], tick=False):
        elsewhere = EventFactory(region=RegionFactory(code="52.71.05.1002"), state=State.WAITING)
        elsewhere.approve(by=StaffFactory())

    page = client.get(f"/en{reverse(name, args=args)}").content.decode()

    day = "27" if not args else "26"
    assert re.search(rf"last change\w* (was )?on {day} November 2020, 12:00 WIB", page, re.I)


def test_empty_figures_have_no_date(client, indonesia):
    page = client.get(reverse("region_detail", args=["35"])).content.decode()

    assert "Belum ada yang dihitung di sini." in page


def test_a_rebuild_without_differences_keeps_the_date(indonesia):
    with time_machine.travel(datetime(2020, 11, 26, 5, tzinfo=UTC), tick=False):
        EventFactory(region=indonesia, state=State.WAITING).approve(by=StaffFactory())
        RegionStats.objects.rebuild()  # the event's own group came live from the factory

    rebuild_stats()

    assert Coverage().here.changed_at == datetime(2020, 11, 26, 5, tzinfo=UTC)


# -- embedding


@pytest.mark.parametrize("name", ["embed", "embed_region"])
def test_embedded_pages_may_be_framed(client, indonesia, name):
    args = ["35"] if name == "embed_region" else []

    response = client.get(reverse(name, args=args))

    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


@pytest.mark.parametrize("name", ["coverage", "region_list", "data", "group_list", "event_list"])
def test_no_other_page_may_be_framed(client, name):
    response = client.get(reverse(name))

    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_a_withdrawal_is_seen_at_once(client, indonesia):
    event = EventFactory(region=indonesia, state=State.WAITING)
    event.approve(by=StaffFactory())
    before = client.get(reverse("coverage")).context["here"].events

    event.withdraw(by=StaffFactory(), note="Salah.")

    assert (before, client.get(reverse("coverage")).context["here"].events) == (1, 0)


def test_coverage_names_its_region(client):
    RegionFactory(code="35.73.04.1003")

    pages = [client.get(path).content.decode() for path in ("/capaian/", "/capaian/35/")]

    assert "Semua desa dan kelurahan di Indonesia," in pages[0]
    assert "Semua desa dan kelurahan di Jawa Timur," in pages[1]
