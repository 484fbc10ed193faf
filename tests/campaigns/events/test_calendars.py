"""The calendar feed and single invitations, read by an iCalendar parser."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone
from icalendar import Calendar

from campaigns.events import feeds
from campaigns.events.models.event import OutreachEvent
from kimportal.moderation.states import State
from tests.factories import EventFactory, GroupFactory, RegionFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

FEED = "/kegiatan/kalender.ics"


def read(client, path=FEED, **query):
    calendar = Calendar.from_ical(client.get(path, query).content)
    assert not calendar.errors
    assert [entry.errors for entry in calendar.walk("VEVENT") if entry.errors] == []
    return calendar


def summaries(calendar):
    return [str(entry["summary"]) for entry in calendar.walk("VEVENT")]


def many(count, first, step, **fields):
    """Create live events, one every `step` from `first`."""
    model = EventFactory(starts=first, **fields)
    rows = []
    for n in range(1, count):
        starts = first + n * step
        rows.append(
            OutreachEvent(
                group=model.group,
                region=model.region,
                title=f"{model.title} {n}",
                mode=model.mode,
                starts=starts,
                ends=starts + timedelta(hours=1),
                state=State.LIVE,
                state_since=model.state_since,
            )
        )
    OutreachEvent.objects.bulk_create(rows)


def test_coming_events_are_there_whatever_the_past(client):
    now = timezone.now()
    many(520, now - timedelta(days=80), timedelta(hours=3), title="Lalu")
    for n in range(3):
        EventFactory(plan=True, title=f"Nanti {n}", starts=now + timedelta(days=1 + n))

    calendar = read(client)

    entries = summaries(calendar)
    assert len(entries) == 500
    assert entries[-3:] == ["Nanti 0", "Nanti 1", "Nanti 2"]
    # The latest of the past fill the rest.
    assert entries[-4] == "Lalu 519" and "Lalu 22" not in entries and "Lalu 23" in entries
    assert "DESCRIPTION" not in calendar


def test_a_feed_that_is_cut_says_so(client, monkeypatch):
    monkeypatch.setattr(feeds, "MAX_IN_CALENDAR", 3)
    soon = timezone.now() + timedelta(days=1)
    EventFactory(title="Lalu", starts=timezone.now() - timedelta(days=1))
    many(5, soon, timedelta(hours=2), plan=True, title="Nanti")

    calendar = read(client)

    assert summaries(calendar) == ["Nanti", "Nanti 1", "Nanti 2"]
    text = (
        "Hanya 3 kegiatan berikutnya. Pilih wilayah atau program untuk mendapat semua kegiatannya."
    )
    assert str(calendar["DESCRIPTION"]) == str(calendar["X-WR-CALDESC"]) == text


def test_the_list_offers_the_feed_as_a_subscription_with_its_filters(client, settings):
    settings.SITE_URL = "https://portal.example"
    EventFactory(plan=True, starts=timezone.now() + timedelta(days=1))

    page = client.get("/kegiatan/", {"wilayah": "35"})

    address = urlsplit(page.context["webcal"])
    assert (address.scheme, address.netloc, address.path) == ("webcal", "portal.example", FEED)
    assert parse_qsl(address.query) == [("wilayah", "35")]
    assert '<a href="webcal://portal.example/kegiatan/kalender.ics?wilayah=35">' in (
        page.content.decode()
    )


def test_calendars_learn_how_often_to_look_again(client):
    calendar = read(client)

    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(calendar["NAME"]) == str(calendar["X-WR-CALNAME"]) == "Kegiatan KIM"


@pytest.mark.parametrize(
    ("mode", "location"),
    [
        ("online", "https://meet.example.org/kim"),
        ("hybrid", "Balai desa, Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur"),
    ],
)
def test_an_online_event_carries_its_link(client, mode, location):
    link = "https://meet.example.org/kim"
    event = EventFactory(
        region=RegionFactory(), mode=mode, venue="Balai desa", link=link, title="Webinar"
    )

    [entry] = read(client, f"{event.get_absolute_url()}kalender.ics").walk("VEVENT")

    assert str(entry["LOCATION"]) == location
    assert str(entry["CONFERENCE"]) == link
    assert entry["CONFERENCE"].params["FEATURE"] == "VIDEO"
    assert str(entry["DESCRIPTION"]).splitlines()[1:] == [
        f"Ikuti: {link}",
        f"http://testserver{event.get_absolute_url()}",
    ]


def test_an_entry_names_its_kim_and_no_organizer(client):
    """An ORGANIZER has to be a mail address, and a KIM's is not public."""
    group = GroupFactory(name="KIM Sukun", slug="kim-sukun", contact_email="rahasia@example.org")
    event = EventFactory(group=group)

    [entry] = read(client, f"{event.get_absolute_url()}kalender.ics").walk("VEVENT")

    assert "ORGANIZER" not in entry
    assert str(entry["CONTACT"]) == "KIM Sukun, http://testserver/kim/kim-sukun/"
    assert b"rahasia" not in entry.to_ical()


def test_a_withdrawn_event_is_cancelled_and_says_no_more(client):
    RegionFactory(code="52.71.05.1002")
    event = EventFactory(
        plan=True,
        starts=timezone.now() + timedelta(days=1),
        title="Rahasia",
        venue="Rahasia",
        link="https://meet.example.org/rahasia",
    )
    [before] = read(client).walk("VEVENT")

    event.withdraw(by=StaffFactory(), note="Salah tanggal.")
    [entry] = read(client).walk("VEVENT")

    assert entry["UID"] == before["UID"]
    assert int(entry["SEQUENCE"]) > int(before["SEQUENCE"])
    assert (str(entry["STATUS"]), str(entry["SUMMARY"])) == ("CANCELLED", "Kegiatan ditarik")
    assert entry["DTSTART"].dt == before["DTSTART"].dt
    assert b"ahasia" not in entry.to_ical() and b"Salah" not in entry.to_ical()
    # A search would read what is withdrawn.
    assert summaries(read(client, q="Rahasia")) == []
    assert summaries(read(client, wilayah="52")) == []


def test_an_event_that_was_never_public_is_not_cancelled(client):
    for state in sorted(set(State) - {State.LIVE, State.WITHDRAWN}):
        EventFactory(plan=True, starts=timezone.now() + timedelta(days=1), state=state)

    assert summaries(read(client)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_feed_costs_the_same_at_any_length(client, django_assert_num_queries, count):
    for days in (-1, 1):
        for _each in range(count):
            EventFactory(starts=timezone.now() + timedelta(days=days), plan=days > 0)

    with django_assert_num_queries(3):
        client.get(FEED)
