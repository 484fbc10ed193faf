"""The sender does not choose the reviewer: events outside the KIM's district (SECURITY_BAR R56)."""

import pytest
from django.urls import reverse

from campaigns.elections.models import Setting
from campaigns.events import rules
from campaigns.events.flags import flags_of, usual_range
from campaigns.events.models.event import OutreachEvent
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.adapters import adapter_for
from kimportal.moderation.models import Note
from kimportal.moderation.queue import Queue
from kimportal.moderation.states import State
from tests.factories import EventFactory, MembershipFactory, RegionFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(world):
    """An event of the KIM of Malang, reported from Mataram and submitted."""
    event = EventFactory(
        group=world.group,
        region=world.far_village,
        state=State.DRAFT,
        title="Rembug jauh",
        attendance=900_000,
    )
    event.send({}, by=world.member)
    event.refresh_from_db()
    return event


def page_of(client, event):
    return client.get(reverse("admin:review", args=["outreachevent", event.pk]))


def action(client, event, verb, **facts):
    there = reverse(f"admin:review_{verb}", args=["outreachevent", event.pk])
    return client.post(there, {"version": event.version, **facts})


def test_an_event_elsewhere_is_flagged_and_the_page_says_why(away, world, sign_in):
    page = page_of(sign_in(world.reviewer), away).content.decode()

    assert {"outside_district", "unusual_number"} <= set(away.flag_list)
    assert "Di luar kecamatan KIM" in page
    assert "berlangsung di Kel. Kekalik Jaya" in page
    assert "Jumlah yang lazim: Desa/kelurahan: 1–2.000." in page


def test_the_kim_s_own_reviewers_decide(away, world, sign_in):
    queue = OutreachEvent.objects.reviewable_by

    done = action(sign_in(world.reviewer), away, "approve")

    assert done.status_code == 302
    assert OutreachEvent.objects.get().state == State.LIVE
    assert away not in queue(world.far_reviewer)


def test_the_reviewers_of_the_place_see_it_and_do_not_decide(away, world, sign_in):
    client = sign_in(world.far_reviewer)

    page = page_of(client, away).content.decode()
    done = action(client, away, "approve")
    index = client.get(reverse("admin:index")).content.decode()

    assert "Rembug jauh" in index
    assert "KIM ini di luar wilayah Anda: peninjau wilayah KIM yang memutuskan." in page
    assert "Nyatakan keberatan" in page
    assert (done.status_code, OutreachEvent.objects.get().state) == (403, State.WAITING)
    assert [row.key for row in Queue(world.reviewer).page("").rows] == [str(away.pk)]


def test_an_objection_reaches_those_who_decide_before_they_do(away, world, sign_in):
    deciding = sign_in(world.reviewer)
    page_of(deciding, away)

    objected = action(
        sign_in(world.far_reviewer), away, "object", text="Di sini tidak ada acara itu."
    )
    late = action(deciding, away, "approve")
    page = page_of(deciding, away).content.decode()

    assert objected.status_code == 302
    assert late.status_code == 409
    assert OutreachEvent.objects.get().state == State.WAITING
    assert "Keberatan" in page and "baca dulu catatan internal" in page
    assert "Di sini tidak ada acara itu." in page
    assert Note.objects.get().by == world.far_reviewer
    assert AuditEvent.objects.filter(action=Action.OBJECT, by=world.far_reviewer).count() == 1


def test_an_objection_stays_when_the_words_are_amended_and_asks_for_a_reason(away, world, sign_in):
    refused = action(sign_in(world.far_reviewer), away, "object", text="")
    away.add_objection(by=world.far_reviewer, text="Tidak benar.")

    away.send({"title": "Rembug sangat jauh"}, by=world.member)

    away.refresh_from_db()
    assert refused.status_code == 422
    assert "objection" in away.flag_list


