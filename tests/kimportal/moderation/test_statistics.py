"""The statistics page: what waits, what was decided, what was sent back and why, how fast."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.materials.models.material import Material
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation import statistics
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MaterialFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def record_decision(group, action, hours, *, field=""):
    """Record a submission of `group` and a decision `hours` later, one hour ago."""
    at = timezone.now() - timedelta(hours=1)
    target = {
        "target_type": "groups.group",
        "target_id": str(group.pk),
        "target_repr": group.name,
        "region_code": group.region_id,
    }
    AuditEvent.objects.create(action=Action.SUBMIT, at=at - timedelta(hours=hours), **target)
    return AuditEvent.objects.create(
        action=action, before="waiting", after="returned", field=field, at=at, **target
    )


def test_waiting_is_counted_by_age(world, national_reviewer):
    for days in (0, 0, 5, 9):
        since = timezone.now() - timedelta(days=days)
        GroupFactory(region=world.village, state=State.WAITING, state_since=since)

    assert statistics.waiting_by_age(national_reviewer) == [
        ("", 4, False),
        ("hari-ini", 2, False),
        ("terlambat", 2, False),
        ("seminggu", 1, False),
    ]


def test_what_went_back_and_why_within_the_jurisdiction(world, reviewer, far_reviewer):
    record_decision(world.group, Action.APPROVE, 3)
    record_decision(world.group, Action.SEND_BACK, 3, field="decree_file")
    record_decision(world.other_group, Action.SEND_BACK, 3, field="name")

    rows = list(statistics.recent_decisions(reviewer))

    assert statistics.share_returned(rows) == (1, 2, [("decree_file", 1)])
    assert statistics.decisions_by_day(rows) == [
        (timezone.localdate(timezone.now() - timedelta(hours=1)), 1, 1, 0)
    ]
    assert len(statistics.recent_decisions(far_reviewer)) == 1


@pytest.mark.parametrize("seed", range(6))
def test_what_was_undone_is_not_counted(world, national_reviewer, seed):
    """Random decisions and undos; the standing decisions are counted here from the sequence."""
    chance, standing = random.Random(seed), Counter()
    for _ in range(4):
        group = GroupFactory(region=world.village, state=State.DRAFT)
        group.submit(by=world.newcomer)
        for _ in range(5):
            verb = chance.choice([Action.APPROVE, Action.SEND_BACK, Action.REJECT])
            group.decide(verb, by=national_reviewer, note="Alasan.")
            if chance.random() < 0.6:
                decision = AuditEvent.objects.about(group).transitions().first()
                group.undo(decision, by=national_reviewer)
                continue
            standing[verb] += 1
            if verb != Action.SEND_BACK:
                break
            group.submit(by=world.newcomer)

    rows = list(statistics.recent_decisions(national_reviewer))

    assert Counter(row.action for row in rows) == standing
    (day,) = statistics.decisions_by_day(rows) or [(None, 0, 0, 0)]
    assert sum(day[1:]) == standing.total()


def test_decisions_without_a_region_are_not_called_the_whole_country(
    world, national_reviewer, sign_in
):
    material = MaterialFactory(state=State.DRAFT, group=None)
    Material.objects.filter(pk=material.pk).update(state=State.WAITING)
    material = Material.objects.get(pk=material.pk)
    AuditEvent.objects.record(
        material, Action.SUBMIT, by=world.editor, before="draft", after="waiting"
    )
    material.decide(Action.REJECT, by=national_reviewer, note="Alasan.")

    page = sign_in(national_reviewer).get(reverse("admin:statistics")).content.decode()

    speed = page.split('id="speed"')[1]
    assert "Tanpa wilayah (milik kementerian)" in speed
    assert "Seluruh Indonesia" not in speed and "Seluruh negeri" not in speed


def test_half_of_the_decisions_were_faster_than_the_median(world, national_reviewer):
    for hours in (2, 4, 30):
        record_decision(world.group, Action.APPROVE, hours)
    record_decision(world.other_group, Action.APPROVE, 50)

    rows = statistics.hours_by_region(list(statistics.recent_decisions(national_reviewer)), [])

    assert [(region.pk, count, round(hours)) for region, count, hours in rows] == [
        ("52", 1, 50),
        ("35", 3, 4),
    ]


@pytest.mark.parametrize(
    ("codes", "below"),
    [([], "35"), (["35"], "35.73"), (["35.73"], "35.73.04"), (["35.73", "52"], "35.73")],
)
def test_the_median_is_told_for_the_regions_right_below(codes, below, world, national_reviewer):
    record_decision(world.group, Action.APPROVE, 2)

    rows = statistics.hours_by_region(list(statistics.recent_decisions(national_reviewer)), codes)

    assert [region.pk for region, _count, _hours in rows] == [below]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_figures_cost_the_same_however_many_decisions(
    world, national_reviewer, sign_in, django_assert_num_queries, rows
):
    for _ in range(rows):
        record_decision(world.group, Action.SEND_BACK, 3, field="name")
    client = sign_in(national_reviewer)

    with django_assert_num_queries(9):
        client.get(reverse("admin:statistics"))


@pytest.mark.parametrize(
    ("who", "there"),
    [("reviewer", "/capaian/35.73/"), ("national_reviewer", "/capaian/")],
)
def test_the_figures_lead_to_where_nothing_has_happened(who, there, world, sign_in):
    page = sign_in(getattr(world, who)).get(reverse("admin:statistics"))

    assert f'href="{there}"' in page.content.decode()
