"""Members of a group: invitations, joining, leaving, and handing over the chair."""

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.kim.models import Group
from groups.members.models import Invitation, MemberRole, Membership
from groups.members.querysets import digest
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import InvalidTransition
from tests.factories import MembershipFactory, PersonFactory
from tests.groups.kim.test_group import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
PASSWORD = "kopi-pagi-di-teras-7"  # of every person made by the factories


@pytest.fixture
def chair(world, officer):
    return world.group.memberships.get(person=officer)


@pytest.fixture
def heir(world, member):
    return world.group.memberships.get(person=member)


def token_in(email):
    return email.text.partition("/anggota/kim/undangan/")[2].partition("/")[0]


def roles(group):
    return {m.person_id: m.role for m in group.memberships.current()}


# -- invitations


def test_the_token_of_an_invitation_is_in_its_email_only(world, officer):
    invitation = Invitation.send(
        world.group, by=officer, email="Calon@Example.org ", role=MemberRole.MEMBER
    )

    email = OutgoingEmail.objects.get()
    assert email.to == invitation.email == "calon@example.org"
    assert digest(token_in(email)) == invitation.token_digest
    assert timedelta(days=13) < invitation.expires_at - timezone.now() <= timedelta(days=14)


def test_accepting_an_invitation_gives_its_role(world, officer, newcomer, sign_in):
    Invitation.send(world.group, by=officer, email=newcomer.email, role=MemberRole.SECRETARY)
    address = reverse("invitation", args=[token_in(OutgoingEmail.objects.get())])
    client = sign_in(newcomer)

    page = client.get(address)
    client.post(f"{address}terima/")

    assert "KIM Sukun Berseri" in page.content.decode()
    assert roles(world.group)[newcomer.pk] == MemberRole.SECRETARY


def test_an_invitation_works_once(world, officer, newcomer):
    invitation = Invitation.send(world.group, by=officer, email=newcomer.email, role="member")
    invitation.accept(by=newcomer)

    with pytest.raises(InvalidTransition):
        Invitation.objects.get(pk=invitation.pk).accept(by=newcomer)

    assert world.group.memberships.filter(person=newcomer).count() == 1


@pytest.mark.parametrize("closed_by", ["expires_at", "revoked_at", "accepted_at"])
def test_a_closed_invitation_is_404(closed_by, world, officer, newcomer, sign_in):
    invitation = Invitation.send(world.group, by=officer, email=newcomer.email, role="member")
    Invitation.objects.filter(pk=invitation.pk).update(**{closed_by: timezone.now()})
    address = reverse("invitation", args=[token_in(OutgoingEmail.objects.get())])
    client = sign_in(newcomer)

    page = client.get(address)
    assert page.status_code == 404
    assert "Minta yang baru" in page.content.decode()
    assert client.post(f"{address}terima/").status_code == 404


def test_a_forwarded_email_admits_nobody_else(world, officer, outsider, sign_in):
    Invitation.send(world.group, by=officer, email="calon@example.org", role="member")
    address = reverse("invitation", args=[token_in(OutgoingEmail.objects.get())])

    response = sign_in(outsider).post(f"{address}terima/")

    assert response.status_code == 403
    assert outsider.pk not in roles(world.group)


def test_without_an_account_the_link_leads_through_sign_in_and_back(world, officer, client):
    Invitation.send(world.group, by=officer, email="calon@example.org", role="member")
    address = reverse("invitation", args=[token_in(OutgoingEmail.objects.get())])

    response = client.get(address)

    assert response.status_code == 302
    assert response.url == f"{reverse('account_login')}?next={address}"


def test_an_officer_without_account_keeps_the_membership(world, officer, newcomer):
    officer_entry = MembershipFactory(
        group=world.group, person=None, role=MemberRole.TREASURER, name="Bu Tini"
    )
    invitation = Invitation.send(
        world.group, by=officer, email=newcomer.email, role="member", membership=officer_entry
    )

    invitation.accept(by=newcomer)

    officer_entry.refresh_from_db()
    assert (officer_entry.person, officer_entry.role, officer_entry.name) == (
        newcomer,
        "treasurer",
        "Bu Tini",
    )
    assert world.group.memberships.filter(person=newcomer).count() == 1


def test_a_second_invitation_replaces_the_first(world, officer):
    first = Invitation.send(world.group, by=officer, email="calon@example.org", role="member")
    second = Invitation.send(world.group, by=officer, email="calon@example.org", role="section")

    assert list(world.group.invitations.open()) == [second]
    assert Invitation.objects.get(pk=first.pk).revoked_at