def test_who_may_object(away, world):
    at_home = EventFactory(group=world.group, region=world.village, state=State.WAITING)
    both = StaffFactory(within=[world.regency.code, "52"])
    tied = StaffFactory(within=["52"])
    MembershipFactory(group=world.group, person=tied)
    everybody = [world.far_reviewer, world.reviewer, world.national_reviewer, world.editor]

    may = [bool(rules.may_object(one, away)) for one in (*everybody, both, tied)]

    assert may == [True, False, False, False, False, False]
    assert not rules.may_object(world.far_reviewer, at_home)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.REJECTED, State.WITHDRAWN])
def test_nothing_is_objected_to_that_does_not_wait_and_is_not_shown(state, world):
    event = EventFactory(group=world.group, region=world.far_village, state=state)

    assert not rules.may_object(world.far_reviewer, event)


def test_other_kinds_know_no_objection(world, sign_in):
    there = reverse("admin:review_object", args=["group", world.group.pk])

    answer = sign_in(world.reviewer).post(there, {"text": "Keberatan."})

    assert answer.status_code == 403
    assert not Note.objects.exists()


def test_a_draft_elsewhere_is_seen_by_nobody_of_the_staff(world):
    event = EventFactory(group=world.group, region=world.far_village, state=State.DRAFT)

    for person in (world.reviewer, world.far_reviewer, world.national_reviewer):
        assert event not in OutreachEvent.objects.overseen_by(person)


def test_a_change_that_moves_a_shown_event_elsewhere_is_decided_at_home(world):
    event = EventFactory(group=world.group, region=world.village)

    change = event.send({"region": world.far_village.pk}, by=world.member)

    assert "outside_district" in change.flag_list
    assert rules.may_review_change(world.reviewer, change) is True
    assert not rules.may_review_change(world.far_reviewer, change)
    assert [row.key for row in Queue(world.reviewer).page("").rows] == [str(change.pk)]
    assert "Kekalik Jaya" in adapter_for(change).hints(change)[0]


def test_what_is_decided_elsewhere_stands_in_the_audit_log_of_those_who_decide(away, world):
    seen = [
        AuditEvent.objects.overseen_by(person).filter(action=Action.SUBMIT).count()
        for person in (world.reviewer, world.far_reviewer)
    ]

    assert seen == [1, 0]


@pytest.mark.parametrize(
    ("code", "flagged"),
    [
        ("35.73.04.1003", False),  # the KIM's own village
        ("35.73.04.1001", False),  # another one of its district
        ("35.73.04", False),
        ("35.73", True),
        ("35", True),
        ("52.71.05.1002", True),
    ],
)
def test_outside_begins_at_the_border_of_the_district(code, flagged, world):
    event = EventFactory(group=world.group, region=RegionFactory(code=code))

    assert ("outside_district" in flags_of(event)) == flagged


@pytest.mark.parametrize(
    ("code", "most"),
    [("35.73.04.1003", 2000), ("35.73.04", 5000), ("35.73", 20_000), ("35", 50_000)],
)
def test_a_number_is_unusual_above_what_such_a_place_holds(code, most, world):
    region = RegionFactory(code=code)

    flagged = [
        "unusual_number" in flags_of(EventFactory(group=world.group, region=region, attendance=n))
        for n in (most, most + 1)
    ]

    assert flagged == [False, True]


@pytest.mark.parametrize("mode", ["online", "media"])
def test_a_village_does_not_bound_who_listens_from_elsewhere(mode, world):
    event = EventFactory(group=world.group, region=world.village, mode=mode, attendance=5000)

    assert "unusual_number" not in flags_of(event)
    event.attendance = 5001
    assert "unusual_number" in flags_of(event)


def test_the_usual_range_names_setting_and_place(world):
    event = EventFactory(
        group=world.group, region=world.village, setting=Setting.objects.get(slug="pos-ronda")
    )

    assert usual_range(event) == ("Jumlah yang lazim: Pos ronda: 1–60; Desa/kelurahan: 1–2.000.")
