"""May I? Every rule of events × every role; quiet period and soft bounds at their edges."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from campaigns.elections.models import Campaign, Election, Setting
from campaigns.events import rules
from campaigns.events.flags import flags_of
from campaigns.events.models.event import OutreachEvent
from kimportal.moderation.states import State
from tests.access import ROLES
from tests.factories import EventFactory, GroupFactory, MembershipFactory, RegionFactory

pytestmark = pytest.mark.django_db
PEOPLE = ROLES[1:]


def allowed(world, rule, *items):
    return {name for name in PEOPLE if rule(getattr(world, name), *items)}


def test_members_of_a_verified_kim_begin_events(world):
    everybody = [getattr(world, name) for name in PEOPLE]

    assert allowed(world, rules.may_begin, world.group) == {"member", "officer"}
    assert allowed(world, rules.may_plan) == {"member", "officer", "outsider"}
    assert len(everybody) == 9


def test_nobody_begins_events_for_a_kim_that_is_not_verified(world, sari):
    waiting = MembershipFactory(person=sari, group__state=State.WAITING).group

    assert (
        str(rules.may_begin(sari, waiting))
        == "Kegiatan dapat diajukan setelah KIM Anda terverifikasi."
    )


@pytest.mark.parametrize("state", list(State))
def test_members_edit_what_is_not_closed(world, state):
    event = EventFactory(group=world.group, state=state)
    closed = {State.REJECTED, State.WITHDRAWN}

    assert allowed(world, rules.may_edit, event) == (
        set() if state in closed else {"member", "officer"}
    )


@pytest.mark.parametrize("sent", [False, True])
def test_a_draft_is_thrown_away_by_whoever_began_it_or_an_officer(world, sent):
    other = MembershipFactory(group=world.group).person
    event = EventFactory(
        group=world.group,
        state=State.DRAFT,
        begun_by=world.member,
        submitted_at=timezone.now() if sent else None,
    )

    assert allowed(world, rules.may_discard, event) == (set() if sent else {"member", "officer"})
    assert not rules.may_discard(other, event)


@pytest.mark.parametrize("state", list(State))
def test_officers_and_reviewers_of_the_region_withdraw_what_is_live(world, state):
    event = EventFactory(group=world.group, state=state)
    may = {"officer", "reviewer", "national_reviewer", "administrator"}

    assert allowed(world, rules.may_withdraw, event) == (may if state == State.LIVE else set())


def test_reviewers_of_the_region_review(world):
    event = EventFactory(group=world.group, state=State.WAITING, submitted_by=world.member)

    assert allowed(world, rules.may_review, event) == {
        "reviewer",
        "national_reviewer",
        "administrator",
    }


def test_nobody_reviews_their_own_group_or_what_they_sent(world):
    MembershipFactory(group=world.group, person=world.reviewer)
    event = EventFactory(
        group=world.group, state=State.WAITING, submitted_by=world.national_reviewer
    )

    refusals = {
        name: str(rules.may_review(getattr(world, name), event))
        for name in ("reviewer", "national_reviewer")
    }

    assert not any(rules.may_review(getattr(world, name), event) for name in refusals)
    assert refusals["reviewer"] == "Ini KIM Anda sendiri, jadi rekan Anda yang memutuskan."


def test_the_queue_and_the_rule_agree(world):
    event = EventFactory(group=world.group, state=State.WAITING, submitted_by=world.member)
    MembershipFactory(group=world.group, person=world.national_reviewer)

    for name in PEOPLE:
        person = getattr(world, name)
        queue = OutreachEvent.objects.reviewable_by(person)
        assert (event in queue) == bool(rules.may_review(person, event)), name


def test_changes_are_reviewed_by_the_same_people(world):
    event = EventFactory(group=world.group)
    change_request = event.send({"attendance": 41}, by=world.member)

    assert allowed(world, rules.may_review_change, change_request) == {
        "reviewer",
        "national_reviewer",
        "administrator",
    }


# -- quiet period


@pytest.fixture
def quiet():
    election = Election.objects.create(
        name="Pemilihan",
        kind="regional",
        voting_day=date(2020, 12, 9),
        quiet_starts=date(2020, 12, 6),
        quiet_ends=date(2020, 12, 8),
    )
    return Campaign.objects.create(
        slug="p", name="Program", starts="2020-11-01", election=election, head_count_cap=50
    )


@pytest.mark.parametrize("code", ["35.73.04.1003", "52.71.05.1002", "91.01.01.1001"])
@pytest.mark.parametrize(
    ("day", "hour", "minute", "is_quiet"),
    [(5, 23, 59, False), (6, 0, 0, True), (8, 23, 59, True), (9, 0, 0, False)],
)
def test_the_quiet_period_counts_days_on_the_clocks_of_the_place(
    quiet, code, day, hour, minute, is_quiet
):
    group = GroupFactory(region=RegionFactory(code=code))
    zone = ZoneInfo(group.region.timezone)
    starts = datetime(2020, 12, day, hour, minute, tzinfo=zone)

    event = EventFactory(group=group, campaign=quiet, starts=starts)

    assert ("quiet_period" in flags_of(event)) == is_quiet


def test_in_the_quiet_period_the_form_states_the_rules(quiet, world, sign_in):
    today = timezone.localdate()
    Election.objects.update(quiet_starts=today, quiet_ends=today, voting_day=today)
    client = sign_in(world.member)

    during = client.get("/anggota/kegiatan/baru/").content.decode()
    Election.objects.update(
        quiet_starts=today - timedelta(days=2), quiet_ends=today - timedelta(days=1)
    )
    after = client.get("/anggota/kegiatan/baru/").content.decode()

    assert "tidak boleh ada kampanye" in during
    assert "tidak boleh ada kampanye" not in after


# -- unusual reports: a warning and a flag, never refused


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        ({"attendance": 60}, []),
        ({"attendance": 61}, ["unusual_number"]),
        ({"attendance": 0}, []),
        ({"ends": timedelta(hours=12)}, []),
        ({"ends": timedelta(hours=12, minutes=1)}, ["long_event"]),
        ({"founded": timedelta(0)}, []),
        ({"founded": timedelta(days=1)}, ["before_group"]),
    ],
)
def test_what_is_unusual_is_flagged_at_its_edge(facts, flags):
    starts = timezone.now() - timedelta(days=3)
    ends = starts + facts.pop("ends", timedelta(hours=2))
    group = GroupFactory()
    if "founded" in facts:
        group.founded = timezone.localdate(starts) + facts.pop("founded")
        group.save()
    post = Setting.objects.get(slug="pos-ronda")

    event = EventFactory(group=group, setting=post, starts=starts, ends=ends, **facts)

    assert flags_of(event) == flags


@pytest.mark.parametrize(
    ("people", "mode", "flagged"),
    [
        (50, "in_person", False),
        (51, "in_person", True),
        (51, "hybrid", True),
        (51, "online", False),
    ],
)
def test_the_programmes_head_count_binds_people_in_one_place(quiet, people, mode, flagged):
    event = EventFactory(campaign=quiet, attendance=people, mode=mode)

    assert ("over_head_count" in flags_of(event)) == flagged


def test_what_is_proposed_is_judged_as_proposed(quiet):
    event = EventFactory(attendance=40, ends=timezone.now() - timedelta(hours=22))
    night_watch = Setting.objects.get(slug="pos-ronda")
    proposed = {"attendance": 61, "setting": night_watch.pk, "campaign": quiet.pk}

    assert flags_of(event) == []
    assert flags_of(event, proposed) == ["unusual_number", "over_head_count"]


@pytest.mark.parametrize(("code", "flagged"), [("35.73.04.1003", True), ("91.01.01.1001", False)])
def test_before_the_group_is_told_on_the_calendar_of_the_place(code, flagged):
    founded = timezone.localdate() - timedelta(days=9)
    group = GroupFactory(region=RegionFactory(code=code), founded=founded)
    # 23.30 WIB the day before is 01.30 WIT on the day.
    starts = datetime.combine(founded, datetime.min.time(), ZoneInfo("Asia/Jakarta"))

    event = EventFactory(group=group, starts=starts - timedelta(minutes=30))

    assert ("before_group" in flags_of(event)) == flagged


@pytest.mark.parametrize(("days", "flagged"), [(365, False), (367, True)])
def test_a_plan_more_than_a_year_ahead_asks_for_a_second_look(days, flagged):
    event = EventFactory(plan=True, starts=timezone.now() + timedelta(days=days))

    assert ("far_ahead" in flags_of(event)) == flagged


@pytest.mark.parametrize(
    ("code", "now", "is_quiet"),
    [
        ("35.73.04.1003", datetime(2020, 12, 5, 16, 59, 59, tzinfo=UTC), False),
        ("35.73.04.1003", datetime(2020, 12, 5, 17, tzinfo=UTC), True),
        ("91.01.01.1001", datetime(2020, 12, 5, 14, 59, 59, tzinfo=UTC), False),
        ("91.01.01.1001", datetime(2020, 12, 5, 15, tzinfo=UTC), True),
        ("52.71.05.1002", datetime(2020, 12, 8, 15, 59, 59, tzinfo=UTC), True),
        ("52.71.05.1002", datetime(2020, 12, 8, 16, tzinfo=UTC), False),
    ],
)
def test_banner_and_mark_begin_and_end_with_the_second_of_the_place(
    quiet, sign_in, monkeypatch, code, now, is_quiet
):
    group = GroupFactory(region=RegionFactory(code=code))
    client = sign_in(MembershipFactory(group=group).person)
    event = EventFactory(group=group, campaign=quiet, starts=datetime(2020, 11, 20, tzinfo=UTC))
    monkeypatch.setattr(timezone, "now", lambda: now)

    page = client.get("/anggota/kegiatan/baru/").content.decode()

    assert ("tidak boleh ada kampanye" in page) == is_quiet
    assert ("quiet_period" in flags_of(event)) == is_quiet