def test_the_response_is_the_same_whether_the_address_has_an_account(
    world, officer, newcomer, sign_in
):
    client = sign_in(officer)
    address = reverse("group_invite", args=[world.group.slug])

    existing, unknown = (
        client.post(address, {"email": email, "role": "member"})
        for email in (newcomer.email, "belum@example.org")
    )

    assert (existing.status_code, existing.url) == (unknown.status_code, unknown.url)
    assert OutgoingEmail.objects.count() == 2


@pytest.mark.parametrize(("role", "joins"), [("secretary", False), ("member", True)])
def test_an_invitation_as_officer_ends_with_its_senders_office(
    role, joins, world, officer, newcomer, sign_in
):
    secretary = MembershipFactory(group=world.group, role=MemberRole.SECRETARY)
    Invitation.send(world.group, by=secretary.person, email=newcomer.email, role=role)
    secretary.end(by=officer)

    sign_in(newcomer).post(
        reverse("invitation_accept", args=[token_in(OutgoingEmail.objects.get())])
    )

    assert (newcomer.pk in roles(world.group)) == joins


def test_one_address_is_invited_three_times_at_most(world, officer, sign_in):
    client, data = sign_in(officer), {"email": "calon@example.org", "role": "member"}
    address = reverse("group_invite", args=[world.group.slug])

    for _again in range(5):
        refused = client.post(address, data)
        Invitation.objects.update(created_at=timezone.now() - timedelta(minutes=6))

    assert OutgoingEmail.objects.filter(to="calon@example.org").count() == 3
    assert list(refused.context["form"].errors) == ["email"]


def test_nobody_is_invited_as_chair(world, officer, sign_in):
    response = sign_in(officer).post(
        reverse("group_invite", args=[world.group.slug]),
        {"email": "calon@example.org", "role": "chair"},
    )

    assert list(response.context["form"].errors) == ["role"]
    assert not Invitation.objects.exists()


def test_an_officer_of_another_group_cannot_be_chosen(world, officer, sign_in):
    foreign = MembershipFactory(group=world.other_group, person=None, role=MemberRole.SECRETARY)

    response = sign_in(officer).post(
        reverse("group_invite", args=[world.group.slug]),
        {"email": "calon@example.org", "role": "member", "membership": foreign.pk},
    )

    assert list(response.context["form"].errors) == ["membership"]


# -- leaving


def test_leaving_ends_access_at_once(world, member, sign_in):
    client = sign_in(member)

    client.post(reverse("membership_leave", args=[world.group.slug]))

    assert client.get(reverse("group_home", args=[world.group.slug])).status_code == 404
    assert Membership.objects.get(person=member).until == timezone.localdate()


def test_a_former_member_can_be_invited_again(world, officer, member, heir):
    heir.end(by=officer)

    Invitation.send(world.group, by=officer, email=member.email, role="member").accept(by=member)

    assert roles(world.group)[member.pk] == MemberRole.MEMBER


def test_members_of_another_group_cannot_be_ended(world, officer, outsider, sign_in):
    foreign = world.other_group.memberships.get(person=outsider)

    response = sign_in(officer).post(reverse("membership_end", args=[world.group.slug, foreign.pk]))

    foreign.refresh_from_db()
    assert (response.status_code, foreign.until) == (404, None)


# -- the chair


def test_handing_over_changes_both_roles_and_is_recorded(world, officer, member, chair, heir):
    chair.hand_over(heir, by=officer)

    assert roles(world.group) == {officer.pk: "member", member.pk: "chair"}
    assert AuditEvent.objects.about(world.group).count() == 2


def test_handing_over_asks_for_the_password_first_and_then_goes_on_as_it_was_sent(
    world, officer, member, chair, heir
):
    client = Client()
    client.force_login(officer)
    url = reverse("chair_hand_over", args=[world.group.slug, heir.pk])

    asked = client.post(url)
    before = roles(world.group)
    client.post(asked["Location"], {"password": "salah-sama-sekali"})
    still = roles(world.group)
    offers = world.group.memberships.offered_the_chair()
    refused = offers.count()
    client.post(asked["Location"], {"password": PASSWORD})

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert (before, still, refused) == (roles(world.group), roles(world.group), 0)
    assert list(offers) == [heir]


def test_the_database_allows_one_chair(world, chair):
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(group=world.group, role=MemberRole.CHAIR)


def test_handing_over_to_somebody_who_left_meanwhile_fails(world, officer, chair, heir):
    Membership.objects.get(pk=heir.pk).end(by=officer)

    with pytest.raises(InvalidTransition):
        chair.hand_over(heir, by=officer)

    assert roles(world.group) == {officer.pk: "chair"}


