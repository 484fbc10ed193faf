"""Every Wednesday's posyandu: repeated events, and copies of one event."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.events.repetition import MAX_EVENTS, next_week, repetitions
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.campaigns.events.event_forms import plan
from tests.factories import EventFactory, MaterialFactory

pytestmark = pytest.mark.django_db
WEDNESDAY = date(2026, 12, 9)  # the second of the month


@pytest.mark.parametrize(
    ("first", "repeat", "until", "days"),
    [
        (WEDNESDAY, "weekly", date(2026, 12, 30), ["2026-12-16", "2026-12-23", "2026-12-30"]),
        (WEDNESDAY, "weekly", date(2026, 12, 15), []),
        (WEDNESDAY, "fortnightly", date(2027, 1, 6), ["2026-12-23", "2027-01-06"]),
        (WEDNESDAY, "monthly", date(2027, 3, 31), ["2027-01-13", "2027-02-10", "2027-03-10"]),
        # a fifth Wednesday only where there is one
        (date(2026, 12, 30), "monthly", date(2027, 6, 30), ["2027-03-31", "2027-06-30"]),
    ],
)
def test_an_event_repeats_on_the_same_weekday(first, repeat, until, days):
    assert [f"{day}" for day in repetitions(first, repeat, until)] == days


def test_at_most_half_a_year_of_weeks_is_made_at_once():
    assert len(repetitions(WEDNESDAY, "weekly", date(2030, 1, 1))) == MAX_EVENTS - 1


def test_a_copy_is_on_the_next_same_weekday_at_the_same_hour():
    now = datetime(2026, 12, 2, 12, tzinfo=ZoneInfo("Asia/Jakarta"))

    assert next_week(now - timedelta(hours=2), now) == now + timedelta(days=7, hours=-2)
    assert next_week(now - timedelta(days=400), now) == now + timedelta(days=6)
    assert next_week(now + timedelta(days=1), now) == now + timedelta(days=1)
    assert next_week(now, now) == now + timedelta(days=7)


def until(weeks):
    return (timezone.localtime() + timedelta(days=1 + 7 * weeks)).date().isoformat()


def test_a_repeated_plan_becomes_a_draft_for_each_time(mega, world):
    sent = plan(world, title="Posyandu", repeat="weekly", repeat_until=until(3))

    answer = mega.post(reverse("event_new"), sent)
    again = mega.post(reverse("event_new"), sent)

    first, *rest = OutreachEvent.objects.in_order()
    assert answer.url == again.url == reverse("event_own", args=[first.pk])
    assert [event.starts - first.starts for event in rest] == [
        timedelta(days=7 * n) for n in (1, 2, 3)
    ]
    assert {event.ends - event.starts for event in rest} == {timedelta(hours=2)}
    assert {(event.title, event.venue, event.begun_by) for event in rest} == {
        ("Posyandu", "Balai RW 05", world.member)
    }
    assert len({event.series for event in (first, *rest)}) == 1
    assert [todo.url for todo in mega.get("/anggota/").context["tasks"]] == [first.own_url]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"repeat_until": ""}, "Isi sampai kapan kegiatan ini berulang."),
        ({"repeat_until": until(30)}, "Paling lama setengah tahun ke depan"),
        ({"repeat_until": until(0)}, "Sampai tanggal itu kegiatan ini belum berulang."),
    ],
)
def test_an_impossible_repetition_is_refused_with_a_sentence(mega, world, changes, sentence):
    answer = mega.post(reverse("event_new"), plan(world, repeat="weekly", **changes))

    assert list(answer.context["form"].errors) == ["repeat_until"]
    assert sentence in answer.content.decode()
    assert not OutreachEvent.objects.exists()


@pytest.fixture
def series(mega, world):
    """A draft and its two repetitions."""
    mega.post(reverse("event_new"), plan(world, repeat="weekly", repeat_until=until(2)))
    return list(OutreachEvent.objects.in_order())


def submit(mega, event, **more):
    page = mega.get(event.own_url)
    data = {"key": page.context["key"], "neutrality": "on", **more}
    return mega.post(reverse("event_submit", args=[event.pk]), data)


def test_the_repetitions_are_sent_in_together_with_one_receipt(mega, series):
    html = mega.get(series[0].own_url).content.decode()
    submit(mega, series[0], with_repetitions="on")

    assert "Kirim juga 2 rencana ulangannya" in html
    assert [event.state for event in OutreachEvent.objects.in_order()] == [State.WAITING] * 3
    assert SubmissionReceipt.objects.exclude(event=None).filter(event=series[0]).count() == 2
    assert OutgoingEmail.objects.filter(key__startswith="event_receipt").count() == 1


def test_one_may_be_sent_in_alone(mega, series):
    submit(mega, series[1])

    assert [event.state for event in OutreachEvent.objects.in_order()] == [
        State.DRAFT,
        State.WAITING,
        State.DRAFT,
    ]
    assert [
        event.pk for event in OutreachEvent.objects.get(pk=series[0].pk).unsent_repetitions
    ] == [series[2].pk]


def test_a_single_event_asks_nothing_about_repetitions(mega, world):
    mega.post(reverse("event_new"), plan(world))

    html = mega.get(OutreachEvent.objects.get().own_url).content.decode()

    assert "with_repetitions" not in html


@pytest.mark.parametrize(("more", "left"), [({"with_repetitions": "on"}, 0), ({}, 2)])
def test_a_draft_is_thrown_away_with_or_without_its_repetitions(mega, series, more, left):
    page = mega.get(reverse("event_discard", args=[series[0].pk])).content.decode()

    mega.post(reverse("event_discard_now", args=[series[0].pk]), more)

    assert "Hapus juga 2 rencana ulangannya" in page
    assert OutreachEvent.objects.count() == left


def test_a_copy_brings_the_plan_and_nothing_of_the_report(mega, world):
    material = MaterialFactory()
    event = EventFactory(
        group=world.group,
        title="Posyandu Melati",
        venue="Posyandu",
        story="CERITA",
        starts=timezone.now() - timedelta(days=8),
    )
    event.handed_out.create(material=material, copies=50)

    page = mega.get(f"{reverse('event_new')}?salin={event.pk}")

    html = page.content.decode()
    own = mega.get(event.own_url).content.decode()
    initial = page.context["form"].initial
    assert f'href="{reverse("event_new")}?salin={event.pk}"' in own
    assert (initial["title"], initial["venue"]) == ("Posyandu Melati", "Posyandu")
    assert initial["materials"] == [material.pk]
    starts = event.local_starts.replace(tzinfo=None) + timedelta(days=14)
    assert initial["starts"] == starts
    assert initial["ends"] == starts + timedelta(hours=2)
    assert "CERITA" not in html
    assert "Posyandu Melati" in html


@pytest.mark.parametrize("key", ["", "x", "0" * 32])
def test_what_cannot_be_copied_opens_an_empty_form_or_is_not_found(mega, world, key):
    status = mega.get(f"{reverse('event_new')}?salin={key}").status_code

    assert status == (404 if key == "0" * 32 else 200)


def test_events_of_other_kim_are_not_copied(mega, world):
    foreign = EventFactory(group=world.other_group)

    assert mega.get(f"{reverse('event_new')}?salin={foreign.pk}").status_code == 404


def test_the_form_of_an_existing_plan_does_not_ask_again(mega, series):
    form = mega.get(reverse("event_plan", args=[series[0].pk])).context["form"]

    assert not {"repeat", "repeat_until"} & set(form.fields)
