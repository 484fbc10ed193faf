"""Every kind of page, as small phones, screen readers, the night and a village line meet it."""

import gzip
from datetime import date
from io import BytesIO

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image

from campaigns.coverage.models import EventStats
from campaigns.elections.models import Election, Pillar
from groups.members.models import stop_url
from groups.regions.models import RegionStats
from kimportal.moderation.states import State
from tests.browser.conftest import DESK
from tests.factories import CampaignFactory, EventFactory, MaterialFactory, MaterialFileFactory

# Bytes on the line; below SHEET the stylesheet was not even counted.
HTML_LIMIT, PAGE_LIMIT, SHEET = 14_000, 60_000, 9_000
# What the first words wait for beside the page: everybody's stylesheet and at most one of its own.
SHEETS = 2
WATCH_SHIFTS = """window.shifted = []; new PerformanceObserver(list => { for (const entry of
    list.getEntries()) if (!entry.hadRecentInput) window.shifted.push(entry.value, ...entry.sources.map(
    ({node, previousRect, currentRect}) => [(node?.outerHTML ?? node?.nodeName ?? "gone").slice(0, 80),
    [previousRect, currentRect].map(({x, y, width, height}) => [x, y, width, height].join(" "))].join(": ")))
    }).observe({type: "layout-shift", buffered: true})"""


def picture():
    content = BytesIO()
    Image.new("RGB", (1080, 1350), "#23663f").save(content, "JPEG")
    return content.getvalue()


def each_heading_once(page):
    """Two headings of the same words lead a reader of headings to either."""
    headings = page.locator("h1, h2, h3, h4").filter(visible=True).all_inner_texts()
    twice = {text.strip() for text in headings if headings.count(text) > 1}
    assert twice == set()


@pytest.fixture
def full(world, live_server):
    """A small portal with something on every page: {kind: path} for all, for members, and one."""
    voting = Election.objects.create(
        name="Pemilihan", kind="regional", voting_day=date(2020, 12, 9), regions_complete=True
    )
    voting.regions.add(world.regency)
    campaign = CampaignFactory(name="Pemilihan Serentak", slug="serentak", election=voting)
    pillars = Pillar.objects.all()
    materials = [MaterialFactory(campaign=campaign, summary="Saring dulu.") for _ in range(3)]
    MaterialFileFactory(material=materials[2], file__data=picture())
    group, officer = world.group, world.officer
    events = [EventFactory(group=group, campaign=campaign, pillars=pillars) for _ in range(3)]
    for event in events:
        EventStats.objects.count(event, +1)
    RegionStats.objects.update_for(group, +1)
    draft = EventFactory(group=group, state=State.DRAFT, plan=True)
    return public_paths(world, materials[2], events[0]), member_paths(world, draft), officer


def public_paths(world, material, event):
    lists = (
        "home material_list event_list group_list campaign_list region_list coverage verify data"
    )
    about = "about privacy help account_login account_signup account_reset_password account_consent"
    return {name: reverse(name) for name in f"{lists} {about}".split()} | {
        "material": material.get_absolute_url(),
        "event": event.get_absolute_url(),
        "group": world.group.get_absolute_url(),
        "campaign": event.campaign.get_absolute_url(),
        "village": reverse("region_detail", args=[world.village.pk]),
        "province": reverse("region_detail", args=[world.province.pk]),
        "place_search": f"{reverse('region_list')}?q=sukun",
        "regency": reverse("region_detail", args=[world.regency.pk]),
        "coverage_region": reverse("coverage_region", args=[world.regency.pk]),
        "coverage_programme": f"{reverse('coverage')}?program={event.campaign.slug}",
        "embed": reverse("embed_region", args=[world.province.pk]),
        "verdict": reverse("verify_code", args=[material.code]),
        "invitation_stop": stop_url("calon@example.org", "id").removeprefix(settings.SITE_URL),
        "reminders_stop": world.officer.unsubscribe_url.removeprefix(settings.SITE_URL),
        "lost": "/tidak-ada/",
    }