def test_a_member_cannot_hand_over_the_chair(world, officer, member, chair, sign_in):
    friend = MembershipFactory(group=world.group, person=PersonFactory())
    chair.end(by=officer)

    response = sign_in(member).post(reverse("chair_hand_over", args=[world.group.slug, friend.pk]))

    assert response.status_code == 403
    assert not world.group.memberships.current().chairs().exists()


@pytest.fixture
def post(world, sign_in):
    """post(person, verb, membership): press a button about the chair, having typed the password."""

    def press(person, verb, membership):
        client = sign_in(person)
        again = {"method": "password", "at": time.time(), "reauthenticated": True}
        session = client.session
        session["account_authentication_methods"] += [again]
        session.save()
        address = reverse(verb, args=[world.group.slug, membership.pk])
        response = client.post(address, follow=True)
        return [str(message) for message in response.context["messages"]]

    return press


def test_the_chair_changes_hands_with_the_yes_of_the_heir(
    world, officer, member, chair, heir, post, sign_in
):
    assert post(officer, "chair_hand_over", heir) == [
        f"{heir.name} sudah kami tanya lewat e-mail. Anda tetap ketua sampai ia setuju."
    ]
    asked = OutgoingEmail.objects.get()
    before = roles(world.group)
    todo = sign_in(member).get("/anggota/").context["tasks"]

    assert post(member, "chair_accept", heir) == [f"Anda sekarang ketua {world.group}."]

    assert asked.to == member.email
    assert asked.subject == f"Bersediakah Anda menjadi ketua {world.group}?"
    page = f"/anggota/kim/{world.group.slug}/orang/{heir.pk}/"
    assert page in asked.text
    assert [(item.title, item.url) for item in todo] == [(world.group.name, f"{page}#chair")]
    assert before == {officer.pk: "chair", member.pk: "member"}
    assert roles(world.group) == {officer.pk: "member", member.pk: "chair"}
    heir.refresh_from_db()
    assert heir.chair_offered_at is None
    answered = OutgoingEmail.objects.exclude(pk=asked.pk).get()
    assert (answered.to, answered.subject) == (
        officer.email,
        f"{heir.name} sekarang ketua {world.group}",
    )


def test_the_chair_may_take_it_back_until_the_yes(world, officer, member, chair, heir, post):
    post(officer, "chair_hand_over", heir)

    assert post(officer, "chair_take_back", heir) == ["Dibatalkan. Anda tetap ketua."]
    assert post(member, "chair_accept", heir) == ["Anda tidak lagi diminta menjadi ketua."]

    assert roles(world.group) == {officer.pk: "chair", member.pk: "member"}


def test_a_no_leaves_the_chair_where_it_is_and_is_told(world, officer, member, chair, heir, post):
    post(officer, "chair_hand_over", heir)

    post(member, "chair_decline", heir)

    assert roles(world.group) == {officer.pk: "chair", member.pk: "member"}
    told = OutgoingEmail.objects.order_by("pk").last()
    assert (told.to, told.subject) == (
        officer.email,
        f"{heir.name} tidak menjadi ketua {world.group}",
    )
    assert post(officer, "chair_take_back", heir) == ["Ini sudah dijawab atau dibatalkan."]


def test_one_member_is_asked_at_a_time(world, officer, chair, heir, post):
    other = MembershipFactory(group=world.group, person=PersonFactory())
    post(officer, "chair_hand_over", heir)

    again = post(officer, "chair_hand_over", heir)
    elsewhere = post(officer, "chair_hand_over", other)

    assert again == [f"{heir.name} sudah ditanya dan belum menjawab."]
    assert elsewhere == [
        f"Anda sudah menanyai {heir.name}. Batalkan dulu sebelum menanyai orang lain."
    ]
    assert OutgoingEmail.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=other.pk).update(chair_offered_at=timezone.now())


def test_both_see_the_open_offer_with_their_own_buttons(
    world, officer, member, chair, heir, post, sign_in
):
    page = reverse("membership", args=[world.group.slug, heir.pk])
    assert "Serahkan jabatan ketua" in sign_in(officer).get(page).content.decode()
    post(officer, "chair_hand_over", heir)

    for person, shown, hidden in (
        (officer, "/ketua/batal/", "/ketua/ya/"),
        (member, "/ketua/ya/", "/ketua/batal/"),
    ):
        html = sign_in(person).get(page).content.decode()
        assert (shown in html, hidden in html) == (True, False)
        assert f'/orang/{heir.pk}/ketua/"' not in html


