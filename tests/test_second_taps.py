"""Every act of a member tapped twice, one after the other: the second tap is never a closed door."""

import pytest
from django.urls import reverse

from campaigns.events.models.receipt import SubmissionReceipt
from groups.jurisdictions.models import StaffInvitation
from groups.members.models import Invitation, MemberRole
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.factories import EventFactory, MaterialFactory, MembershipFactory
from tests.groups.kim.registrations import change_request_for
from tests.groups.members.test_people import token_in
from tests.test_access import TABLE

pytestmark = pytest.mark.django_db

MEMBERS = reverse("dashboard")
#: What the address is asked to do, where the access table sends an empty form.
MORE = {
    "event_submit": {"neutrality": "on"},
    "material_file_add": {"link": "https://contoh.id/film"},
}
#: Whoever takes an office is signed out, to come back as staff.
ELSEWHERE = {"staff_invitation_accept"}
#: Asks for the password first.
ASKS_AGAIN = {"chair_hand_over"}


def acts():
    for name, row in TABLE.items():
        if row.posts and not row.gets and not row.public and name not in ELSEWHERE:
            yield name


@pytest.mark.parametrize("name", sorted(acts()))
def test_a_second_tap_leads_to_a_page_that_says_how_it_stands(name, world, sign_in):
    row = TABLE[name]
    address = reverse(name, kwargs=row.kwargs(world))
    client = sign_in(getattr(world, row.roles[0]))
    data = row.data(world) | MORE.get(name, {})
    if name in ASKS_AGAIN:
        client.post(reverse("account_reauthenticate"), {"password": "kopi-pagi-di-teras-7"})
    client.get(client.post(address, data)["Location"])

    second = client.post(address, data)

    page = client.get(second["Location"])
    assert page.status_code == 200
    assert 'class="notice' in page.content.decode()


# What is kept while typing is sent without a sign-in as well.
@pytest.mark.parametrize("name", sorted(set(acts()) - {"draft_keep"}))
def test_an_act_opened_as_a_page_helps_onward(name, world, sign_in):
    row = TABLE[name]
    client = sign_in(getattr(world, row.roles[0]))

    page = client.get(reverse(name, kwargs=row.kwargs(world)))

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert f'href="{MEMBERS}"' in page.content.decode()


def test_a_plan_sent_in_twice_from_two_windows_is_received_once(world, sign_in):
    plan = EventFactory(group=world.group, plan=True, state=State.DRAFT)
    client, address = sign_in(world.member), reverse("event_submit", args=[plan.pk])

    for _window in range(2):
        client.post(address, {"neutrality": "on"})

    assert SubmissionReceipt.objects.count() == 1
    assert AuditEvent.objects.about(plan).count() == 1
    assert "sudah diajukan" in client.get(plan.own_url).content.decode()


def test_who_threw_a_draft_away_hears_no_fault_on_the_second_tap(world, sign_in):
    draft = EventFactory(group=world.group, plan=True, state=State.DRAFT, begun_by=world.member)
    client, address = sign_in(world.member), reverse("event_discard_now", args=[draft.pk])

    client.get(client.post(address)["Location"])
    page = client.get(client.post(address)["Location"]).content.decode()

    assert "Draf ini sudah dihapus." in page
    assert sign_in(world.officer).post(address).status_code == 404


def test_a_colleague_who_was_quicker_is_told_from_a_second_tap(world, sign_in):
    material = MaterialFactory(group=world.group)
    MembershipFactory(group=world.group, person=world.newcomer, role=MemberRole.SECRETARY)
    address, told = reverse("material_withdraw", args=[material.slug]), {"note": "Salah tanggal."}
    chair, secretary = sign_in(world.officer), sign_in(world.newcomer)
    chair.get(chair.post(address, told)["Location"])

    pages = [c.get(c.post(address, told)["Location"]).content.decode() for c in (chair, secretary)]

    assert ["didahului" in page for page in pages] == [False, True]
    assert ["sudah berstatus" in page for page in pages] == [True, False]


def test_a_change_that_waits_is_not_sent_in_again(world, sign_in):
    change_request_for(world.group, by=world.officer, sent=True)
    client = sign_in(world.officer)

    answer = client.post(reverse("change_send", args=[world.group.slug]))

    assert answer["Location"] == world.group.own_url
    assert "sudah diajukan" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("name", ["group_check", "group_profile"])
