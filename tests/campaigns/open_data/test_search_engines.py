"""What search engines read: sitemap, titles, languages, and JSON-LD by Google's rules."""

import json
import re
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse
from pyld import jsonld

from kimportal.ui.template_tags import MAX_TITLE_LENGTH
from tests.campaigns.open_data.test_descriptors import loader
from tests.campaigns.open_data.test_open_data import locations, text_of
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db
SCHEMA = "https://schema.org/"
LONG = "Musyawarah warga tentang cara memilih yang cerdas, sehat, dan damai di tengah pandemi"
#: What Google requires of each kind, as "search gallery" lists it in November 2026.
REQUIRED = {
    "Article": {"headline", "datePublished", "author"},
    "AudioObject": {"name", "contentUrl"},
    "BreadcrumbList": {"itemListElement"},
    "Dataset": {"name", "description"},
    "Event": {"name", "startDate", "location"},
    "FAQPage": {"mainEntity"},
    "VideoObject": {"name", "thumbnailUrl", "uploadDate", "contentUrl", "description"},
}


def json_lds(client, path):
    """Return {type: node} of a page's JSON-LD as a parser reads it."""
    html = text_of(client.get(path))
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    nodes = [
        node
        for script in scripts
        for node in jsonld.expand(json.loads(script), {"documentLoader": loader})
    ]
    found = {node["@type"][0].removeprefix(SCHEMA): node for node in nodes}
    assert len(found) == len(nodes) == len(scripts)
    for kind, node in found.items():
        missing = {n for n in REQUIRED.get(kind, ()) if not node.get(SCHEMA + n)}
        assert (kind, missing) == (kind, set())
    return found


def value(node, *names):
    for name in names:
        node = node[SCHEMA + name][0]
    return node.get("@value", node.get("@id"))


def test_pages_about_the_portal_are_in_the_sitemap(client):
    paths = {
        url.removeprefix(settings.SITE_URL)
        for url in locations(client.get(reverse("sitemap_section", args=["halaman"])))
    }

    for path in ("/tentang/", "/bantuan/", "/privasi/", "/data/api/", "/catatan/"):
        assert {path, f"/en{path}"} <= paths


def test_pages_and_sitemap_name_the_language_for_everybody_else(client):
    group = GroupFactory(region=RegionFactory())
    default = f'hreflang="x-default" href="{settings.SITE_URL}{group.get_absolute_url()}"'

    assert default in text_of(client.get(group.get_absolute_url()))
    assert default in text_of(client.get(f"/en{group.get_absolute_url()}"))
    assert default in text_of(client.get(reverse("sitemap_section", args=["kim"])))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_titles_fit_and_descriptions_are_the_pages_own(client, prefix):
    region = RegionFactory()
    campaign = CampaignFactory(name=LONG, summary="Sosialisasi pemilihan serentak di semua desa.")
    groups = [GroupFactory(region=region, name=f"KIM {n} {LONG}") for n in "AB"]
    material = MaterialFactory(title=LONG, summary="Cara memilih dengan aman, dibaca tiga menit.")
    events = [EventFactory(group=group, title=LONG, campaign=campaign) for group in groups]
    objects = [campaign, *groups, material, *events, region]
    paths = [prefix + obj.get_absolute_url() for obj in objects]
    names = "home about help privacy data api_docs verify coverage transparency_log"
    lists = "material_list event_list group_list campaign_list region_list"
    paths += [prefix + reverse(name) for name in f"{names} {lists}".split()]

    heads = {path: head(text_of(client.get(path))) for path in paths}

    titles = {path: title for path, (title, _description) in heads.items()}
    assert {p: title for p, title in titles.items() if len(title) > MAX_TITLE_LENGTH} == {}
    assert titles[paths[0]].endswith("…") and LONG.startswith(titles[paths[0]][:-1].rstrip())
    assert titles[f"{prefix}/data/"].endswith(f" · {settings.SITE_NAME}")
    descriptions = [description for _title, description in heads.values()]
    assert sorted(d for d in descriptions if descriptions.count(d) > 1) == []
    assert [d for d in descriptions if len(d) < 40] == []


