"""The day before and an hour after, by mail: once each, to whoever planned it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from kimportal.models import Letter
from kimportal.states import State
from tests.factories import EventFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def planned(world):
    def at(starts, **facts):
        facts = {"group": world.group, "plan": True, "begun_by": world.member} | facts
        return EventFactory(starts=timezone.now() + starts, **facts)

    return at


def keys():
    call_command("remind_events")
    return sorted(letter.key.split(":")[0] for letter in Letter.objects.all())


@pytest.mark.parametrize(
    ("starts", "letters"),
    [
        (DAY + timedelta(minutes=1), []),
        (DAY - timedelta(minutes=1), ["event_tomorrow"]),
        (timedelta(minutes=1), ["event_tomorrow"]),
        (-timedelta(minutes=1), []),
        (-3 * HOUR + timedelta(minutes=1), []),
        (-3 * HOUR - timedelta(minutes=1), ["event_how_was_it"]),
        (-13 * DAY, ["event_how_was_it"]),
        (-15 * DAY, []),
    ],
)
def test_reminders_come_at_their_time(planned, starts, letters):
    planned(starts)  # two hours long

    assert keys() == letters


def test_twice_reminds_nobody_twice(planned, django_capture_on_commit_callbacks, mailoutbox):
    planned(HOUR)
    planned(-4 * HOUR)

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("remind_events")

    assert len(mailoutbox) == 2


def test_a_moved_event_is_announced_again(planned):
    event = planned(HOUR)
    call_command("remind_events")

    event.starts, event.ends = event.starts + HOUR, event.ends + HOUR
    event.save()

    assert keys() == ["event_tomorrow"] * 2


def test_nobody_is_asked_about_what_was_reported_or_never_sent_in(planned):
    planned(-4 * HOUR, plan=False)
    planned(-4 * HOUR, state=State.REJECTED)
    planned(HOUR, state=State.DRAFT)

    assert keys() == []


def test_the_letter_opens_the_prefilled_report(planned, settings):
    event = planned(-4 * HOUR)

    call_command("remind_events")

    url = f"{settings.SITE_URL}/anggota/kegiatan/{event.pk}/lapor/"
    assert url in Letter.objects.get().text


def test_those_who_left_get_no_letter(planned, world):
    planned(HOUR)
    world.member.is_active = False
    world.member.save()

    assert keys() == []
