"""What everybody sees of events: the list, its filters, one event, feeds and calendars."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from campaigns.elections.models import Campaign, Pillar
from campaigns.events.models.related import EventMaterial, Speaker
from kimportal.moderation.states import State
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    RegionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NEVER_SHOWN = "Tidak pernah tampil untuk publik"
NOON = datetime(2020, 11, 26, 5, tzinfo=UTC)  # 12.00 WIB


def titles(client, url="/kegiatan/", **query):
    context = client.get(url, query).context
    return [event.title for event in [*context["upcoming"], *context["page_obj"]]]


@pytest.fixture
def three(db):
    """Malang past, Mataram past (another pillar, programme and mode), Malang to come."""
    far = GroupFactory(region=RegionFactory(code="52.71.05.1002"), name="KIM Sekarbela")
    campaign = Campaign.objects.create(slug="pilkada", name="Pilkada", starts="2020-01-01")
    cerdas, sehat, _damai = Pillar.objects.order_by("order")
    return [
        EventFactory(title="Malang lalu", starts=NOON, pillars=[cerdas]),
        EventFactory(
            title="Mataram lalu",
            group=far,
            starts=NOON - timedelta(days=9),
            pillars=[sehat],
            campaign=campaign,
            mode="online",
        ),
        EventFactory(
            title="Malang nanti",
            plan=True,
            starts=timezone.now() + timedelta(days=2),
            venue="Balai desa",
        ),
    ]


def test_upcoming_and_past_are_listed_and_nothing_that_is_not_approved(client, three, world):
    for state in set(State) - {State.LIVE}:
        EventFactory(title=f"Rahasia {state}", state=state)

    assert titles(client) == ["Malang nanti", "Malang lalu", "Mataram lalu"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"wilayah": "35"}, ["Malang nanti", "Malang lalu"]),
        ({"wilayah": "52.71.05.1002"}, ["Mataram lalu"]),
        ({"program": "pilkada"}, ["Mataram lalu"]),
        ({"pilar": "cerdas"}, ["Malang lalu"]),
        ({"mode": "online"}, ["Mataram lalu"]),
        ({"dari": "2020-11-26", "sampai": "2020-11-26"}, ["Malang lalu"]),
        ({"sampai": "2020-11-17"}, ["Mataram lalu"]),
        ({"sampai": "2020-11-16"}, []),
        ({"q": "sekarbela"}, ["Mataram lalu"]),
        ({"q": "balai desa"}, ["Malang nanti"]),
        ({"wilayah": "35", "mode": "online"}, []),
        ({"q": "Kecamatan Sukun"}, ["Malang nanti", "Malang lalu"]),
        ({"q": "kodya malang"}, ["Malang nanti", "Malang lalu"]),
        ({"q": "lalu kelurahan sukun"}, ["Malang lalu"]),
        ({"q": "ntb"}, ["Mataram lalu"]),
        ({"q": "357304"}, ["Malang nanti", "Malang lalu"]),
        ({"q": "kota mataram", "wilayah": "35"}, []),
    ],
)
def test_filters_apply_to_list_feed_and_calendar_alike(client, three, query, expected):
    feed = client.get("/kegiatan/feed/", query).content.decode()

    assert titles(client, **query) == expected
    assert re.findall(r"<item><title>([^<]+)", feed) == [t for t in expected if t.endswith("lalu")]
    entries = Calendar.from_ical(client.get("/kegiatan/kalender.ics", query).content).walk("VEVENT")
    assert [str(e["summary"]) for e in entries] == [t for t in expected if t.endswith("nanti")]


def test_an_event_is_found_by_other_words_for_its_subject(client):
    EventFactory(title="Cek fakta dan hoaks")
    EventFactory(title="Cuci tangan")

    assert titles(client, q="hoax") == ["Cek fakta dan hoaks"]


@pytest.mark.parametrize("code", ["35.73.04.1003", "52.71.05.1002", "91.01.01.1001"])
def test_days_begin_and_end_on_the_clocks_of_each_events_own_place(client, code):
    zone = ZoneInfo(RegionFactory(code=code).timezone)
    group = GroupFactory(region=RegionFactory(code=code))
    for title, moment in {
        "kemarin": datetime(2020, 12, 30, 23, 59, tzinfo=zone),
        "awal": datetime(2020, 12, 31, 0, 0, tzinfo=zone),
        "akhir": datetime(2020, 12, 31, 23, 59, 59, tzinfo=zone),
        "besok": datetime(2021, 1, 1, 0, 0, tzinfo=zone),
    }.items():
        EventFactory(title=title, group=group, starts=moment)

    assert titles(client, dari="2020-12-31", sampai="2020-12-31") == ["akhir", "awal"]
    assert titles(client, dari="2021-01-01") == ["besok"]
    assert titles(client, sampai="2020-12-30") == ["kemarin"]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "x" * 100_000},
        {"q": "%"},
        {"q": "' OR 1=1--"},
        {"wilayah": "99"},
        {"wilayah": "35' OR"},
        {"program": "\0"},
        {"pilar": "password"},
        {"mode": "-"},
        {"dari": "0001-01-01"},
        {"sampai": "9999-12-31"},
        {"dari": "2024-02-30"},
        {"hal": "-1"},
        {"hal": "1000000000"},
        {"hal": "٣"},
        {"unknown": "1"},
    ],
)
@pytest.mark.parametrize("url", ["/kegiatan/", "/kegiatan/feed/", "/kegiatan/kalender.ics"])
def test_no_question_is_a_fault(client, three, url, query):
    assert client.get(url, query).status_code == 200


def test_the_list_costs_the_same_at_one_and_at_three(client, django_assert_num_queries):
    EventFactory()
    client.get("/kegiatan/")
    with django_assert_num_queries(8):
        client.get("/kegiatan/")
    EventFactory.create_batch(2)

    with django_assert_num_queries(8):
        client.get("/kegiatan/")


def test_pages_hold_twenty_four_and_say_how_many_there_are(client, world):
    EventFactory.create_batch(25, group=world.group)

    first, second = (client.get("/kegiatan/", {"hal": page}).context for page in (1, 2))

    assert (len(first["page_obj"]), len(second["page_obj"]), first["count"]) == (24, 1, 25)


def test_one_event_tells_what_when_where_by_whom_and_how_many(client, world):
    event = EventFactory(group=world.group, starts=NOON, attendance=1234, story="Warga bertanya.")
    Speaker.objects.create(event=event, name="Bu Ani", institution="KPU Kota Malang")
    poster = MaterialFactory(title="15 hal baru di TPS")
    EventMaterial.objects.create(event=event, material=poster, copies=200)

    page = client.get(event.get_absolute_url()).content.decode()

    for words in (
        "Kamis, 26 November 2020, pukul 12.00 WIB",
        "Balai RW 05",
        "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur",
        "KIM Sukun Berseri",
        "1.234",
        "Warga bertanya.",
        "Bu Ani (KPU Kota Malang)",
        "15 hal baru di TPS",
        "200 lembar",
    ):
        assert words in page


def test_what_is_for_staff_or_about_accounts_never_reaches_the_public(client, world):
    event = EventFactory(
        group=world.group,
        questions="Katanya TPS ditutup?",
        begun_by=world.member,
        submitted_by=world.member,
    )

    shown = [
        client.get(url).content.decode()
        for url in (
            "/kegiatan/",
            event.get_absolute_url(),
            "/kegiatan/feed/",
            "/kegiatan/kalender.ics",
        )
    ]

    for page in shown:
        assert "Katanya" not in page
        assert world.member.name not in page
        assert world.member.email not in page


def test_a_withdrawn_event_is_gone_and_a_waiting_one_was_never_there(client, world):
    withdrawn = EventFactory(state=State.WITHDRAWN)
    waiting = EventFactory(state=State.WAITING)

    assert client.get(withdrawn.get_absolute_url()).status_code == 410
    assert client.get(waiting.get_absolute_url()).status_code == 404
    assert client.get(f"{withdrawn.get_absolute_url()}kalender.ics").status_code == 404


def test_search_engines_read_an_event_and_no_way_out_of_the_script(client, world):
    event = EventFactory(group=world.group, starts=NOON, title="</script><script>alert(1)</script>")

    page = client.get(event.get_absolute_url()).content.decode()

    block = re.search(r"<script type=\"application/ld\+json\">(.*?)</script>", page, re.DOTALL)[1]
    facts = json.loads(block)
    assert (facts["@type"], facts["name"]) == ("Event", event.title)
    assert facts["startDate"] == "2020-11-26T12:00:00+07:00"
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("code", "zone", "hour"),
    [
        ("35.73.04.1003", "Asia/Jakarta", 12),
        ("52.71.05.1002", "Asia/Makassar", 13),
        ("91.01.01.1001", "Asia/Jayapura", 14),
    ],
)
def test_the_calendar_has_the_zone_of_the_place(client, code, zone, hour):
    event = EventFactory(group=GroupFactory(region=RegionFactory(code=code)), starts=NOON)

    calendar = Calendar.from_ical(client.get(f"{event.get_absolute_url()}kalender.ics").content)

    [entry] = calendar.walk("VEVENT")
    starts = entry["dtstart"].dt
    assert (starts, starts.hour, entry["dtstart"].params["TZID"]) == (NOON, hour, zone)
    assert [str(z["TZID"]) for z in calendar.walk("VTIMEZONE")] == [zone]
    assert str(entry["uid"]) == f"{event.pk}@portal-kim"


def test_public_answers_may_be_kept_by_any_proxy(client, world):
    event = EventFactory(group=world.group)

    for url in (
        "/kegiatan/",
        event.get_absolute_url(),
        "/kegiatan/feed/",
        "/kegiatan/kalender.ics",
    ):
        answer = client.get(url)
        assert "s-maxage=30" in answer["Cache-Control"]
        assert not answer.cookies


def test_extreme_records_poison_no_page(client, sign_in, world):
    edge = {
        "attendance": 1_000_000,
        "title": "Ω" * 140,
        "venue": "x" * 200,
        "story": "=1+1\n" * 900,
    }
    first = datetime(2000, 1, 1, tzinfo=UTC)
    last = datetime(2099, 12, 31, 23, 59, tzinfo=UTC)
    event = EventFactory(group=world.group, starts=first, ends=last, **edge)
    late = EventFactory(group=world.group, plan=True, starts=last, ends=last)
    member = sign_in(world.member)

    for url in (
        "/kegiatan/",
        event.get_absolute_url(),
        late.get_absolute_url(),
        f"{late.get_absolute_url()}kalender.ics",
        f"{event.get_absolute_url()}kalender.ics",
        "/kegiatan/feed/",
        "/kegiatan/kalender.ics",
        "/en/kegiatan/",
    ):
        assert client.get(url).status_code == 200
    for url in ("/anggota/kegiatan/", event.own_url, late.own_url):
        assert member.get(url).status_code == 200
    assert member.get(f"/anggota/kim/{world.group.slug}/kinerja/2000/").status_code == 200


@pytest.mark.parametrize(("minutes", "has_end"), [(0, False), (1, True)])
def test_a_calendar_entry_ends_later_than_it_begins_or_not_at_all(client, minutes, has_end):
    event = EventFactory(starts=NOON, ends=NOON + timedelta(minutes=minutes))

    calendar = Calendar.from_ical(client.get(f"{event.get_absolute_url()}kalender.ics").content)

    [entry] = calendar.walk("VEVENT")
    assert ("dtend" in entry) == has_end
    assert {"uid", "dtstamp", "dtstart", "summary", "location", "sequence"} <= {
        name.lower() for name in entry
    }
    assert not calendar.errors
    assert not entry.errors


def test_the_desk_calls_private_what_the_public_never_reads_and_nothing_else(
    client, sign_in, world
):
    words = {"questions": "Apakah boleh diwakilkan?", "follow_up": "Rapat lagi hari Senin."}
    event = EventFactory(group=world.group, **words)
    adapter = reverse("admin:review", args=["outreachevent", event.pk])

    public = client.get(event.get_absolute_url()).content.decode()
    shown, private = sign_in(world.reviewer).get(adapter).content.decode().split(NEVER_SHOWN)

    for text in words.values():
        assert (text in shown, text in private) == (text in public, text not in public)


def test_coming_events_beyond_the_first_six_are_one_tap_away(client, world):
    soon = timezone.now() + timedelta(days=2)
    for n in range(8):
        EventFactory(group=world.group, plan=True, title=f"N{n}", starts=soon + timedelta(hours=n))
    EventFactory(group=world.group, title="Lalu")

    first = client.get("/kegiatan/", {"wilayah": "35"})
    onward = re.search(r'href="(\?[^"]*dari=[^"]*)"', first.content.decode())[1]
    further = client.get(f"/kegiatan/{unescape(onward)}")

    assert titles(client) == [*(f"N{n}" for n in range(6)), "Lalu"]
    assert [event.title for event in further.context["page_obj"]] == [f"N{n}" for n in range(8)]
    today = f"{timezone.localdate():%-d} "
    assert re.search(rf"Mulai {today}[^<]+\d:\s+Jawa Timur\s*</h2>", further.content.decode())
    assert re.search(r'<span class="meta">8 kegiatan</span>', further.content.decode())


def test_what_is_still_to_come_is_not_counted_as_held(client, three):
    page = client.get("/kegiatan/").content.decode()

    assert re.search(r"Sudah berlangsung\s*</h2>", page)
    _coming, held = page.split("Sudah berlangsung")
    assert page.count('<li class="list-item') == 3
    assert held.count('<li class="list-item') == 2
    assert '<span class="meta">2 kegiatan</span>' in held and "seluruhnya" not in page


def test_every_date_carries_its_year(client, three, world):
    page = client.get("/kegiatan/").content.decode()

    badges = re.findall(r'<time class="date-badge" datetime="(\d{4})[^>]*>(.*?)</time>', page, re.S)

    assert len(badges) == 3
    assert all(f"<span>{year}</span>" in badge for year, badge in badges)


@pytest.mark.parametrize("place", ["home", "group", "region", "programme"])
def test_a_list_says_which_part_is_coming(client, world, place):
    campaign = CampaignFactory()
    soon = timezone.now() + timedelta(days=2)
    for n in range(5):
        days = timedelta(days=n)
        EventFactory(
            group=world.group, campaign=campaign, plan=True, title=f"N{n}", starts=soon + days
        )
    EventFactory(group=world.group, campaign=campaign, title="Lalu")
    paths = {
        "home": "/",
        "group": world.group.get_absolute_url(),
        "region": world.village.get_absolute_url(),
        "programme": campaign.get_absolute_url(),
    }

    page = client.get(paths[place]).content.decode()

    coming, held = page.partition('id="coming-events"')[2].split('id="held-events"')
    shown = {"home": ["N0", "N1"]}.get(place, ["N0", "N1", "N2"])
    assert re.findall(r">(N\d|Lalu)</a>", coming) == shown
    assert re.findall(r">(N\d|Lalu)</a>", held) == ["Lalu"]
    assert ">Mendatang</p>" in page and ">Sudah berlangsung</p>" in held


@pytest.mark.parametrize("name", ["event_detail", "event_invite", "material_detail"])
def test_nothing_leads_to_a_kim_or_a_programme_that_is_public_no_more(name, client):
    group = GroupFactory(state=State.WITHDRAWN, state_note="Bubar.")
    hidden = CampaignFactory(name="Program Belum Diumumkan", is_public=False)
    if name == "material_detail":
        address = reverse(name, args=[MaterialFactory(group=group, campaign=hidden).slug])
    else:
        address = reverse(name, args=[EventFactory(group=group, campaign=hidden).pk])

    page = client.get(address).content.decode()

    assert group.name in page
    assert group.slug not in page
    assert hidden.name not in page