def test_a_page_left_open_leads_to_how_the_group_stands(name, world, sign_in):
    change_request_for(world.group, by=world.officer, sent=True)
    client = sign_in(world.officer)

    page = client.get(reverse(name, args=[world.group.slug]), follow=True)

    assert page.redirect_chain == [(world.group.own_url, 302)]


@pytest.mark.parametrize("name", ["group_check", "group_declarations"])
def test_steps_of_a_registration_lead_a_verified_group_to_its_page(name, world, sign_in):
    client = sign_in(world.officer)

    page = client.get(reverse(name, args=[world.group.slug]), follow=True)

    assert page.redirect_chain == [(world.group.own_url, 302)]
    assert "sudah terverifikasi" in page.content.decode()


def test_an_invitation_sent_by_a_second_tap_is_one_letter(world, sign_in):
    client, asked = sign_in(world.officer), {"email": "calon@example.org", "role": "member"}
    address = reverse("group_invite", args=[world.group.slug])

    pages = [client.post(address, asked, follow=True).content.decode() for _tap in range(2)]

    assert world.group.invitations.get().is_open
    assert OutgoingEmail.objects.count() == 1
    assert ["Undangan sedang dikirim ke calon@example.org" in page for page in pages] == [
        True,
        True,
    ]


@pytest.mark.parametrize("other", [{"role": "section"}, {"email": "lain@example.org"}])
def test_an_invitation_in_other_words_is_no_second_tap(other, world, sign_in):
    client, asked = sign_in(world.officer), {"email": "calon@example.org", "role": "member"}
    address = reverse("group_invite", args=[world.group.slug])

    client.post(address, asked)
    client.post(address, asked | other)

    assert OutgoingEmail.objects.count() == 2


def test_the_letter_opened_again_leads_into_the_group(world, sign_in):
    Invitation.send(world.group, by=world.officer, email=world.newcomer.email, role="member")
    address = reverse("invitation", args=[token_in(OutgoingEmail.objects.get())])
    client = sign_in(world.newcomer)
    client.post(f"{address}terima/")

    again = client.get(address)

    assert again["Location"] == world.group.own_url


def test_an_invitation_that_was_accepted_is_not_called_taken_back(world, sign_in):
    sent = Invitation.send(world.group, by=world.officer, email=world.newcomer.email, role="member")
    sent.accept(by=world.newcomer)
    client = sign_in(world.officer)

    answer = client.post(reverse("invitation_revoke", args=[world.group.slug, sent.pk]))

    assert "sudah diterima" in client.get(answer["Location"]).content.decode()
    assert world.group.memberships.current().filter(person=world.newcomer).exists()


def test_staff_invited_twice_get_one_letter(world, sign_in):
    client, address = sign_in(world.administrator), reverse("admin:groups_staffinvitation_add")
    told = {"email": "Baru@example.org", "role": "reviewer", "regions": [world.regency.pk]}

    client.get(client.post(address, told)["Location"])
    page = client.get(client.post(address, told)["Location"]).content.decode()
    audit_events = AuditEvent.objects.filter(target_type="groups.staffinvitation").count()

    assert (OutgoingEmail.objects.count(), audit_events) == (1, 1)
    assert "Undangan ke baru@example.org sudah dikirim pukul" in page


def test_staff_invited_with_another_office_get_a_new_letter(world, sign_in):
    client, address = sign_in(world.administrator), reverse("admin:groups_staffinvitation_add")
    told = {"email": "baru@example.org", "role": "reviewer"}

    client.post(address, told | {"regions": [world.regency.pk]})
    client.post(address, told | {"whole_country": "on"})

    assert OutgoingEmail.objects.count() == 2
    assert list(StaffInvitation.objects.open().get().regions.all()) == []


def test_who_never_belonged_to_a_group_cannot_leave_it(world, sign_in):
    address = reverse("membership_leave", args=[world.group.slug])

    assert sign_in(world.outsider).post(address).status_code == 404


def test_a_closed_page_of_ones_own_leads_on_to_the_dashboard_first(world, sign_in):
    page = sign_in(world.newcomer).get(reverse("event_new")).content.decode()

    assert f'<a class="btn" href="{MEMBERS}">' in page
