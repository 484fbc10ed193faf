"""Open data: safe CSV, the same rows in the API, documented, bounded, no personal data."""

import csv
import io
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from campaigns.coverage import rebuild as recount
from campaigns.open_data import api
from campaigns.open_data.datasets import DATASETS
from groups.regions.models import RegionStats
from kimportal.exports.csv_export import safe
from kimportal.moderation.states import State
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
    MembershipFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

URL_NAMES = {"kim": "group", "materi": "material", "kegiatan": "event", "rekap": "tally"}
#: Datasets that have rows without anything being published.
ALWAYS_THERE = {"wilayah": "region", "kode": "code"}
SCHEMAS = {
    "kim": api.Group,
    "materi": api.Material,
    "kegiatan": api.Event,
    "rekap": api.EventStats,
    "wilayah": api.Place,
    "kode": api.CodeName,
}
SECRETS = {
    "contact_name": "Rahasia Narahubung",
    "contact_phone": "081234567890",
    "contact_email": "rahasia@example.org",
    "address": "Jalan Rahasia 7",
    "decree_number": "RAHASIA/1/2020",
    "decree_signer_name": "Rahasia Penanda",
}


def text_of(response):
    content = b"".join(response if response.streaming else [response.content])
    return content.decode("utf-8-sig")


def add_rendition(file, name="webp-360"):
    content = ContentFile(b"RIFF", name="x.webp")
    return file.renditions.create(
        name=name,
        content=content,
        mime="image/webp",
        width=360,
        height=450,
        size=4,
        sha256="1" * 64,
    )


def table(client, name):
    text = text_of(client.get(reverse("data_csv", args=[name])))
    return list(csv.DictReader(io.StringIO(text)))


def api_list(name):
    return reverse(f"api-1:{(URL_NAMES | ALWAYS_THERE)[name]}_list")


@pytest.fixture
def full():
    """Create one object of each kind, with secrets in every private field."""
    campaign = CampaignFactory(slug="serentak-2020")
    group = GroupFactory(region=RegionFactory(), name="KIM Sukun", slug="kim-sukun", **SECRETS)
    MembershipFactory(
        group=group, person__name="Rahasia Anggota", person__email="rahasia2@example.org"
    )
    material = MaterialFactory(title="Coblos sehat", campaign=campaign)
    event = EventFactory(group=group, campaign=campaign, men=3, women=30, first_time_voters=9)
    event.apply_values({"materials": [[material.pk, 5]], "speakers": [["Rahasia Narasumber", ""]]})
    recount.rebuild()
    RegionStats.objects.rebuild()
    return event


@pytest.mark.parametrize("name", DATASETS)
def test_columns_match_the_dictionary_and_the_api(client, full, name):
    row = table(client, name)[0]
    details = list(DATASETS[name].detail_columns)

    assert list(row) == list(DATASETS[name].columns)
    assert [*row, *details] == list(SCHEMAS[name].model_fields)
    page = text_of(client.get(reverse("data")))
    assert all(f"<code>{column}</code>" in page for column in row)


@pytest.mark.parametrize("name", DATASETS)
def test_the_api_has_the_rows_of_the_csv(client, full, name):
    rows = table(client, name)

    items = client.get(api_list(name)).json()["items"]

    assert len(items) == len(rows)
    for item, row in zip(items, rows, strict=True):
        assert {k: as_cell(item[k]) for k in row} == {k: as_cell(v) for k, v in row.items()}


def as_cell(value):
    """Return a comparable value: JSON has 2020-11-01T03:00:00Z, CSV 2020-11-01T10:00:00+07:00."""
    if isinstance(value, bool):
        return str(int(value))
    text = "" if value is None else str(value).removeprefix("'")
    if len(text) >= 19 and text[10] == "T":
        return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
    return text


@pytest.mark.parametrize("name", DATASETS)
def test_no_personal_data_is_published(client, full, name):
    content = text_of(client.get(reverse("data_csv", args=[name]))) + text_of(
        client.get(api_list(name))
    )

    assert "ahasia" not in content and "081234567890" not in content and "RAHASIA" not in content


def test_small_audiences_are_left_out_everywhere(client, full):
    event = table(client, "kegiatan")[0]
    stats = {row["region_code"].removeprefix("'"): row for row in table(client, "rekap")}

    assert (event["attendance"], event["men"], event["women"]) == ("40", "", "30")
    assert event["first_time_voters"] == "9"
    # Three men count as 2, and in steps of five that is too few to publish.
    assert (stats["35"]["men"], stats["35"]["women"]) == ("", "30")
    assert stats["35"]["first_time_voters"] == "10"
    assert stats["35.73.04.1003"]["first_time_voters"] == ""


def test_small_audiences_are_left_out_of_the_page_of_an_event_too(client, full):
    html = client.get(full.get_absolute_url()).content.decode()

    # The men; seven people are neither, so 30 women reveal nothing.
    assert html.count("&lt; 5") == 1
    assert "<dd>3</dd>" not in html and "<dd>30</dd>" in html and "<dd>9</dd>" in html


@pytest.mark.parametrize("state", [s for s in State if s != State.LIVE])
def test_only_public_objects_are_published(client, state):
    GroupFactory(state=state, region=RegionFactory())
    MaterialFactory(state=state)
    EventFactory(state=state, group=GroupFactory(state=State.WITHDRAWN))
    recount.rebuild()

    assert [table(client, name) for name in URL_NAMES] == [[], [], [], []]
    assert [client.get(api_list(name)).json()["items"] for name in URL_NAMES] == [[], [], [], []]