def test_who_leaves_is_no_longer_asked(world, officer, member, chair, heir):
    heir.offer_chair(by=officer)
    asked = Membership.objects.get(pk=heir.pk)

    Membership.objects.get(pk=heir.pk).end(by=member)

    with pytest.raises(InvalidTransition):
        asked.accept_chair(by=member)
    assert roles(world.group) == {officer.pk: "chair"}


def test_of_a_yes_and_a_withdrawal_at_once_the_second_fails(world, officer, member, chair, heir):
    heir.offer_chair(by=officer)
    tab = Membership.objects.get(pk=heir.pk)
    Membership.objects.get(pk=heir.pk).take_chair_back(by=officer)

    with pytest.raises(InvalidTransition):
        tab.accept_chair(by=member)

    assert roles(world.group) == {officer.pk: "chair", member.pk: "member"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_handing_over_twice_concurrently_makes_one_chair():
    chair = MembershipFactory(role=MemberRole.CHAIR)
    heirs = [MembershipFactory(group=chair.group) for _ in range(2)]

    at_once(
        *(
            lambda heir=heir: Membership.objects.get(pk=chair.pk).hand_over(
                Membership.objects.get(pk=heir.pk), by=chair.person
            )
            for heir in heirs
        )
    )

    assert chair.group.memberships.chairs().count() == 1
    assert Membership.objects.get(pk=chair.pk).role == MemberRole.MEMBER


# -- names


def test_only_the_person_consents_to_be_named(world, officer, member, heir, sign_in):
    heir.role = MemberRole.TREASURER
    heir.save()
    address = reverse("membership", args=[world.group.slug, heir.pk])
    data = {"name": heir.name, "role": "treasurer", "section": "", "name_is_public": "on"}

    sign_in(officer).post(address, data)
    assert not Membership.objects.get(pk=heir.pk).name_is_public

    sign_in(member).post(address, data | {"role": "chair", "name": "Menyamar"})
    heir.refresh_from_db()
    assert (heir.name_is_public, heir.role, heir.name) == (True, "treasurer", member.name)


def test_a_member_sees_no_invitations_and_no_links_to_others(world, officer, member, sign_in):
    Invitation.send(world.group, by=officer, email="rahasia@example.org", role="member")

    page = sign_in(member).get(reverse("group_people", args=[world.group.slug])).content.decode()

    assert officer.name in page
    assert "rahasia@example.org" not in page
    assert officer.email not in page


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_people_takes_the_same_queries_at_any_length(
    people, world, officer, sign_in, django_assert_num_queries
):
    for _ in range(people - 1):
        MembershipFactory(group=world.group, person=PersonFactory())
    client = sign_in(officer)
    address = reverse("group_people", args=[world.group.slug])

    with django_assert_num_queries(7):
        assert len(client.get(address).context["people"]) == people

    assert Group.objects.count() == 1


# -- from the user's own list


def test_an_invitation_can_be_accepted_without_its_email(world, officer, newcomer, sign_in):
    sent = Invitation.send(world.group, by=officer, email=newcomer.email, role=MemberRole.MEMBER)
    client, address = sign_in(newcomer), reverse("invitation_join", args=[sent.pk])

    assert f'action="{address}"' in client.get(reverse("my_groups")).content.decode()
    response = client.post(address)

    assert response["Location"] == world.group.own_url
    assert roles(world.group)[newcomer.pk] == MemberRole.MEMBER


@pytest.mark.parametrize("closed_by", ["expires_at", "revoked_at", "accepted_at"])
def test_a_closed_invitation_cannot_be_accepted_from_the_list(
    closed_by, world, officer, newcomer, sign_in
):
    sent = Invitation.send(world.group, by=officer, email=newcomer.email, role=MemberRole.MEMBER)
    Invitation.objects.filter(pk=sent.pk).update(**{closed_by: timezone.now()})

    response = sign_in(newcomer).post(reverse("invitation_join", args=[sent.pk]))

    assert response.status_code == 404
    assert newcomer.pk not in roles(world.group)


@pytest.mark.parametrize(
    ("state", "next_url"),
    [("live", "/anggota/kegiatan/baru/"), ("rejected", "/anggota/kim/daftar/")],
)
def test_the_page_of_a_group_names_the_next_step(state, next_url, world, officer, sign_in):
    Group.objects.filter(pk=world.group.pk).update(state=state, state_note="SK tidak terbaca.")

    page = sign_in(officer).get(world.group.own_url).content.decode()

    assert f'<a class="btn" href="{next_url}">' in page
