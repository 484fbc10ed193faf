"""Places, coverage and open data in a real browser: for everyone, on any screen, light in weight."""

from datetime import UTC, datetime

import pytest

from campaigns.coverage import rebuild as recount
from campaigns.elections.models import Election
from groups.regions.models import RegionStats
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "places": "/wilayah/",
    "place-search": "/wilayah/?q=sukun",
    "place-city": "/wilayah/35.73/",
    "place-village-without-kim": "/wilayah/35.73.04.1001/",
    "coverage": "/capaian/?program=serentak-2020",
    "coverage-province": "/capaian/35/",
    "data": "/data/",
    "embed": "/sematan/wilayah/35/",
    "coverage-english": "/en/capaian/",
}
#: Bytes before pictures, as the server sends them to a browser that takes no compression.
HEAVIEST = 60_000


@pytest.fixture
def site(live_server):
    for code in ["35.73.04.1001", "35.07.01.2001", "52.71.05.1002"]:
        RegionFactory(code=code)
    election = Election.objects.create(
        name="Pemilihan Serentak 2020", kind="regional", regions_complete=True
    )
    campaign = CampaignFactory(slug="serentak-2020", name="Serentak 2020", election=election)
    group = GroupFactory(region=RegionFactory(), name="KIM Sukun Berseri")
    election.regions.set(["35.73", "52"])
    for month in (10, 11, 12):
        event = EventFactory(
            group=group,
            campaign=campaign,
            men=3,
            women=20,
            starts=datetime(2020, month, 4, 3, tzinfo=UTC),
        )
        event.apply_values({"pillars": [1], "materials": [[MaterialFactory().pk, 2]]})
    recount.rebuild()
    RegionStats.objects.rebuild()
    return live_server.url


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_it_and_axe_finds_nothing(page, site, axe, no_sideways, shot, name):
    page.goto(site + PAGES[name])

    no_sideways(page)
    axe(page)
    shot(page, f"{name}-360")


@pytest.mark.parametrize("name", ["place-city", "coverage", "data", "embed"])
def test_it_reads_well_in_the_dark(dark_page, site, axe, name):
    dark_page.goto(site + PAGES[name])

    axe(dark_page)


@pytest.mark.parametrize("name", ["places", "place-city", "coverage", "data"])
def test_a_desk_shows_it(wide_page, site, axe, no_sideways, shot, name):
    wide_page.goto(site + PAGES[name])

    no_sideways(wide_page)
    axe(wide_page)
    shot(wide_page, f"{name}-1280")


def test_the_keyboard_walks_over_the_map(wide_page, site):
    wide_page.goto(site + PAGES["coverage"])
    first = wide_page.locator(".tile").first
    first.focus()

    wide_page.keyboard.press("Tab")
    wide_page.keyboard.press("Enter")

    wide_page.wait_for_url("**/capaian/52/?program=serentak-2020")
    assert wide_page.locator("h1").inner_text() == "Nusa Tenggara Barat"


def test_drill_down_ends_in_a_village_without_javascript(no_js_page, site):
    page = no_js_page
    page.goto(site + "/capaian/")

    for place in ["Jawa Timur", "Kota Malang", "Kec. Sukun", "Kel. Sukun"]:
        page.get_by_role("table").first.get_by_role("link", name=place, exact=True).click()

    assert page.locator("h1").inner_text() == "Kel. Sukun"
    page.get_by_label("Program").select_option("serentak-2020")
    page.get_by_role("button", name="Tampilkan").click()
    assert "Serentak 2020" in page.locator(".kicker").inner_text()


@pytest.mark.parametrize("name", ["places", "place-city", "coverage", "data", "embed"])
def test_it_is_light(page, site, name):
    weight = []
    page.on("response", lambda answer: weight.append(len(answer.body())))

    page.goto(site + PAGES[name], wait_until="networkidle")

    assert sum(weight) < 2 * HEAVIEST  # twice: text halves at least once it is compressed


def test_another_site_may_frame_it(page, site):
    other = "http://localhost:8009/desa.html"
    frame = f'<title>Desa</title><iframe src="{site}/sematan/wilayah/35/"></iframe>'
    page.route(other, lambda route: route.fulfill(content_type="text/html", body=frame))
    # Chromium keeps a strange page from asking this machine; our answer is handed on as it is.
    page.route(f"{site}/**", lambda route: route.fulfill(response=route.fetch()))

    page.goto(other)

    page.frame_locator("iframe").get_by_role("heading", name="Jawa Timur").wait_for()