def test_a_programme_that_is_not_public_is_not_named(client):
    EventFactory(campaign=CampaignFactory(slug="rahasia", is_public=False))
    recount.rebuild()

    assert "rahasia" not in str([table(client, name) for name in URL_NAMES])
    assert {row["programme"] for row in table(client, "rekap")} == {""}
    answer = client.get(reverse("api-1:event_list"), {"programme": "rahasia"})
    assert (answer.status_code, "rahasia" in answer.content.decode()) == (404, False)


@pytest.mark.parametrize("sign", list("=+-@\t\r\n＝＋－＠"))
def test_no_cell_is_a_formula(client, sign):
    GroupFactory(name=f"{sign}cmd|' /C calc'!A0", region=RegionFactory())

    name = table(client, "kim")[0]["name"]

    assert not name.startswith(tuple("=+-@\t\r\n\0＝＋－＠"))
    assert (safe("\0=1"), safe(-5)) == ("'=1", "-5")


def test_dates_are_in_the_regions_time_zone(client):
    east = RegionFactory(code="91.03.01.2001")
    evening_in_utc = datetime(2020, 12, 1, 16, 30, tzinfo=UTC)
    group = GroupFactory(region=east, verified_at=evening_in_utc, last_confirmed_at=evening_in_utc)

    row = table(client, "kim")[0]

    assert (row["verified"], row["confirmed"]) == ("2020-12-02", "2020-12-02")
    assert "2 Desember 2020" in client.get(group.get_absolute_url()).content.decode()


def test_commas_quotes_and_line_breaks_are_kept(client):
    GroupFactory(name='KIM "Guyub", RW 05\nSukun', region=RegionFactory())

    assert table(client, "kim")[0]["name"] == 'KIM "Guyub", RW 05\nSukun'


def test_pages_follow_each_other_without_loss(client, django_assert_num_queries, settings):
    slugs = [GroupFactory(region=RegionFactory(), slug=f"kim-{n}").slug for n in range(5)]
    GroupFactory(region=RegionFactory(code="52.71.05.1002"), slug="kim-1-lain")
    address = f"{settings.SITE_URL}{reverse('api-1:group_list')}?limit=2&region=35.73"
    listed, counts, queries = [], [], 3  # the region, the number of rows, the page

    while address is not None:
        with django_assert_num_queries(queries):
            page = client.get(address.removeprefix(settings.SITE_URL)).json()
        listed += [item["slug"] for item in page["items"]]
        counts.append(page["count"])
        address, queries = page["next"], 2

    assert (listed, counts) == (slugs, [5, None, None])


@pytest.mark.parametrize(("name", "queries"), [("materi", 5), ("kegiatan", 3), ("rekap", 2)])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_response_takes_a_fixed_number_of_queries(
    client, django_assert_num_queries, name, queries, rows
):
    for _n in range(rows):
        EventFactory(campaign=CampaignFactory(), group__region=RegionFactory())
        material = MaterialFactory(campaign=CampaignFactory())
        add_rendition(MaterialFileFactory(material=material))
    recount.rebuild()

    with django_assert_num_queries(queries):
        client.get(api_list(name))


def test_a_region_filters(client):
    GroupFactory(region=RegionFactory(), slug="di-malang")
    GroupFactory(region=RegionFactory(code="52.71.05.1002"), slug="di-mataram")

    items = client.get(reverse("api-1:group_list"), {"region": "35.73"}).json()["items"]

    assert [item["slug"] for item in items] == ["di-malang"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=1e9",
        "after=..",
        "after=" + "1" * 101,
        "updated_since=kemarin",
        "updated_since=2026-11-01",
        "updated_since=0001-01-01T00:00:00%2B14:00",
        "region=x",
        "region=%00",
        "region=٣٥",
        "after=",
        "limit=5&after=٣x",
    ],
)
def test_parameters_out_of_bounds_are_rejected_with_a_message(client, query):
    response = client.get(f"{reverse('api-1:group_list')}?{query}")

    assert response.status_code == 422
    assert response.json()["detail"][0]["msg"]


def test_unchanged_responses_are_answered_304(client, full):
    first = client.get(reverse("api-1:group_list"))

    again = client.get(reverse("api-1:group_list"), HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["api-1:group_list", "api_schema", "data", "coverage", "sitemap"])
def test_responses_are_cacheable_and_set_no_cookie(client, name):
    response = client.get(reverse(name))

    assert "public" in response["Cache-Control"] and "s-maxage" in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


# -- sitemaps


def locations(response):
    root = ElementTree.fromstring(text_of(response))
    return [loc.text for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_every_place_and_page_is_in_one_section(client, full, settings):
    for code in ["35.73.04.1001", "52.71.05.1002"]:
        RegionFactory(code=code)
    sections = locations(client.get(reverse("sitemap")))
    assert len(sections) == 43 and len(set(sections)) == 43

    urls = [
        url
        for section in sections
        for url in locations(client.get(section.removeprefix(settings.SITE_URL)))
    ]

    assert len(urls) == len(set(urls))
    assert all(url.startswith(settings.SITE_URL) for url in urls)
    paths = {url.removeprefix(settings.SITE_URL) for url in urls}
    assert {"/", "/wilayah/35/", "/wilayah/35.73.04.1003/", "/wilayah/52.71.05.1002/"} <= paths
    assert {"/kim/kim-sukun/", "/en/kim/kim-sukun/", full.get_absolute_url()} <= paths
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_robots_name_the_sitemap_and_no_private_page(client, settings):
    text = text_of(client.get(reverse("robots")))

    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /anggota/" in text
    assert settings.ADMIN_PATH not in text
