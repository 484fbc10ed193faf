"""Querysets of groups, memberships and invitations."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from groups.kim.models import Group
from groups.members.models import Invitation, MemberRole, Membership
from groups.members.querysets import digest
from kimportal.moderation.states import State
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    RegionFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db

SUKUN, MATARAM = "35.73.04.1003", "52.71.05.1002"


@pytest.fixture
def everywhere():
    """A group in every state, in Malang and in Mataram."""
    return {
        (code, state): GroupFactory(region=RegionFactory(code=code), state=state)
        for code in (SUKUN, MATARAM)
        for state in State.values
    }


def keys(rows, everywhere):
    return {key for key, group in everywhere.items() if group in set(rows)}


def test_everybody_sees_what_is_live(everywhere, newcomer):
    live = {(SUKUN, "live"), (MATARAM, "live")}

    for person in (AnonymousUser(), newcomer):
        assert keys(Group.objects.visible_to(person), everywhere) == live


def test_members_see_their_own_in_every_state(everywhere, newcomer):
    for group in everywhere.values():
        if group.region_id == SUKUN:
            MembershipFactory(group=group, person=newcomer)

    own = {(SUKUN, state) for state in State.values}
    assert keys(Group.objects.visible_to(newcomer), everywhere) == own | {(MATARAM, "live")}
    assert keys(Group.objects.of(newcomer), everywhere) == own


def test_former_members_see_live_groups_only(everywhere, newcomer):
    draft = everywhere[SUKUN, "draft"]
    MembershipFactory(group=draft, person=newcomer, since=date(2020, 1, 1), until=date(2020, 2, 1))

    assert draft not in Group.objects.visible_to(newcomer)


@pytest.mark.parametrize("role", ["reviewer", "editor", "administrator"])
def test_staff_see_their_region_but_nobodys_draft(role, everywhere):
    person = StaffFactory(role=role, within=["35"])

    submitted = {(SUKUN, state) for state in State.values if state != "draft"}
    assert keys(Group.objects.overseen_by(person), everywhere) == submitted
    assert keys(Group.objects.visible_to(person), everywhere) == submitted | {(MATARAM, "live")}


def test_staff_without_a_jurisdiction_oversee_the_country(everywhere):
    person = StaffFactory()

    assert len(Group.objects.overseen_by(person)) == 10


def test_people_who_are_not_staff_oversee_nothing(everywhere):
    assert not Group.objects.overseen_by(PersonFactory()).exists()
    assert not Group.objects.overseen_by(AnonymousUser()).exists()


def test_reviewable_are_waiting_groups_that_are_not_ones_own(everywhere):
    reviewer = StaffFactory(within=["35", "52"])
    sent = GroupFactory(state="waiting", submitted_by=reviewer)
    own = MembershipFactory(group__state="waiting", person=reviewer).group

    reviewable = Group.objects.reviewable_by(reviewer)

    assert keys(reviewable, everywhere) == {(SUKUN, "waiting"), (MATARAM, "waiting")}
    assert sent not in reviewable
    assert own not in reviewable


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("35", True),
        ("35.73", True),
        ("35.73.04", True),
        ("35.73.04.1003", True),
        ("35.7", False),
        ("35.73.0", False),
        ("35.73.04.1001", False),
        ("52", False),
    ],
)
def test_within_follows_the_dots_of_the_code(code, expected):
    group = GroupFactory(region=RegionFactory(code=SUKUN))
    region = type("Place", (), {"code": code})

    assert (group in Group.objects.within(region)) == expected


def test_similar_names_are_of_the_same_district():
    here = GroupFactory(name="KIM Maju", region=RegionFactory(code=SUKUN))
    GroupFactory(name="KIM Maju", region=RegionFactory(code=MATARAM))
    GroupFactory(name="KIM Maju Terus", region=RegionFactory(code=SUKUN))

    beside = RegionFactory(code="35.73.04.1001")
    assert list(Group.objects.with_similar_name(" kim maju ", beside)) == [here]


def test_current_excludes_memberships_that_ended():
    today = timezone.localdate()
    current = MembershipFactory(until=today + timedelta(days=1))
    MembershipFactory(until=today, since=today)

    assert list(Membership.objects.current()) == [current]


def test_named_publicly_are_officers_who_agreed():
    named = MembershipFactory(role=MemberRole.TREASURER, name_is_public=True)
    MembershipFactory(role=MemberRole.TREASURER)
    MembershipFactory(role=MemberRole.MEMBER, name_is_public=True)

    assert list(Membership.objects.named_publicly()) == [named]


def test_officers_are_in_the_order_of_the_decree():
    group = GroupFactory()
    for role in reversed(MemberRole.values):
        MembershipFactory(group=group, role=role)

    assert [m.role for m in group.memberships.in_order()] == MemberRole.values


def test_open_invitations_are_neither_accepted_nor_revoked_nor_expired(world, officer):
    now = timezone.now()
    fields = {"group": world.group, "email": "a@example.org", "invited_by": officer}
    current = Invitation.objects.create(**fields, token_digest=digest("1"))
    Invitation.objects.create(**fields, token_digest=digest("2"), accepted_at=now)
    Invitation.objects.create(**fields, token_digest=digest("3"), revoked_at=now)
    Invitation.objects.create(**fields, token_digest=digest("4"), expires_at=now)

    assert list(Invitation.objects.open()) == [current]
    assert list(Invitation.objects.open().by_token("1")) == [current]
