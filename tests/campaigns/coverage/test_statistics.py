"""Stored statistics equal a recount from the rows, whatever the order of decisions."""

import threading
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.coverage import rebuild as recount
from campaigns.coverage.models import PEOPLE, Dimension, EventStats
from campaigns.events.models.event import OutreachEvent
from groups.regions.models import RegionStats
from kimportal.audit.models import AuditEvent
from kimportal.moderation.states import State
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    RegionFactory,
    StaffFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

VILLAGES = ["35.73.04.1001", "35.73.04.1003", "35.73.05.1001", "35.07.01.2001", "52.71.05.1002"]
EVENT_REGIONS = [*VILLAGES, "35.73.04"]
CODES = ["", "35", "35.73", "35.73.04", "35.07", "52", *VILLAGES]
ACTIONS = ["approve", "send_back", "withdraw", "restore", "undo", "edit", "move", "programme"]


def reported(**fields):
    """Return a live reported event, approved through the model."""
    event = EventFactory(state=State.WAITING, **fields)
    event.approve(by=StaffFactory())
    return event


def figures(code="", campaign=None):
    row = EventStats.objects.whole().of(campaign).at(code).first()
    return (row.events, row.villages, row.attendance) if row else (0, 0, 0)


def test_an_approved_report_counts_in_its_region_and_all_above():
    event = reported(region=RegionFactory(), attendance=30)

    for code in ["", "35", "35.73", "35.73.04", "35.73.04.1003"]:
        assert figures(code) == (1, 1, 30)
    assert figures("52") == (0, 0, 0)
    assert figures("", event.campaign) == (1, 1, 30)


def test_a_village_is_reached_once_however_many_events_it_has():
    first = reported(region=RegionFactory(), attendance=30)
    reported(region=RegionFactory(), attendance=12, campaign=first.campaign)

    assert figures("35") == (2, 1, 42)

    first.withdraw(by=StaffFactory(), note="Foto tanpa izin.")

    assert figures("35") == (1, 1, 12)


def test_a_withdrawn_report_is_uncounted():
    event = reported(region=RegionFactory(), attendance=30)

    event.withdraw(by=StaffFactory(), note="Salah tempat.")

    assert figures("") == figures("35.73.04.1003") == (0, 0, 0)
    assert not EventStats.objects.happened().exists()


def test_a_plan_counts_only_once_it_is_reported():
    EventFactory(state=State.WAITING, reported_at=None).approve(by=StaffFactory())

    assert figures("") == (0, 0, 0)


def test_an_event_in_a_district_reaches_no_village():
    reported(region=RegionFactory(code="35.73.04"), attendance=9)

    assert figures("35.73") == (1, 0, 9)


def test_unknown_attendance_is_not_counted():
    reported(attendance=None)

    row = EventStats.objects.whole().of(None).at("").get()
    assert (row.events, row.told, row.attendance) == (1, 0, 0)


def test_the_month_is_in_the_regions_time_zone():
    """Half past ten in the evening of 30 November in Jakarta is 1 December in Jayapura."""
    reported(
        region=RegionFactory(code="91.03.01.2001"),
        starts=datetime(2020, 11, 30, 15, 30, tzinfo=UTC),
    )

    assert list(
        EventStats.objects.filter(facet=Dimension.MONTH, region_code="", programme=0).values_list(
            "value", flat=True
        )
    ) == ["2020-12"]


def test_an_undone_approval_is_uncounted():
    reviewer = StaffFactory()
    event = EventFactory(state=State.WAITING)
    event.approve(by=reviewer)

    event.undo(AuditEvent.objects.about(event).transitions().first(), by=reviewer)

    assert figures("") == (0, 0, 0)


@given(data=st.data())
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_decisions_statistics_equal_a_recount(django_db_setup, data):
    with transaction.atomic():
        run_random_actions(data)
        assert recount.differences(recount.stored(), recount.recounted()) == []
        assert {c: counted_by_query(c) for c in CODES} == {c: figures(c) for c in CODES}
        assert RegionStats.objects.stored() == RegionStats.objects.recounted()
        transaction.set_rollback(True)


