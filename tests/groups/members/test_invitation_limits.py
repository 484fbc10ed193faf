"""The portal is no mail gun: nobody writes to strangers through it (SECURITY_BAR R51)."""

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


def fresh(*, name=HOSTILE, state=State.DRAFT, number=1):
    """(client-less) chair of a KIM that nobody has verified, both named to frighten."""
    person = PersonFactory(name=f"{HOSTILE} {number}")
    group = GroupFactory(name=name, state=state, submitted_by=person)
    MembershipFactory(group=group, person=person, name=person.name, role=MemberRole.CHAIR)
    return person, group


def invite(client, group, email, role=MemberRole.SECRETARY):
    return client.post(reverse("group_invite", args=[group.slug]), {"email": email, "role": role})


def words_of(letter):
    return f"{letter.subject}\n{letter.text}\n{letter.html}"


@pytest.mark.parametrize("state", [State.DRAFT, State.WAITING, State.RETURNED])
def test_no_word_of_unverified_people_stands_in_an_invitation(state, sign_in):
    person, group = fresh(state=state)

    invite(sign_in(person), group, "calon@example.org")

    letter = OutgoingEmail.objects.get(to="calon@example.org")
    assert "diblokir" not in words_of(letter)
    assert "sedang mendaftar di Kel. Sukun, Kec. Sukun, Kota Malang" in letter.subject
    assert "sebagai: Sekretaris" in letter.text


def test_even_a_verified_kim_s_invitation_does_not_repeat_its_sender_s_name(world, officer):
    officer.name = HOSTILE

    Invitation.send(world.group, by=officer, email="calon@example.org", role="member")

    letter = OutgoingEmail.objects.get()
    assert "diblokir" not in words_of(letter)
    assert letter.subject == "KIM Sukun Berseri mengundang Anda"


@pytest.mark.parametrize("verb", ["submit", "send_back", "reject"])
def test_officers_of_an_unverified_kim_get_no_letter_with_its_name(verb, world, sari):
    group = complete_draft(name=HOSTILE)
    MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY)
    group.submit(by=PersonFactory())
    if verb != "submit":
        OutgoingEmail.objects.all().delete()
        getattr(group, verb)(by=world.reviewer, note="Nama tidak sesuai SK.")

    letters = list(OutgoingEmail.objects.filter(to=sari.email))

    assert len(letters) == 1
    assert "diblokir" not in words_of(letters[0])
    assert "KIM di Kel. Sukun" in letters[0].subject


def test_before_verification_only_officers_are_invited(sign_in):
    person, group = fresh()
    client = sign_in(person)

    refused = invite(client, group, "calon@example.org", MemberRole.MEMBER)
    page = client.get(reverse("group_invite", args=[group.slug])).content.decode()

    assert list(refused.context["form"].errors) == ["role"]
    assert "Suratnya tidak menyebut nama KIM maupun nama Anda" in page
    assert not OutgoingEmail.objects.filter(to="calon@example.org").exists()


def test_before_verification_few_are_invited_however_often_it_is_taken_back(sign_in):
    person, group = fresh()
    client = sign_in(person)

    for number in range(8):
        invite(client, group, f"calon{number}@example.org")
        for one in Invitation.objects.open():
            one.revoke(by=person)
    page = client.get(reverse("group_invite", args=[group.slug]), follow=True)

    assert (
        OutgoingEmail.objects.filter(to__startswith="calon").count()
        == rules.MAX_UNANSWERED_UNVERIFIED
        == 5
    )
    assert "paling banyak 5 pengurus" in page.content.decode()


def test_many_drafts_of_one_account_do_not_multiply_its_letters(sign_in):
    person, group = fresh()
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


def test_forty_fresh_accounts_cannot_flood_one_address(sign_in):
    for number in range(40):
        person, group = fresh(number=number)
        invite(sign_in(person), group, "korban@example.org")

    assert OutgoingEmail.objects.filter(to="korban@example.org").count() == 3


def test_one_address_gets_few_in_a_month_too(world, officer, sign_in, time_machine):
    begin = timezone.now()

    for day in range(10):
        time_machine.move_to(begin + timedelta(days=day, minutes=day))
        invite(sign_in(officer), world.group, "korban@example.org")

    assert OutgoingEmail.objects.filter(to="korban@example.org").count() == 6


