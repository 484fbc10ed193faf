"""Values, transitions and change requests of an event, and its database constraints."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.elections.models import Pillar
from campaigns.events.models.event import OutreachEvent
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.change_requests import ChangeRequest, StaleObject
from kimportal.moderation.states import InvalidTransition, State
from tests.factories import EventFactory, GroupFactory, PersonFactory, RegionFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.mark.parametrize(
    "numbers",
    [
        {"attendance": 1_000_001},
        {"attendance": 10, "men": 11},
        {"attendance": 10, "women": 11},
        {"attendance": 10, "first_time_voters": 11},
        {"attendance": 10, "with_disability": 11},
        {"attendance": 10, "men": 6, "women": 5},
    ],
)
def test_the_database_refuses_numbers_that_cannot_be(numbers):
    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory(**numbers)


@pytest.mark.parametrize(
    "numbers",
    [
        {"attendance": 0},
        {"attendance": 1_000_000},
        {"attendance": 10, "men": 5, "women": 5},
        {"attendance": 10, "men": 3},
        {"attendance": None},
    ],
)
def test_the_database_takes_numbers_up_to_the_edge(numbers):
    assert EventFactory(**numbers).pk


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (datetime(1999, 12, 31, 23, 59, tzinfo=UTC), datetime(2000, 1, 1, 1, tzinfo=UTC)),
        (datetime(2099, 12, 31, 23, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)),
        (datetime(2020, 11, 26, 10, tzinfo=UTC), datetime(2020, 11, 26, 9, 59, tzinfo=UTC)),
    ],
)
def test_the_database_refuses_days_out_of_bounds(starts, ends):
    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory(starts=starts, ends=ends)


def test_the_zone_comes_from_the_province():
    noon = datetime(2020, 11, 26, 12, tzinfo=UTC)
    places = {"35.73.04.1003": 19, "52.71.05.1002": 20, "91.01.01.1001": 21}

    hours = {
        code: EventFactory(
            group=GroupFactory(region=RegionFactory(code=code)), starts=noon, ends=noon
        ).local_starts.hour
        for code in places
    }

    assert hours == places


def test_values_survive_reading_and_applying():
    event = EventFactory(pillars=Pillar.objects.all()[:2])
    other = EventFactory(title="Lain", attendance=5)
    names = ["title", "starts", "attendance", "pillars", "speakers", "links", "region"]

    event.apply_values(
        {"speakers": [["Bu Ani", "KPU Kota Malang"]], "links": ["https://a.example"]}
    )
    other.apply_values(event.read_values(names))

    assert OutreachEvent.objects.get(pk=other.pk).read_values(names) == event.read_values(names)


def test_submitting_a_draft_stores_its_values_and_who_submitted_it():
    event, sari = EventFactory(state=State.DRAFT), PersonFactory()

    event.send({"attendance": 12}, by=sari)

    event.refresh_from_db()
    assert (event.state, event.attendance, event.submitted_by) == (State.WAITING, 12, sari)


def test_a_waiting_event_takes_new_values_and_refuses_a_decision_on_the_old():
    event, reviewer = EventFactory(state=State.WAITING), StaffFactory()
    read_by_reviewer = OutreachEvent.objects.get(pk=event.pk)

    event.send({"attendance": 13}, by=PersonFactory())

    with pytest.raises(InvalidTransition):
        read_by_reviewer.approve(by=reviewer)


def test_changing_a_live_event_makes_a_change_request_and_keeps_the_public_values():
    event, sari = EventFactory(attendance=40), PersonFactory()

    change_request = event.send({"attendance": 45}, by=sari)

    event.refresh_from_db()
    assert (event.attendance, event.state) == (40, State.LIVE)
    assert (change_request.state, change_request.new) == (State.WAITING, {"attendance": 45})


def test_an_approved_change_is_applied_and_its_undo_reverts_it():
    event, reviewer = EventFactory(attendance=40), StaffFactory()
    change_request = event.send({"attendance": 45, "title": "Rembug"}, by=PersonFactory())

    change_request.approve(by=reviewer)
    changed = OutreachEvent.objects.get(pk=event.pk)
    change_request.undo(AuditEvent.objects.about(change_request).transitions().first(), by=reviewer)
    reverted = OutreachEvent.objects.get(pk=event.pk)

    assert (changed.attendance, changed.title) == (45, "Rembug")
    assert (reverted.attendance, reverted.title) == (40, event.title)


def test_a_second_change_joins_the_first():
    event, sari = EventFactory(attendance=40), PersonFactory()

    event.send({"attendance": 45}, by=sari)
    change_request = event.send({"follow_up": "Rapat lagi"}, by=sari)

    assert change_request.new == {"attendance": 45, "follow_up": "Rapat lagi"}


def test_a_waiting_change_request_is_flagged_again_when_it_is_amended():
    event, sari, budi = EventFactory(attendance=40), PersonFactory(), PersonFactory()
    event.send({"attendance": 45}, by=sari)

    change_request = event.send({"attendance": 900_000}, by=budi)

    change_request.refresh_from_db()
    assert change_request.flag_list == ["unusual_number"]
    last = AuditEvent.objects.about(change_request).latest("id")
    assert (last.by, last.changes) == (budi, {"attendance": [45, 900_000]})


def test_an_edit_while_waiting_stays_flagged_as_second_submission():
    event, sari, rini = EventFactory(state=State.DRAFT), PersonFactory(), StaffFactory()
    event.send({}, by=sari)
    event.send_back(by=rini, note="Jumlah hadir?")
    event.send({"attendance": 41}, by=sari)

    event.send({"attendance": 42}, by=sari)

    event.refresh_from_db()
    assert event.flag_list == ["second_submission"]


def test_a_change_is_not_approved_after_the_event_was_withdrawn():
    event, rini = EventFactory(attendance=40), StaffFactory()
    read = ChangeRequest.objects.get(pk=event.send({"attendance": 45}, by=PersonFactory()).pk)
    assert read.item.is_live

    OutreachEvent.objects.get(pk=event.pk).withdraw(by=rini, note="Fotonya keliru.")
    with pytest.raises(InvalidTransition):
        read.approve(by=rini)

    event.refresh_from_db()
    assert (event.state, event.attendance) == (State.WITHDRAWN, 40)


def test_an_approved_change_makes_older_forms_and_decisions_stale():
    event, rini = EventFactory(attendance=40), StaffFactory()
    opened = event.version_token
    read_by_an_officer = OutreachEvent.objects.get(pk=event.pk)

    event.send({"attendance": 45}, by=PersonFactory()).approve(by=rini)

    assert OutreachEvent.objects.get(pk=event.pk).version_token != opened
    with pytest.raises(InvalidTransition):
        read_by_an_officer.withdraw(by=PersonFactory(), note="Keliru.")


def test_a_form_opened_before_the_event_changed_is_stale():
    event = EventFactory(state=State.DRAFT)
    opened = event.version_token
    OutreachEvent.objects.get(pk=event.pk).save_draft({"story": "Jendela lain."})

    with pytest.raises(StaleObject), transaction.atomic():
        event.lock_row(opened)


def test_a_form_opened_before_a_colleague_asked_for_a_change_is_stale():
    event, sari = EventFactory(attendance=40), PersonFactory()
    opened = event.version_token
    OutreachEvent.objects.get(pk=event.pk).send({"attendance": 45}, by=sari)

    with pytest.raises(StaleObject), transaction.atomic():
        event.lock_row(opened)


def test_a_deleted_event_cannot_be_locked():
    event = EventFactory(state=State.DRAFT)
    OutreachEvent.objects.filter(pk=event.pk).delete()

    with pytest.raises(InvalidTransition), transaction.atomic():
        event.lock_row(event.version_token)


def test_a_returned_change_that_is_reverted_leaves_no_change_request():
    event, sari = EventFactory(attendance=40), PersonFactory()
    event.send({"attendance": 45}, by=sari).send_back(by=StaffFactory(), note="Jumlah hadir?")

    event.send({"attendance": 40}, by=sari)

    assert event.open_change_request is None
    assert not event.change_requests.exists()


def test_a_waiting_change_that_is_reverted_stays_with_its_reviewer():
    event, sari = EventFactory(attendance=40), PersonFactory()
    event.send({"attendance": 45}, by=sari)

    change_request = event.send({"attendance": 40}, by=sari)

    assert (change_request.state, change_request.new) == (State.WAITING, {"attendance": 40})


def test_a_rejected_event_takes_no_values():
    event = EventFactory(state=State.REJECTED)

    with pytest.raises(InvalidTransition):
        event.send({"attendance": 1}, by=PersonFactory())


def test_every_transition_is_in_the_audit_log():
    event, sari, rini = EventFactory(state=State.DRAFT), PersonFactory(), StaffFactory()

    event.send({}, by=sari)
    event.send_back(by=rini, note="Jumlah hadir?", field="attendance")
    event.send({"attendance": 3}, by=sari)
    event.approve(by=rini)

    acts = list(AuditEvent.objects.about(event).order_by("id").values_list("action", "by"))
    assert acts == [
        (Action.SUBMIT, sari.pk),
        (Action.SEND_BACK, rini.pk),
        (Action.SUBMIT, sari.pk),
        (Action.APPROVE, rini.pk),
    ]


def test_within_finds_every_level_and_no_neighbour():
    sukun = EventFactory()
    EventFactory(group=GroupFactory(region=RegionFactory(code="35.74.01.1001")))
    regions = [RegionFactory(code=c) for c in ("35.73", "35.73.04", "35.73.04.1003")]

    results = [list(OutreachEvent.objects.within(region)) for region in regions]

    assert results == [[sukun]] * 3
    assert OutreachEvent.objects.within(RegionFactory(code="35")).count() == 2


def test_the_same_gathering_is_of_one_group_place_and_local_day():
    start = datetime(2020, 11, 25, 17, 30, tzinfo=UTC)  # 00.30 WIB on the 26th
    event = EventFactory(starts=start, ends=start + timedelta(hours=1))
    same = {"group": event.group, "region": event.region}
    evening = datetime(2020, 11, 26, 16, 59, tzinfo=UTC)

    duplicates = OutreachEvent.objects.same_gathering(**same, starts=evening)
    next_day = OutreachEvent.objects.same_gathering(**same, starts=evening + timedelta(minutes=1))

    assert (list(duplicates), list(next_day)) == ([event], [])


def test_only_live_reports_count():
    counted = EventFactory()
    EventFactory(plan=True)
    EventFactory(state=State.WAITING)

    assert list(OutreachEvent.objects.counted()) == [counted]
    assert [e.counts for e in OutreachEvent.objects.order_by("created_at")] == [True, False, False]


def test_strangers_see_live_events_only_and_members_their_own(world):
    live = EventFactory(group=world.group)
    draft = EventFactory(group=world.group, state=State.DRAFT)
    waiting = EventFactory(group=world.group, state=State.WAITING)

    def seen(person):
        return set(OutreachEvent.objects.visible_to(person))

    assert seen(world.outsider) == {live}
    assert seen(world.member) == {live, draft, waiting}
    assert seen(world.reviewer) == {live, waiting}
    assert seen(world.far_reviewer) == {live}
    assert timezone.now() > live.ends
