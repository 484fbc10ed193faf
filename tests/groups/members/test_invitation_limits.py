"""Invitations cannot be used to send messages to strangers (SECURITY_BAR R51)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups.jurisdictions.models import StaffInvitation
from groups.members import rules
from groups.members.models import (
    STOP_SIGNER,
    Invitation,
    InvitationStop,
    MemberRole,
    address_hash,
    stop_url,
)
from groups.retention import RULES
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MembershipFactory, PersonFactory
from tests.groups.kim.registrations import complete_draft

pytestmark = pytest.mark.django_db
HOSTILE = "Akun BRI Anda diblokir segera hubungi kami"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def unverified_group(*, name=HOSTILE, state=State.DRAFT, number=1):
    """Return (chair, group) of an unverified KIM, both with a hostile name."""
    person = PersonFactory(name=f"{HOSTILE} {number}")
    group = GroupFactory(name=name, state=state, submitted_by=person)
    MembershipFactory(group=group, person=person, name=person.name, role=MemberRole.CHAIR)
    return person, group


def invite(client, group, email, role=MemberRole.SECRETARY):
    return client.post(reverse("group_invite", args=[group.slug]), {"email": email, "role": role})


def text_of(email):
    return f"{email.subject}\n{email.text}\n{email.html}"


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING, State.RETURNED])
def test_an_invitation_of_an_unverified_kim_quotes_no_names(state, sign_in):
    person, group = unverified_group(state=state)

    invite(sign_in(person), group, "calon@example.org")

    email = OutgoingEmail.objects.get(to="calon@example.org")
    assert "diblokir" not in text_of(email)
    assert "sedang mendaftar di Kel. Sukun, Kec. Sukun, Kota Malang" in email.subject
    assert "sebagai: Sekretaris" in email.text


def test_an_invitation_of_a_verified_kim_omits_its_senders_name(world, officer):
    officer.name = HOSTILE

    Invitation.send(world.group, by=officer, email="calon@example.org", role="member")

    email = OutgoingEmail.objects.get()
    assert "diblokir" not in text_of(email)
    assert email.subject == "KIM Sukun Berseri mengundang Anda"


@pytest.mark.parametrize("verb", ["submit", "send_back", "reject"])
def test_officers_of_an_unverified_kim_get_no_email_with_its_name(verb, world, sari):
    group = complete_draft(name=HOSTILE)
    MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY)
    group.submit(by=PersonFactory())
    if verb != "submit":
        OutgoingEmail.objects.all().delete()
        getattr(group, verb)(by=world.reviewer, note="Nama tidak sesuai SK.")

    emails = list(OutgoingEmail.objects.filter(to=sari.email))

    assert len(emails) == 1
    assert "diblokir" not in text_of(emails[0])
    assert "KIM di Kel. Sukun" in emails[0].subject


def test_before_verification_only_officers_are_invited(sign_in):
    person, group = unverified_group()
    client = sign_in(person)

    refused = invite(client, group, "calon@example.org", MemberRole.MEMBER)
    page = client.get(reverse("group_invite", args=[group.slug])).content.decode()

    assert list(refused.context["form"].errors) == ["role"]
    assert "E-mailnya tidak menyebut nama KIM maupun nama Anda" in page
    assert not OutgoingEmail.objects.filter(to="calon@example.org").exists()


def test_before_verification_revoking_does_not_raise_the_limit(sign_in):
    person, group = unverified_group()
    client = sign_in(person)

    for number in range(8):
        invite(client, group, f"calon{number}@example.org")
        for invitation in Invitation.objects.open():
            invitation.revoke(by=person)
    page = client.get(reverse("group_invite", args=[group.slug]), follow=True)

    assert (
        OutgoingEmail.objects.filter(to__startswith="calon").count()
        == rules.MAX_UNANSWERED_UNVERIFIED
        == 5
    )
    assert "paling banyak 5 pengurus" in page.content.decode()


def test_many_drafts_of_one_account_do_not_raise_its_limit(sign_in):
    person, group = unverified_group()
    drafts = [group]
    for _more in range(4):
        drafts.append(GroupFactory(state=State.DRAFT))
        MembershipFactory(group=drafts[-1], person=person, role=MemberRole.CHAIR)
    client = sign_in(person)

    for draft in drafts:
        for number in range(5):
            invite(client, draft, f"calon{draft.pk}{number}@example.org")

    assert (
        OutgoingEmail.objects.filter(to__startswith="calon").count()
        == rules.MAX_A_DAY_UNVERIFIED
        == 10
    )


def test_forty_new_accounts_cannot_flood_one_address(sign_in):
    for number in range(40):
        person, group = unverified_group(number=number)
        invite(sign_in(person), group, "korban@example.org")

    assert OutgoingEmail.objects.filter(to="korban@example.org").count() == 3


def test_one_address_has_a_limit_a_month_too(world, officer, sign_in, time_machine):
    begin = timezone.now()

    for day in range(10):
        time_machine.move_to(begin + timedelta(days=day, minutes=day))
        invite(sign_in(officer), world.group, "korban@example.org")

    assert OutgoingEmail.objects.filter(to="korban@example.org").count() == 6


# -- "this is not me"


def test_each_invitation_has_an_unsubscribe_link_without_the_address(world, officer):
    Invitation.send(world.group, by=officer, email="calon@example.org", role="member")
    StaffInvitation.send(by=world.administrator, email="calon@example.org", role="reviewer")

    for email in OutgoingEmail.objects.all():
        assert email.unsubscribe_url == stop_url("calon@example.org", "id")
        assert len(email.unsubscribe_url) < 200
        assert email.unsubscribe_url in email.text and email.unsubscribe_url in email.html
        assert "Ini bukan saya" in email.text and "Ini bukan saya" in email.html
        assert email.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "calon" not in stop_url("calon@example.org", "id")


def stop_path(email):
    return reverse("invitation_stop", args=[STOP_SIGNER.sign(address_hash(email))])


def test_opening_the_link_changes_nothing(client):
    page = client.get(stop_path("calon@example.org"))

    assert "Berhenti menerima undangan?" in page.content.decode()
    assert not InvitationStop.objects.exists()


def test_after_one_click_unsubscribe_nobody_invites_that_address(world, officer, sign_in):
    mailbox = Client(enforce_csrf_checks=True)

    page = mailbox.post(stop_path("calon@example.org"), ONE_CLICK)
    refused = invite(sign_in(officer), world.group, "Calon@Example.org", "member")
    staff = sign_in(world.administrator).post(
        reverse("admin:groups_staffinvitation_add"),
        {"email": "calon@example.org", "role": "reviewer"},
    )

    assert "Undangan dihentikan" in page.content.decode()
    assert "tidak ingin menerima undangan" in str(refused.context["form"].errors["email"])
    assert "tidak ingin menerima undangan" in staff.content.decode()
    assert not OutgoingEmail.objects.filter(to="calon@example.org").exists()
    assert "calon" not in InvitationStop.objects.get().address_hash


def test_bulk_invitations_respect_stops_and_the_daily_limit(world):
    InvitationStop.objects.create(address_hash=address_hash("calon@example.org"))
    chairs = [
        MembershipFactory(
            person=None, role=MemberRole.CHAIR, group=GroupFactory(contact_email=email)
        )
        for email in ["calon@example.org", *["sama@example.org"] * 5]
    ]

    Invitation.send_all(chairs, by=world.reviewer)

    assert [email.to for email in OutgoingEmail.objects.all()] == ["sama@example.org"] * 3


def test_a_stop_can_be_undone_with_the_same_link(client, world, officer, sign_in):
    client.post(stop_path("calon@example.org"), ONE_CLICK)

    client.post(stop_path("calon@example.org"), {"allow": "1"})
    invite(sign_in(officer), world.group, "calon@example.org", "member")

    assert OutgoingEmail.objects.filter(to="calon@example.org").count() == 1


def test_a_forged_link_stops_nothing(client):
    token = STOP_SIGNER.sign(address_hash("calon@example.org"))

    for forged in (token[:-1] + "x", token.replace(token[:3], "abc", 1), "x"):
        response = client.post(reverse("invitation_stop", args=[forged]), ONE_CLICK)
        assert response.status_code == 404
    assert not InvitationStop.objects.exists()


def test_a_stop_outlives_a_change_of_the_secret_key(settings):
    InvitationStop.objects.create(address_hash=address_hash("calon@example.org"))

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-one-only-for-tests-" * 3

    assert InvitationStop.objects.of("calon@example.org").exists()


def test_a_stop_is_kept_for_three_years_and_no_longer():
    rule = next(rule for rule in RULES if rule.name == "invitation_stops")
    now = timezone.now()
    for name, days in (("lama", 1096), ("baru", 1094)):
        InvitationStop.objects.create(
            address_hash=address_hash(f"{name}@example.org"), stopped_at=now - timedelta(days=days)
        )

    assert rule.apply() == 1
    assert InvitationStop.objects.of("baru@example.org").exists()


# -- sign-ups


@pytest.mark.parametrize("has_account", [False, True])
def test_sign_ups_from_everywhere_cannot_flood_one_address(has_account, sign_in, time_machine):
    if has_account:
        sign_in(PersonFactory(email="korban@example.org"))
    data = {"name": "Budi", "email": "korban@example.org", "is_adult": "on", "agrees": "on"}
    data |= {"password1": "kopi-pagi-di-teras-7", "password2": "kopi-pagi-di-teras-7"}
    begin, statuses = timezone.now(), []

    for number in range(9):
        time_machine.move_to(begin + timedelta(seconds=11 * number))
        stranger = Client(REMOTE_ADDR=f"192.0.2.{number}")
        response = stranger.post(reverse("account_signup"), {**data, "homepage": ""})
        statuses.append(response.status_code)

    assert statuses == [302] * 9  # the response does not reveal the limit
    assert OutgoingEmail.objects.filter(to="korban@example.org").count() == 6