# -- "this is not me"


def test_each_invitation_carries_a_link_that_holds_no_address(world, officer):
    Invitation.send(world.group, by=officer, email="calon@example.org", role="member")
    StaffInvitation.send(by=world.administrator, email="calon@example.org", role="reviewer")

    for letter in OutgoingEmail.objects.all():
        assert letter.unsubscribe_url == stop_url("calon@example.org", "id")
        assert len(letter.unsubscribe_url) < 200
        assert letter.unsubscribe_url in letter.text and letter.unsubscribe_url in letter.html
        assert "Ini bukan saya" in letter.text and "Ini bukan saya" in letter.html
        assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "calon" not in stop_url("calon@example.org", "id")


def stop_path(email):
    return reverse("invitation_stop", args=[STOP_SIGNER.sign(address_hash(email))])


def test_opening_the_link_only_asks(client):
    page = client.get(stop_path("calon@example.org"))

    assert "Berhenti menerima undangan?" in page.content.decode()
    assert not InvitationStop.objects.exists()


def test_after_one_click_nobody_invites_that_address(world, officer, sign_in):
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


def test_a_register_invites_nobody_who_wants_none_and_nobody_again_and_again(world):
    InvitationStop.objects.create(address_hash=address_hash("calon@example.org"))
    chairs = [
        MembershipFactory(
            person=None, role=MemberRole.CHAIR, group=GroupFactory(contact_email=email)
        )
        for email in ["calon@example.org", *["sama@example.org"] * 5]
    ]

    Invitation.send_all(chairs, by=world.reviewer)

    assert [letter.to for letter in OutgoingEmail.objects.all()] == ["sama@example.org"] * 3


def test_a_mistake_can_be_taken_back_by_the_same_link(client, world, officer, sign_in):
    client.post(stop_path("calon@example.org"), ONE_CLICK)

    client.post(stop_path("calon@example.org"), {"allow": "1"})
    invite(sign_in(officer), world.group, "calon@example.org", "member")

    assert OutgoingEmail.objects.filter(to="calon@example.org").count() == 1


def test_a_forged_link_stops_nothing(client):
    mark = STOP_SIGNER.sign(address_hash("calon@example.org"))

    for forged in (mark[:-1] + "x", mark.replace(mark[:3], "abc", 1), "x"):
        answer = client.post(reverse("invitation_stop", args=[forged]), ONE_CLICK)
        assert answer.status_code == 404
    assert not InvitationStop.objects.exists()


def test_a_stop_outlives_a_change_of_the_secret_key(settings):
    InvitationStop.objects.create(address_hash=address_hash("calon@example.org"))

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-one-only-for-tests-" * 3

    assert InvitationStop.objects.of("calon@example.org").exists()


def test_a_stop_is_kept_for_three_years_and_no_longer():
    rule = next(one for one in RULES if one.name == "invitation_stops")
    now = timezone.now()
    for name, days in (("lama", 1096), ("baru", 1094)):
        InvitationStop.objects.create(
            address_hash=address_hash(f"{name}@example.org"), stopped_at=now - timedelta(days=days)
        )

    assert rule.carry_out() == 1
    assert InvitationStop.objects.of("baru@example.org").exists()


# -- sign-ups


@pytest.mark.parametrize("known", [False, True])
def test_sign_ups_from_everywhere_cannot_flood_one_address(known, sign_in, time_machine):
    if known:
        sign_in(PersonFactory(email="korban@example.org"))
    facts = {"name": "Budi", "email": "korban@example.org", "is_adult": "on", "agrees": "on"}
    facts |= {"password1": "kopi-pagi-di-teras-7", "password2": "kopi-pagi-di-teras-7"}
    begin, statuses = timezone.now(), []

    for number in range(9):
        time_machine.move_to(begin + timedelta(seconds=11 * number))
        stranger = Client(REMOTE_ADDR=f"192.0.2.{number}")
        answer = stranger.post(reverse("account_signup"), {**facts, "homepage": ""})
        statuses.append(answer.status_code)

    assert statuses == [302] * 9  # whoever asks learns nothing of the limit
    assert OutgoingEmail.objects.filter(to="korban@example.org").count() == 6