def run_random_actions(data):
    """Run random actions on some events and groups; skip actions that are not allowed."""
    campaigns = [CampaignFactory(), CampaignFactory(), None]
    material, reviewer = MaterialFactory(), StaffFactory()
    regions = [RegionFactory(code=code) for code in EVENT_REGIONS]
    numbers = st.one_of(st.none(), st.integers(0, 40))
    targets = []
    for _n in range(data.draw(st.integers(1, 4))):
        event = EventFactory(
            state=State.WAITING,
            region=data.draw(st.sampled_from(regions)),
            campaign=data.draw(st.sampled_from(campaigns)),
            **attendance(data.draw(numbers)),
        )
        event.apply_values({"materials": [[material.pk, 3]] if data.draw(st.booleans()) else []})
        targets.append(event)
    RegionStats.objects.rebuild()  # the events' own groups came live from the factory
    targets += [
        GroupFactory(state=State.WAITING, region=data.draw(st.sampled_from(regions)))
        for _n in range(data.draw(st.integers(0, 3)))
    ]
    for _n in range(data.draw(st.integers(0, 12))):
        target = data.draw(st.sampled_from(targets))
        run_action(data.draw(st.sampled_from(ACTIONS)), target, reviewer, data, regions, campaigns)


def attendance(total):
    women = None if total is None else total // 2
    return {"attendance": total, "women": women, "men": None, "first_time_voters": women}


def run_action(name, target, reviewer, data, regions, campaigns):
    if name == "move":
        target.apply_values({"region": data.draw(st.sampled_from(regions)).pk})
    elif isinstance(target, OutreachEvent) and name == "edit":
        target.apply_values({"pillars": [1], **attendance(data.draw(st.integers(0, 90)))})
    elif isinstance(target, OutreachEvent) and name == "programme":
        campaign = data.draw(st.sampled_from(campaigns))
        target.apply_values({"campaign": campaign and campaign.pk})
    elif name == "undo":
        last = AuditEvent.objects.about(target).transitions().first()
        if last and last.action != "undo":
            target.undo(last, by=reviewer)
    elif target.state == {"withdraw": State.LIVE, "restore": State.WITHDRAWN}.get(
        name, State.WAITING
    ):
        if name in {"approve", "restore"}:
            getattr(target, name)(by=reviewer)
        elif name in {"send_back", "withdraw"}:
            getattr(target, name)(by=reviewer, note="Mohon diperiksa.")


def counted_by_query(code):
    """Return the same figures from aggregate queries, independently of the recount."""
    events = OutreachEvent.objects.counted().filter(region__code__startswith=code)
    people = events.aggregate(people=Sum("attendance"))["people"] or 0
    villages = events.filter(region__level=4).values("region").distinct().count()
    return (events.count(), villages, people)


def test_the_people_split_adds_up_over_regions():
    reported(region=RegionFactory(), **attendance(31))
    reported(region=RegionFactory(code="52.71.05.1002"), **attendance(20))

    rows = EventStats.objects.whole().of(None)
    for name in PEOPLE:
        parts = rows.filter(region_code__in=["35", "52"]).aggregate(sum=Sum(name))["sum"]
        assert getattr(rows.at("").get(), name) == parts


def test_rebuilding_changes_nothing_when_all_is_right():
    reported(attendance=30)
    RegionStats.objects.rebuild()  # the event's own group came live from the factory
    GroupFactory(state=State.WAITING).approve(by=StaffFactory())
    output = StringIO()

    call_command("rebuild_stats", stdout=output)

    assert "all equal" in output.getvalue()


def test_a_wrong_count_is_reported_and_repaired():
    reported(region=RegionFactory(), attendance=30)
    RegionStats.objects.rebuild()
    EventStats.objects.whole().of(None).at("35").update(events=7)

    with pytest.raises(CommandError, match="; 1 differ"):
        call_command("rebuild_stats", "--check", stdout=StringIO())
    call_command("rebuild_stats", stdout=StringIO())

    assert figures("35") == (1, 1, 30)


def test_counting_takes_a_fixed_number_of_queries(django_assert_num_queries):
    first = reported(region=RegionFactory())
    for _n in range(3):
        reported(region=RegionFactory(), campaign=first.campaign)

    with django_assert_num_queries(8):  # two of them open and close a savepoint
        EventStats.objects.count(first, -1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_reviewers_at_once_count_exactly():
    """Six events of one village, approved and moved by six people concurrently."""
    village, other = RegionFactory(), RegionFactory(code="35.73.04.1001")
    events = [EventFactory(state=State.WAITING, region=village) for _n in range(6)]
    reviewers = [StaffFactory() for _n in events]

    def decide(event, reviewer):
        try:
            event.approve(by=reviewer)
            event.apply_values({"region": other.pk})
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=pair) for pair in zip(events, reviewers, strict=True)
    ]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert figures("35.73")[:2] == (6, 1)
    assert figures(village.code)[:2] == (0, 0)
    assert recount.differences(recount.stored(), recount.recounted()) == []
