"""The API: filters, counts, what changed, unknown parameters, code lists, one address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.coverage import rebuild as recount
from campaigns.elections.models import Pillar
from campaigns.open_data.code_lists import CODE_LISTS
from campaigns.open_data.datasets import DATASETS, LISTS
from kimportal.moderation.states import State
from tests.campaigns.open_data.test_open_data import add_rendition, text_of
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
    RegionFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db


def names(client, url_name, column="slug", **query):
    answer = client.get(reverse(f"api-1:{url_name}"), query)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["count"] == len(answer.json()["items"])
    return [item[column] for item in answer.json()["items"]]


# -- filters


def test_groups_by_region_and_words(client):
    GroupFactory(region=RegionFactory(), slug="sukun", name="KIM Guyub Rukun")
    GroupFactory(region=RegionFactory(code="52.71.05.1002"), slug="kekalik", name="KIM Kekalik")

    assert names(client, "group_list") == ["kekalik", "sukun"]
    assert names(client, "group_list", region="52") == ["kekalik"]
    assert names(client, "group_list", q="rukun") == ["sukun"]


def test_materials_by_pillar_kind_language_programme_and_words(client):
    campaign = CampaignFactory(slug="serentak-2020")
    MaterialFactory(slug="a", kind="poster", pillars=["sehat"], campaign=campaign)
    MaterialFactory(slug="b", kind="artikel", pillars=["damai"], language="jv", title="Pasar")

    assert names(client, "material_list", pillar="sehat") == ["a"]
    assert names(client, "material_list", kind="artikel") == ["b"]
    assert names(client, "material_list", language="jv") == ["b"]
    assert names(client, "material_list", programme="serentak-2020") == ["a"]
    assert names(client, "material_list", q="pasar") == ["b"]


def test_events_by_day_place_pillar_programme_manner_and_report(client):
    first = EventFactory(
        group__region=RegionFactory(),
        starts=datetime(2020, 11, 1, 3, tzinfo=UTC),
        ends=datetime(2020, 11, 1, 5, tzinfo=UTC),
        campaign=CampaignFactory(slug="serentak-2020"),
        mode="in_person",
    )
    first.pillars.set(Pillar.objects.filter(slug="sehat"))
    # In Jayapura this day has begun while it is still the day before in Jakarta.
    second = EventFactory(
        group__region=RegionFactory(code="91.03.01.2001"),
        starts=datetime(2020, 11, 4, 15, 30, tzinfo=UTC),
        ends=datetime(2020, 11, 4, 17, tzinfo=UTC),
        mode="online",
        reported_at=None,
        attendance=None,
    )

    def found(**query):
        return names(client, "event_list", "id", **query)

    assert found(until="2020-11-01") == [str(first.pk)]
    assert found(since="2020-11-05") == [str(second.pk)]
    assert found(since="2020-11-02", until="2020-11-04") == []
    assert found(region="91") == [str(second.pk)]
    assert found(pillar="sehat") == [str(first.pk)]
    assert found(programme="serentak-2020") == [str(first.pk)]
    assert found(mode="online") == [str(second.pk)]
    assert found(reported="true") == [str(first.pk)]
    assert found(reported="false") == [str(second.pk)]
    assert found(q=second.title) == [str(second.pk)] or first.title == second.title


def test_regions_by_kind_level_parent_and_what_lies_in_them(client):
    RegionFactory(code="35.73.04.1003")
    RegionFactory(code="52.71.05.1002")

    assert names(client, "region_list", "code", region="35.73") == [
        "35.73",
        "35.73.04",
        "35.73.04.1003",
    ]
    assert names(client, "region_list", "code", level=1) == ["35", "52"]
    assert names(client, "region_list", "code", parent="52") == ["52.71"]
    assert names(client, "region_list", "code", kind="city") == ["35.73", "52.71"]


@pytest.mark.parametrize(
    ("url_name", "parameter"),
    [
        ("group_list", "region"),
        ("material_list", "pillar"),
        ("material_list", "language"),
        ("material_list", "programme"),
        ("event_list", "programme"),
        ("event_list", "pillar"),
        ("tally_list", "programme"),
    ],
)
def test_a_value_that_names_nothing_is_answered_with_the_parameter(client, url_name, parameter):
    answer = client.get(reverse(f"api-1:{url_name}"), {parameter: "99"})

    assert answer.status_code == 404
    assert parameter in answer.json()["detail"]


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_parameter_is_refused_by_its_name(client, name):
    answer = client.get(reverse(f"api-1:{LISTS[name]}_list"), {"wilayahh": "35"})

    assert answer.status_code == 422
    (error,) = answer.json()["detail"]
    assert error["loc"] == ["query", "wilayahh"]
    assert "wilayahh" in error["msg"]


def test_a_parameter_given_twice_and_one_of_a_detail_are_refused(client):
    group = GroupFactory(region=RegionFactory())

    twice = client.get(f"{reverse('api-1:group_list')}?q=a&q=b")
    detail = client.get(reverse("api-1:group_detail", args=[group.slug]), {"q": "a"})

    assert [twice.status_code, detail.status_code] == [422, 422]
    assert twice.json()["detail"][0]["loc"] == ["query", "q"]


# -- what changed


def test_updated_since_lists_what_the_public_reads_differently(client):
    officer = StaffFactory()
    old = timezone.now() - timedelta(days=9)
    kept, changed, confirmed, restored = (
        GroupFactory(region=RegionFactory(), slug=slug, changed_at=old, state_since=old)
        for slug in ("kept", "changed", "confirmed", "restored")
    )
    since = (timezone.now() - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    assert names(client, "group_list", updated_since=since) == []

    changed.apply_values({"name": "KIM Baru"})
    confirmed.confirm(by=officer)
    restored.withdraw(by=officer, note="keliru")
    assert "restored" not in names(client, "group_list")
    restored.restore(by=officer)

    assert names(client, "group_list", updated_since=since) == ["changed", "confirmed", "restored"]
    assert kept.slug in names(client, "group_list")


def test_an_event_whose_change_is_approved_was_updated(client):
    old = timezone.now() - timedelta(days=9)
    event = EventFactory(group__region=RegionFactory(), changed_at=old)
    since = (timezone.now() - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")
    assert names(client, "event_list", "id", updated_since=since) == []

    event.apply_values({"attendance": 41})

    assert names(client, "event_list", "attendance", updated_since=since) == [41]


def test_a_material_was_updated_when_its_time_came(client):
    long_ago, just_now = (
        timezone.now() - timedelta(**ago) for ago in ({"days": 9}, {"minutes": 1})
    )
    MaterialFactory(slug="a", changed_at=long_ago, published_at=long_ago)
    MaterialFactory(slug="b", changed_at=long_ago, published_at=just_now)
    since = (timezone.now() - timedelta(hours=1)).isoformat().replace("+00:00", "Z")

    assert names(client, "material_list", updated_since=since) == ["b"]


# -- what is answered


def test_a_material_has_its_files_with_renditions_alt_text_and_transcript(client, settings):
    material = MaterialFactory(
        alt_text="Seorang ibu mencuci tangan", transcript="Cuci tangan dulu.", body="Datang *aman*."
    )
    file = MaterialFileFactory(material=material)
    row = add_rendition(file)
    MaterialFileFactory(
        material=material, role="link", kind="link", mime="", file="", link="https://a.example/v"
    )

    answer = client.get(reverse("api-1:material_detail", args=[material.slug])).json()

    assert answer["alt_text"] == "Seorang ibu mencuci tangan"
    assert answer["transcript"] == "Cuci tangan dulu."
    assert answer["text"] == "Datang *aman*."
    picture, link = answer["files"]
    assert picture["url"] == settings.SITE_URL + file.url
    assert (picture["mime"], picture["size"], picture["width"]) == ("image/jpeg", 84_000, 1080)
    assert picture["renditions"] == [
        {
            "name": "webp-360",
            "mime": "image/webp",
            "size": 4,
            "sha256": "1" * 64,
            "width": 360,
            "height": 450,
            "url": settings.SITE_URL + row.url,
        }
    ]
    assert (link["url"], link["renditions"]) == ("https://a.example/v", [])


@pytest.mark.postgres
def test_tallies_name_materials_as_the_public_does_in_one_order(client, settings):
    shown, hidden = MaterialFactory(slug="cuci-tangan"), MaterialFactory()
    event = EventFactory(group__region=RegionFactory(), campaign=CampaignFactory(slug="serentak"))
    event.apply_values({"materials": [[shown.pk, 5], [hidden.pk, 5]]})
    recount.rebuild()
    hidden.withdraw(by=StaffFactory(), note="keliru")
    address, rows = reverse("api-1:tally_list") + "?limit=3", []

    while address:
        answer = client.get(address.removeprefix(settings.SITE_URL)).json()
        rows += answer["items"]
        address = answer["next"]

    keys = [tuple(row[name] for name in DATASETS["rekap"].key) for row in rows]
    assert keys == list(dict.fromkeys(keys))
    assert {value for _p, _c, facet, value in keys if facet == "material"} == {"cuci-tangan"}
    assert {programme for programme, *_rest in keys} == {"", "serentak"}
    codes = ["", "35", "35.73", "35.73.04", "35.73.04.1003"]
    assert [code for _p, code, facet, _v in keys if facet == "material"] == codes
    recount.rebuild()
    again = client.get(reverse("api-1:tally_list"), {"limit": 100}).json()["items"]
    assert [tuple(row[name] for name in DATASETS["rekap"].key) for row in again] == keys


def test_every_identifier_is_in_a_code_list(client):
    campaign = CampaignFactory(slug="serentak-2020", name="Pemilihan Serentak 2020")
    CampaignFactory(slug="rahasia", is_public=False)
    rows = client.get(reverse("api-1:code_list")).json()["items"]

    lists = {row["list"] for row in rows}
    used = {c.code_list for d in DATASETS.values() for c in d.columns.values() if c.code_list}
    assert used <= set(CODE_LISTS) and lists <= set(CODE_LISTS)
    assert {"list": "pilar", "code": "sehat", "name_id": "Sehat", "name_en": "Healthy"} in rows
    assert {
        "list": "cara",
        "code": "online",
        "name_id": "Online",
        "name_en": "Online",
    } in rows or [row for row in rows if row["code"] == "online"]
    programmes = client.get(reverse("api-1:code_list"), {"list": "program"}).json()["items"]
    assert [(row["code"], row["name_id"]) for row in programmes] == [
        (campaign.slug, "Pemilihan Serentak 2020")
    ]


# -- addresses


def test_the_root_leads_to_everything(client, settings):
    RegionFactory()
    answer = client.get("/api/v1/").json()

    addresses = [answer["documentation"], answer["openapi"], answer["datapackage"]]
    addresses += [answer["catalog"], *answer["lists"].values()]
    assert set(answer["lists"]) == {*DATASETS, "capaian"}
    for address in addresses:
        assert client.get(address.removeprefix(settings.SITE_URL)).status_code == 200, address


def test_there_is_one_address_of_one_api(client):
    answer = client.get("/en/api/v1/kim/?limit=1")

    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/kim/?limit=1")
    assert 'href="/api/v1/openapi.json"' in text_of(client.get("/en/data/"))


@pytest.mark.parametrize(
    "path", ["/api/v1/tidak-ada/", "/api/v1/kim/tidak-ada/", "/api/v1/kim/a b/"]
)
def test_what_is_not_there_is_answered_in_json(client, path):
    answer = client.get(path)

    assert answer.status_code in {404, 422}
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["detail"]


def test_an_address_without_its_slash_is_redirected(client):
    answer = client.get("/api/v1/kim?limit=1")

    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/kim/?limit=1")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_is_read_only_and_says_so_in_json(client, method):
    answer = getattr(client, method)("/api/v1/kim/")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["detail"]


def test_head_answers_as_get_does_without_content(client):
    GroupFactory(region=RegionFactory())
    got, head = client.get("/api/v1/kim/"), client.head("/api/v1/kim/")

    assert (head.status_code, head.content) == (200, b"")
    same = ["Content-Type", "Cache-Control", "Access-Control-Allow-Origin"]
    assert [head[name] for name in same] == [got[name] for name in same]


# -- descriptions


@pytest.mark.parametrize(("prefix", "word"), [("", "rincian"), ("/en", "identifier of the group")])
def test_the_documentation_describes_every_parameter_and_field(client, prefix, word):
    html = text_of(client.get(f"{prefix}/data/api/"))

    schema = client.get("/api/v1/openapi.json").json()
    parameters = [row for path in schema["paths"].values() for row in path["get"]["parameters"]]
    assert [row["name"] for row in parameters if not row.get("description")] == []
    assert {row["name"] for row in parameters if f"<code>{row['name']}</code>" not in html} == set()
    assert [path for path in schema["paths"] if f"GET {path}" not in html] == []
    fields = {n for d in DATASETS.values() for n in (*d.columns, *d.detail_columns)}
    assert {name for name in fields if f"<code>{name}</code>" not in html} == set()
    assert word in html or not prefix


def test_the_schema_has_the_meanings_of_the_data_dictionary(client):
    schema = client.get("/api/v1/openapi.json").json()["components"]["schemas"]

    group = schema["Group"]["properties"]
    assert {name: part["description"] for name, part in group.items()} == {
        name: str(column) for name, column in DATASETS["kim"].columns.items()
    }


@pytest.mark.parametrize("state", [s for s in State if s != State.LIVE])
def test_no_filter_reveals_what_is_not_public(client, state):
    GroupFactory(state=state, region=RegionFactory(), name="KIM Tersembunyi")

    for query in (
        {"q": "tersembunyi"},
        {"updated_since": "2000-01-02T00:00:00Z"},
        {"region": "35"},
    ):
        assert names(client, "group_list", **query) == []
