"""A reviewer who belongs to a KIM, or left it less than a year ago, decides on nothing of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kimportal.moderation.adapters import adapter_for
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.queue import Queue
from kimportal.moderation.states import State
from tests.factories import EventFactory, GroupFactory, MaterialFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def left(group, person, *, days):
    today = timezone.localdate()
    MembershipFactory(
        group=group,
        person=person,
        since=today - timedelta(days=900),
        until=today - timedelta(days=days),
    )


def submitted(world, kind):
    """Return (waiting object, its group)."""
    sender = world.officer
    if kind == "group":
        group = GroupFactory(region=world.village, state=State.WAITING, submitted_by=sender)
        return group, group
    fields = {"group": world.group, "state": State.WAITING, "submitted_by": sender}
    if kind == "event":
        return EventFactory(region=world.village, **fields), world.group
    if kind == "material":
        return MaterialFactory(**fields), world.group
    change = ChangeRequest(item=world.group, region_code=world.village.pk, new={"about": "Baru"})
    change.save()
    change.submit(by=sender)
    return change, world.group


KINDS = ("group", "event", "material", "change")


@pytest.mark.parametrize("kind", KINDS)
def test_who_left_less_than_a_year_ago_decides_on_nothing_of_that_kim(kind, world, sign_in):
    target, group = submitted(world, kind)
    left(group, world.reviewer, days=364)
    adapter = adapter_for(target)

    allowed = adapter.can("approve", world.reviewer, target)
    page = sign_in(world.reviewer).get(reverse("admin:review", args=[adapter.kind, target.pk]))
    url = reverse("admin:review_approve", args=[adapter.kind, target.pk])
    response = sign_in(world.reviewer).post(url, {"version": target.version})

    target.refresh_from_db()
    assert str(allowed).startswith("Anda meninggalkan KIM ini kurang dari setahun yang lalu")
    assert "Anda meninggalkan KIM ini kurang dari setahun" in page.content.decode()
    assert (response.status_code, target.state) == (403, State.WAITING)


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_year_they_decide_like_everybody_else(kind, world):
    target, group = submitted(world, kind)
    left(group, world.reviewer, days=365)

    assert adapter_for(target).can("approve", world.reviewer, target) is True
    assert [row.key for row in Queue(world.reviewer).page("").rows] == [str(target.pk)]


@pytest.mark.parametrize("kind", ["group", "event", "material"])
def test_the_queue_leaves_it_to_colleagues(kind, world):
    target, group = submitted(world, kind)
    left(group, world.reviewer, days=1)

    assert Queue(world.reviewer).page("").rows == []
    assert [row.key for row in Queue(world.national_reviewer).page("").rows] == [str(target.pk)]


def test_who_came_back_belongs_to_it_again(world):
    left(world.group, world.reviewer, days=30)
    MembershipFactory(group=world.group, person=world.reviewer)
    event = EventFactory(group=world.group, region=world.village, state=State.WAITING)

    allowed = adapter_for(event).can("approve", world.reviewer, event)

    assert str(allowed) == "Ini KIM Anda sendiri, jadi rekan Anda yang memutuskan."