def head(html):
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL).group(1)
    description = re.search(r'<meta name="description"[^>]*? content="([^"]*)"', html).group(1)
    return unescape(title), " ".join(unescape(description).split())


def test_the_script_of_a_film_is_no_video(client):
    script = MaterialFactory(kind="videografis", body="Adegan satu.")
    film = MaterialFactory(kind="videografis", summary="")
    MaterialFileFactory(
        material=film, role="video", kind="video", mime="video/mp4", duration=90, width=None
    )

    assert set(json_lds(client, script.get_absolute_url())) == {"CreativeWork", "BreadcrumbList"}
    video = json_lds(client, film.get_absolute_url())["VideoObject"]
    assert value(video, "duration") == "PT90S"
    assert value(video, "thumbnailUrl").startswith(settings.SITE_URL)


@pytest.mark.parametrize("kind", ["iklan-radio", "jingle"])
def test_a_sound_has_its_file(client, kind):
    material = MaterialFactory(kind=kind)
    MaterialFileFactory(material=material, role="audio", kind="audio", mime="audio/mpeg")

    assert "AudioObject" in json_lds(client, material.get_absolute_url())


def test_an_article_has_a_headline_that_fits(client):
    article = json_lds(client, MaterialFactory(title=f"{LONG} {LONG}"[:140]).get_absolute_url())

    assert len(value(article["Article"], "headline")) <= 110


@pytest.mark.parametrize(
    ("mode", "attendance", "places"),
    [
        ("in_person", "OfflineEventAttendanceMode", ["Place"]),
        ("online", "OnlineEventAttendanceMode", ["VirtualLocation"]),
        ("hybrid", "MixedEventAttendanceMode", ["Place", "VirtualLocation"]),
        # A loudspeaker tour, a village radio.
        ("media", "OfflineEventAttendanceMode", ["Place"]),
    ],
)
def test_an_event_says_where_it_is(client, mode, attendance, places):
    event = EventFactory(group__region=RegionFactory(), mode=mode)

    data = json_lds(client, event.get_absolute_url())["Event"]

    assert value(data, "eventAttendanceMode") == SCHEMA + attendance
    told = data[f"{SCHEMA}location"]
    assert [place["@type"][0].removeprefix(SCHEMA) for place in told] == places
    for place in told:
        assert place.get(f"{SCHEMA}address") or value(place, "url").startswith("http")


def test_breadcrumbs_are_the_ones_on_the_page(client):
    region = RegionFactory(code="35.73.04.1003")
    pages = [region.get_absolute_url(), "/data/", "/data/api/", "/bantuan/"]
    pages += [GroupFactory(region=region).get_absolute_url(), f"/en{region.get_absolute_url()}"]
    for path in pages:
        html = text_of(client.get(path))
        nav = re.search(r'<nav class="breadcrumbs".*?</nav>', html, re.DOTALL).group()
        shown = [
            " ".join(unescape(re.sub(r"<[^>]*>", "", item)).split())
            for item in re.findall(r"<li.*?</li>", nav, re.DOTALL)
        ]

        crumbs = json_lds(client, path)["BreadcrumbList"][f"{SCHEMA}itemListElement"]

        assert [value(crumb, "name") for crumb in crumbs] == shown
        assert [value(crumb, "position") for crumb in crumbs] == [*range(1, len(shown) + 1)]
        for crumb in crumbs[:-1]:
            link = value(crumb, "item").removeprefix(settings.SITE_URL)
            assert f'href="{link}"' in nav and client.get(link).status_code == 200
        assert f"{SCHEMA}item" not in crumbs[-1]


@pytest.mark.parametrize("path", ["/bantuan/", "/en/bantuan/"])
def test_questions_of_the_help_page_are_read_as_questions(client, path):
    shown = re.findall(r"<summary>(.*?)</summary>", text_of(client.get(path)))

    questions = json_lds(client, path)["FAQPage"][f"{SCHEMA}mainEntity"]

    assert [value(question, "name") for question in questions] == [unescape(q) for q in shown]
    assert all(value(question, "acceptedAnswer", "text") for question in questions)
