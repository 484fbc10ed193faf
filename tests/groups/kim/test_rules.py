from datetime import timedelta

import pytest
from django.utils import timezone

from groups.kim import rules as kim_rules
from groups.members import rules as members_rules
from groups.members.models import Invitation, MemberRole
from groups.members.querysets import digest
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MembershipFactory, PersonFactory, StaffFactory
from tests.groups.kim.registrations import change_request_for, complete_draft

pytestmark = pytest.mark.django_db

STATES = State.values


def with_role(group, role):
    return MembershipFactory(group=group, role=role).person


@pytest.fixture
def waiting(sari):
    group = complete_draft()
    MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY)
    group.submit(by=sari)
    return group


# -- reviewers


@pytest.mark.parametrize(
    ("within", "allowed"),
    [([], True), (["35"], True), (["35.73"], True), (["35.7"], False), (["52", "35.73.04"], True)],
)
def test_a_reviewer_decides_within_the_jurisdiction(within, allowed, waiting):
    person = StaffFactory.build(role="reviewer")
    person.save()
    person.jurisdiction_codes = within

    assert bool(kim_rules.may_review(person, waiting)) == allowed


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("", False), ("editor", False), ("reviewer", True), ("administrator", True)],
)
def test_reviewing_is_for_reviewers(role, allowed, waiting):
    assert bool(kim_rules.may_review(PersonFactory(role=role), waiting)) == allowed


def test_nobody_reviews_what_they_sent_in(waiting, sari):
    sari.role = "reviewer"

    assert not kim_rules.may_review(sari, waiting)


def test_nobody_reviews_their_own_group(waiting, national_reviewer):
    MembershipFactory(group=waiting, person=national_reviewer)

    assert not kim_rules.may_review(national_reviewer, waiting)


def test_nobody_reviews_a_change_of_their_own_group(world, officer, national_reviewer):
    change_request = change_request_for(world.group, by=officer, sent=True)
    MembershipFactory(group=world.group, person=national_reviewer)

    assert not kim_rules.may_review_change(national_reviewer, change_request)


def test_a_change_is_reviewed_within_the_jurisdiction(world, officer, reviewer, far_reviewer):
    change_request = change_request_for(world.group, by=officer, sent=True)

    assert kim_rules.may_review_change(reviewer, change_request)
    assert not kim_rules.may_review_change(far_reviewer, change_request)


def test_a_move_to_another_region_is_not_for_the_old_ones_reviewer(
    world, officer, reviewer, national_reviewer
):
    change_request = change_request_for(
        world.group, by=officer, sent=True, region=world.far_village
    )

    assert not kim_rules.may_review_change(reviewer, change_request)
    assert kim_rules.may_review_change(national_reviewer, change_request)


def test_a_change_of_a_withdrawn_group_waits_for_the_group(world, officer, reviewer):
    change_request = change_request_for(world.group, by=officer, sent=True)
    world.group.withdraw(by=reviewer, note="Sementara.")
    change_request.refresh_from_db()

    assert not kim_rules.may_review_change(reviewer, change_request)


# -- its own people


@pytest.mark.parametrize(
    ("role", "manages"),
    [
        ("chair", True),
        ("secretary", True),
        ("treasurer", False),
        ("section", False),
        ("member", False),
    ],
)
def test_chair_and_secretary_manage(role, manages):
    group = GroupFactory()
    person = with_role(group, role)

    assert bool(kim_rules.may_manage(person, group)) == manages
    assert bool(kim_rules.may_edit_group(person, group)) == manages
    assert bool(members_rules.may_invite(person, group)) == manages
    assert bool(kim_rules.may_confirm(person, group)) == manages
    assert bool(kim_rules.may_withdraw(person, group)) == manages


@pytest.mark.parametrize(
    ("role", "may_edit"), [("treasurer", True), ("section", True), ("member", False)]
)
def test_every_officer_completes_a_registration(role, may_edit):
    group = complete_draft()

    assert bool(kim_rules.may_edit_group(with_role(group, role), group)) == may_edit


@pytest.mark.parametrize("state", STATES)
def test_a_group_is_mended_while_draft_returned_or_live(state):
    group = GroupFactory(state=state)
    secretary = with_role(group, "secretary")

    assert bool(kim_rules.may_edit_group(secretary, group)) == (
        state in {"draft", "returned", "live"}
    )


@pytest.mark.parametrize("state", STATES)
def test_only_drafts_and_returned_groups_are_sent_in(state):
    group = complete_draft(state=state)
    secretary = with_role(group, "secretary")

    assert bool(kim_rules.may_submit(secretary, group)) == (state in {"draft", "returned"})


def test_while_a_change_waits_there_is_no_second_one(world, officer):
    change_request_for(world.group, by=officer, sent=True)

    assert not kim_rules.may_edit_group(officer, world.group)
    assert not kim_rules.may_send_change(officer, world.group)


def test_who_left_may_do_nothing(world, member):
    entry = world.group.memberships.get(person=member)
    entry.end(by=member)

    assert kim_rules.membership_of(member, world.group) is None


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        ("chair", True),
        ("secretary", True),
        ("treasurer", True),
        ("section", True),
        ("member", False),
    ],
)
def test_officers_open_the_decree(role, opens):
    group = GroupFactory()

    assert bool(kim_rules.may_open_decree(with_role(group, role), group)) == opens


def test_consent_is_ones_own_or_the_makers_for_those_without_an_account(world, officer, member):
    own = world.group.memberships.get(person=member)
    unnamed = MembershipFactory(group=world.group, person=None)

    assert not members_rules.may_consent(officer, own)
    assert members_rules.may_consent(member, own)
    assert members_rules.may_consent(officer, unnamed)


def test_the_chair_neither_leaves_nor_is_ended(world, officer):
    chair = world.group.memberships.get(person=officer)

    assert not members_rules.may_leave(officer, chair)
    assert not members_rules.may_end(officer, chair)


def test_only_the_chair_hands_over_and_only_to_an_account(world, officer, member):
    chair = world.group.memberships.get(person=officer)
    heir = world.group.memberships.get(person=member)
    unnamed = MembershipFactory(group=world.group, person=None)

    assert members_rules.may_offer_chair(officer, chair, heir)
    assert not members_rules.may_offer_chair(member, chair, heir)
    assert not members_rules.may_offer_chair(officer, chair, unnamed)
    assert not members_rules.may_offer_chair(officer, chair, chair)


def test_an_invitation_is_for_one_address(world, officer, newcomer, outsider):
    invitation = Invitation(
        group=world.group, email=newcomer.email, invited_by=officer, token_digest=digest("x")
    )

    assert members_rules.may_accept(newcomer, invitation)
    assert not members_rules.may_accept(outsider, invitation)


def test_many_open_invitations_are_enough(world, officer, monkeypatch):
    monkeypatch.setattr(members_rules, "MAX_OPEN_INVITATIONS", 1)
    Invitation.send(world.group, by=officer, email="satu@example.org", role="member")

    assert not members_rules.may_invite(officer, world.group)


def test_a_day_has_so_many_invitations_whatever_became_of_them(
    world, officer, monkeypatch, time_machine
):
    monkeypatch.setattr(members_rules, "MAX_A_DAY", 2)
    for name in ("satu", "dua"):
        email = {"email": f"{name}@example.org", "role": "member"}
        Invitation.send(world.group, by=officer, **email).revoke(by=officer)

    assert not members_rules.may_invite(officer, world.group)
    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    assert members_rules.may_invite(officer, world.group)
