"""The day before and an hour after, by mail: once each, to whoever planned it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from campaigns.events import reminders
from groups.members.models import Membership
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import EventFactory, MembershipFactory, RegionFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def planned(world):
    def at(starts, **facts):
        long_ago = timezone.now() - 30 * DAY
        facts = {
            "group": world.group,
            "plan": True,
            "begun_by": world.member,
            "submitted_at": long_ago,
            "created_at": long_ago,
        } | facts
        return EventFactory(starts=timezone.now() + starts, **facts)

    return at


def keys():
    reminders.write_due()
    return sorted(email.key.split(":")[0] for email in OutgoingEmail.objects.all())


@pytest.mark.parametrize(
    ("starts", "emails"),
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
def test_reminders_come_at_their_time(planned, starts, emails):
    planned(starts)  # two hours long

    assert keys() == emails


def test_twice_reminds_nobody_twice(planned, django_capture_on_commit_callbacks, mailoutbox):
    planned(HOUR)
    planned(-4 * HOUR)

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            reminders.write_due()

    assert len(mailoutbox) == 2


@pytest.mark.parametrize(("by", "emails"), [(HOUR, 1), (DAY, 2)])
def test_an_event_moved_to_another_day_is_announced_again_and_one_moved_by_an_hour_is_not(
    planned, by, emails
):
    noon = timezone.localtime().replace(hour=12, minute=0) + DAY
    event = planned(noon - timezone.now())
    reminders.write_due(noon - HOUR)

    event.starts, event.ends = event.starts + by, event.ends + by
    event.save()
    reminders.write_due(noon + by - HOUR)

    assert OutgoingEmail.objects.filter(key__startswith="event_tomorrow").count() == emails


def test_what_was_planned_less_than_a_day_ahead_needs_no_reminder(planned):
    planned(20 * HOUR, created_at=timezone.now())

    assert keys() == []


def test_nobody_is_asked_about_what_was_reported_rejected_or_withdrawn(planned):
    planned(-4 * HOUR, plan=False)
    for state in (State.REJECTED, State.WITHDRAWN):
        planned(-4 * HOUR, state=state)
        planned(HOUR, state=state)

    assert keys() == []


@pytest.mark.parametrize(
    ("state", "is_told"), [(State.DRAFT, True), (State.RETURNED, True), (State.LIVE, False)]
)
def test_whoever_has_not_sent_a_plan_in_is_told_so_the_day_before(planned, state, is_told):
    planned(HOUR, state=state, submitted_at=None if state == State.DRAFT else timezone.now())

    reminders.write_due()

    assert ("belum diajukan" in OutgoingEmail.objects.get().text) == is_told


@pytest.mark.parametrize(("language", "word"), [("id", "Bagaimana"), ("en", "How was it?")])
def test_letters_speak_the_language_of_the_account(planned, world, language, word):
    world.member.language = language
    world.member.save()
    planned(-4 * HOUR)

    reminders.write_due()

    email = OutgoingEmail.objects.get()
    assert email.subject.startswith(word)
    assert ("/en/anggota/" in email.text) == (language == "en")


@pytest.mark.parametrize(
    ("code", "day_word"), [("35.73.04.1003", "Besok"), ("91.01.01.1001", "Hari ini")]
)
def test_the_day_before_is_told_by_the_clocks_of_the_place(planned, monkeypatch, code, day_word):
    # 23.30 WIB on the 25th is 01.30 WIT on the 26th.
    now = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
    planned(
        now + 5 * HOUR - timezone.now(), region=RegionFactory(code=code), created_at=now - 9 * DAY
    )
    monkeypatch.setattr(timezone, "now", lambda: now)

    reminders.write_due()

    assert OutgoingEmail.objects.get().subject.startswith(day_word)


def test_nobody_is_asked_for_a_report_that_waits_as_a_change_of_a_live_plan(planned, world):
    event = planned(-4 * HOUR)
    event.send({"attendance": 12, "reported_at": timezone.now().isoformat()}, by=world.member)

    assert keys() == []


@pytest.mark.parametrize("events", [1, 3])
def test_a_clock_that_strikes_again_costs_the_same_for_many(
    planned, events, django_assert_num_queries
):
    for _ in range(events):
        planned(-4 * HOUR)
    reminders.write_due()

    with django_assert_num_queries(3):
        reminders.write_due()


def test_the_letter_opens_the_prefilled_report(planned, settings):
    event = planned(-4 * HOUR)

    reminders.write_due()

    url = f"{settings.SITE_URL}/anggota/kegiatan/{event.pk}/lapor/"
    assert url in OutgoingEmail.objects.get().text


def test_a_chair_is_reminded_of_what_somebody_planned_who_left(planned, world):
    planned(HOUR)
    chair = MembershipFactory(group=world.group, role="chair").person
    Membership.objects.get(person=world.member).end(by=chair)

    assert keys() == ["event_tomorrow"]
    assert OutgoingEmail.objects.get().to == chair.email


def test_those_who_left_get_no_letter(planned, world):
    planned(HOUR)
    world.member.is_active = False
    world.member.save()

    assert keys() == []


def test_whoever_wants_no_reminders_gets_none_and_nor_does_the_chair_instead(planned, world):
    MembershipFactory(group=world.group, role="chair")
    planned(HOUR)
    planned(-4 * HOUR)
    world.member.stop_reminders()

    assert keys() == []


def test_receipts_and_decisions_come_all_the_same(planned, world):
    world.member.stop_reminders()
    event = planned(HOUR, state=State.WAITING, submitted_by=world.member)

    event.approve(by=world.reviewer)

    assert [email.key.split(":")[0] for email in OutgoingEmail.objects.all()] == ["event_decided"]


def test_a_decision_is_told_to_the_chair_once_the_sender_has_left(planned, world):
    event = planned(HOUR, state=State.WAITING, submitted_by=world.member)
    world.group.memberships.get(person=world.member).end(by=world.officer)

    event.send_back(by=world.reviewer, note="Siapa pembicaranya?")

    assert [email.to for email in OutgoingEmail.objects.all()] == [world.officer.email]


@pytest.mark.parametrize("starts", [HOUR, -4 * HOUR])
def test_each_reminder_names_the_way_out_in_both_of_its_halves(planned, world, starts):
    planned(starts)

    reminders.write_due()

    email = OutgoingEmail.objects.get()
    assert email.unsubscribe_url == world.member.unsubscribe_url
    assert email.unsubscribe_url in email.text
    assert email.unsubscribe_url in email.html