def member_paths(world, draft):
    plain = "dashboard my_groups my_events my_materials group_register event_new event_quick"
    plain += " material_new offline"
    account = "account_home account_edit account_email usersessions_list"
    own = "group_home group_profile group_people event_year"
    return (
        {name: reverse(name) for name in f"{plain} {account}".split()}
        | {name: reverse(name, args=[world.group.slug]) for name in own.split()}
        | {"event_own": reverse("event_own", args=[draft.pk])}
        | {"event_plan": reverse("event_plan", args=[draft.pk])}
    )


@pytest.fixture
def visits(full, live_server, sign_in_browser):
    """visits(page) → each kind of page, opened: the public ones first, then an officer's own."""

    def opened(page, prefix=""):
        public, members, officer = full
        for kind, path in public.items():
            page.goto(live_server.url + prefix + path)
            yield kind
        sign_in_browser(page, officer)
        for kind, path in members.items():
            page.goto(live_server.url + prefix + path)
            yield kind

    return opened


def test_every_page_is_accessible_by_day_and_by_night_and_fits(
    page, visits, axe, no_sideways, shot
):
    faults = {}
    for kind in visits(page):
        shot(page, f"page-{kind}-360")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            note(faults, f"{kind} {scheme}", axe, page)
        note(faults, f"{kind} sideways", no_sideways, page)
        note(faults, f"{kind} headings", each_heading_once, page)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")

    assert faults == {}


def test_every_page_is_accessible_in_english(open_page, visits, axe):
    page = open_page(color_scheme="dark", reduced_motion="reduce")
    faults = {}
    for kind in visits(page, "/en"):
        note(faults, kind, axe, page)
        if page.locator("html").get_attribute("lang") != "en":
            faults[f"{kind} language"] = page.url

    assert faults == {}


def test_every_page_has_its_picture_on_a_wide_window(open_page, visits, shot, no_sideways):
    page = open_page(viewport=DESK)
    faults = {}
    for kind in visits(page):
        shot(page, f"page-{kind}-1280")
        note(faults, kind, no_sideways, page)

    assert faults == {}


def test_every_public_page_is_light_and_stays_where_it_is(open_page, live_server, full):
    faults = {}
    for kind, path in full[0].items():
        # Each page is a newcomer's first one: nothing is in the cache yet.
        page, taken = open_page(), []
        page.add_init_script(WATCH_SHIFTS)
        page.on("response", keep_in(taken))
        page.goto(live_server.url + path, wait_until="load")
        weights = {response.url: weight(response) for response in taken if is_text(response)}
        if weights[page.url] > HTML_LIMIT or not PAGE_LIMIT > sum(weights.values()) > SHEET:
            faults[kind] = weights
        kinds = [response.request.resource_type for response in taken if is_text(response)]
        if kinds.count("stylesheet") > SHEETS:
            faults[f"{kind} waits for"] = kinds
        if page.locator("head script[src]:not([defer], [async], [type=module])").count():
            faults[f"{kind} script"] = "keeps the first words back"
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        if shifted := page.evaluate("window.shifted"):
            faults[f"{kind} shift"] = shifted
        page.close()

    assert faults == {}


def note(faults, name, check, page):
    try:
        check(page)
    except AssertionError as fault:
        faults[name] = str(fault)[:1500]


def keep_in(taken):
    # Playwright marks the function it is given, which a list's own method does not allow.
    return lambda response: taken.append(response)


def is_text(response):
    """What a reader waits for before the pictures; a redirect has no body."""
    kinds = {"document", "stylesheet", "script"}
    return response.request.resource_type in kinds and not 300 <= response.status < 400


def weight(response):
    """Bytes on the line: the test server does not compress, every real one does."""
    return len(gzip.compress(response.body(), 5))
