"""What staff do for a KIM that cannot do it itself: nobody is left without a way."""

import pytest
from django.urls import reverse

from groups.kim.models import Group
from groups.members.models import Invitation, InvitationStop, MemberRole, address_hash
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import InvalidTransition, State
from tests.factories import GroupFactory, MembershipFactory, PersonFactory, StaffFactory
from tests.groups.kim.registrations import change_request_for
from tests.groups.members.test_people import token_in

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NOTE = "SK baru tahun ini."


@pytest.fixture
def orphan(world):
    """A verified KIM of Malang from a register: a chair by name, and no account at all."""
    group = GroupFactory(name="KIM Yatim", region=world.village, contact_phone="0812-3456-7890")
    MembershipFactory(group=group, person=None, name="Pak Tua", role=MemberRole.CHAIR)
    return group


def url(group, name="", *args):
    return reverse(f"admin:group_stewardship{name}", args=[group.pk, *args])


def text(response):
    return " ".join(response.content.decode().split())


def current(group):
    members = group.memberships.filter(until=None)
    return sorted((m.role, m.name, m.person_id) for m in members)


def appoint(client, group, name, email, note=NOTE):
    return client.post(url(group, "_chair"), {"name": name, "email": email, "note": note})


# -- the chair


def test_the_chair_of_an_orphan_is_invited_and_acts_for_it(orphan, reviewer, sign_in):
    pak_tua = PersonFactory(email="paktua@example.org")

    appoint(sign_in(reviewer), orphan, "Pak Tua", pak_tua.email)
    token = token_in(OutgoingEmail.objects.get(to=pak_tua.email))
    client = sign_in(pak_tua)
    client.post(reverse("invitation_accept", args=[token]))

    assert current(orphan) == [("chair", "Pak Tua", pak_tua.pk)]
    assert client.get(reverse("group_profile", args=[orphan.slug])).status_code == 200


def test_a_chair_who_lost_the_account_is_replaced_and_told(
    world, officer, member, reviewer, sign_in
):
    heir = PersonFactory(email="baru@example.org")

    appoint(sign_in(reviewer), world.group, "Ibu Baru", heir.email, "Ketua lama meninggal.")

    assert ("chair", "Ibu Baru", None) in current(world.group)
    assert officer.pk not in [person for _role, _name, person in current(world.group)]
    told = OutgoingEmail.objects.get(to=officer.email)
    assert told.subject == f"Dinas Anda mengurus {world.group}"
    assert "Mulai sekarang Ibu Baru ditunjuk sebagai ketua." in told.text
    assert "Ketua lama meninggal." in told.text and "Ketua lama meninggal." in told.html
    assert sign_in(officer).get(reverse("group_home", args=[world.group.slug])).status_code == 404
    event = AuditEvent.objects.about(world.group).latest("pk")
    assert (event.by, event.note) == (reviewer, "Ketua lama meninggal.")


def test_a_second_invitation_of_the_chair_ends_the_first(orphan, reviewer, sign_in):
    client = sign_in(reviewer)
    appoint(client, orphan, "Pak Tua", "salah@example.org")
    first = token_in(OutgoingEmail.objects.latest("pk"))

    appoint(client, orphan, "Pak Tua", "benar@example.org")

    assert current(orphan) == [("chair", "Pak Tua", None)]
    assert [i.email for i in Invitation.objects.open()] == ["benar@example.org"]
    stranger = PersonFactory(email="salah@example.org")
    answer = sign_in(stranger).post(reverse("invitation_accept", args=[first]))
    assert answer.status_code == 404


def test_a_member_named_by_the_decree_is_the_chair_at_once(
    world, officer, member, reviewer, sign_in
):
    appoint(sign_in(reviewer), world.group, "Nama apa saja", member.email)

    roles = {person: role for role, _name, person in current(world.group)}
    assert roles == {member.pk: "chair"}
    assert {e.to for e in OutgoingEmail.objects.all()} == {officer.email, member.email}
    assert not Invitation.objects.exists()


def test_an_open_offer_of_the_old_chair_ends(world, officer, member, reviewer, sign_in):
    offered = world.group.memberships.get(person=member)
    offered.offer_chair(by=officer)

    appoint(sign_in(reviewer), world.group, "Ibu Baru", "baru@example.org")

    offered.refresh_from_db()
    assert offered.chair_offered_at is None
    with pytest.raises(InvalidTransition):
        offered.accept_chair(by=member)


def test_a_member_to_whom_the_chair_was_offered_can_be_named(
    world, officer, member, reviewer, sign_in
):
    world.group.memberships.get(person=member).offer_chair(by=officer)

    appoint(sign_in(reviewer), world.group, "Nama apa saja", member.email)

    assert {p: role for role, _name, p in current(world.group)} == {member.pk: "chair"}


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("", "Belum diisi"),
        ("henti@example.org", "tidak ingin menerima undangan"),
        ("bukan alamat", "e-mail"),
    ],
)
def test_a_bad_address_is_refused_by_its_field_and_nothing_changes(
    orphan, reviewer, sign_in, email, why
):
    InvitationStop.objects.create(address_hash=address_hash("henti@example.org"))
    before = current(orphan)

    page = appoint(sign_in(reviewer), orphan, "Bu Lain", email)

    assert why in " ".join(page.context["form"].errors["email"])
    assert "Bu Lain" in text(page)
    assert (current(orphan), Invitation.objects.count()) == (before, 0)


def test_the_chair_is_not_replaced_by_themselves(world, officer, reviewer, sign_in):
    page = appoint(sign_in(reviewer), world.group, "Sama", officer.email)

    assert page.context["form"].errors["email"] == ["Orang ini sudah menjadi ketua."]


# -- officers


def test_an_officer_is_named_without_an_account(orphan, reviewer, sign_in):
    data = {"name": "Bu Rina", "role": "secretary", "section": "", "email": "", "note": NOTE}

    sign_in(reviewer).post(url(orphan, "_officer"), data)

    assert ("secretary", "Bu Rina", None) in current(orphan)
    assert not orphan.memberships.get(name="Bu Rina").name_is_public
    assert not OutgoingEmail.objects.exists()


def test_an_officer_with_an_address_is_invited(orphan, reviewer, sign_in):
    data = {"name": "Bu Rina", "role": "treasurer", "email": "rina@example.org", "note": NOTE}

    sign_in(reviewer).post(url(orphan, "_officer"), data)

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("rina@example.org", "treasurer")
    assert invitation.membership == orphan.memberships.get(name="Bu Rina")


def test_an_officer_who_left_is_ended_and_the_chair_is_told(
    world, officer, member, reviewer, sign_in
):
    membership = world.group.memberships.get(person=member)

    sign_in(reviewer).post(url(world.group, "_end", membership.pk), {"note": "Pindah kota."})

    assert [role for role, _name, _person in current(world.group)] == ["chair"]
    assert "tidak lagi menjadi pengurus" in OutgoingEmail.objects.get(to=officer.email).text


def test_the_chair_is_replaced_and_never_only_ended(world, officer, reviewer, sign_in):
    chair = world.group.memberships.get(person=officer)

    answer = sign_in(reviewer).post(url(world.group, "_end", chair.pk), {"note": "Mundur."})

    assert answer.status_code == 404
    assert chair in world.group.memberships.filter(until=None)


# -- data


def profile_of(client, group, **changes):
    form = client.get(url(group, "_profile")).context["form"]
    data = {
        name: form[name].value() or "" for name in form.fields if name not in ("logo", "founded")
    }
    return {**data, "founded": "", **changes}


def test_an_edit_of_a_verified_kim_is_a_change_request_for_a_colleague(
    world, officer, reviewer, sign_in
):
    client, before = sign_in(reviewer), world.group.about
    data = profile_of(client, world.group, about="Kabar dari kampung, tiap Rabu.")

    client.post(url(world.group, "_profile"), data)

    change = ChangeRequest.objects.get()
    assert change.new == {"about": "Kabar dari kampung, tiap Rabu."}
    assert (change.state, change.submitted_by) == (State.WAITING, reviewer)
    world.group.refresh_from_db()
    assert world.group.about == before
    home = text(sign_in(officer).get(reverse("group_home", args=[world.group.slug])))
    assert "Kabar dari kampung, tiap Rabu." in home
    assert "Perubahan dikirim untuk ditinjau: tentang" in OutgoingEmail.objects.get().text
    own = client.post(reverse("admin:review_approve", args=["changerequest", change.pk]))
    assert own.status_code != 200 and ChangeRequest.objects.get().state == State.WAITING


def test_a_kim_moves_to_its_new_region_by_whoever_oversees_both(world, sign_in):
    national, colleague = StaffFactory(), StaffFactory()
    client = sign_in(national)
    group = GroupFactory(region=world.village)
    data = profile_of(client, group, region=world.far_village.pk, about="Kabar.")

    client.post(url(group, "_profile"), data)
    change = ChangeRequest.objects.get()
    change.approve(by=colleague)

    group = Group.objects.get(pk=group.pk)
    assert group.region == world.far_village
    assert AuditEvent.objects.about(group).filter(action=Action.EDIT).exists()


def test_an_unfinished_change_of_the_kim_itself_is_left_alone(world, officer, reviewer, sign_in):
    change_request_for(world.group, by=officer, about="Tulisan pengurus.")

    answer = sign_in(reviewer).get(url(world.group, "_profile"))

    assert answer.status_code == 403
    assert "sedang ditulis atau menunggu ditinjau" in text(answer)


def test_what_changed_in_another_window_is_not_overwritten(orphan, reviewer, sign_in):
    client = sign_in(reviewer)
    data = profile_of(client, orphan, about="Dari jendela lama.")
    Group.objects.filter(pk=orphan.pk).update(version=7)

    page = client.post(url(orphan, "_profile"), data)

    assert page.status_code == 200
    assert "Dari jendela lama." in text(page)
    assert not ChangeRequest.objects.exists()


def test_staff_confirm_the_data_and_the_officers_hear_of_it(world, officer, reviewer, sign_in):
    sign_in(reviewer).post(url(world.group, "_confirm"))

    world.group.refresh_from_db()
    assert world.group.last_confirmed_at is not None
    event = AuditEvent.objects.about(world.group).get(action=Action.CONFIRM)
    assert event.by == reviewer
    assert "Data dikonfirmasi benar." in OutgoingEmail.objects.get(to=officer.email).text


def test_a_registration_is_returned_to_oneself_mended_and_decided_by_a_colleague(
    world, reviewer, sign_in
):
    group = GroupFactory(region=world.village, state=State.WAITING, name="KIM Salah Tulis")
    client = sign_in(reviewer)

    client.post(url(group, "_take_back"))
    client.post(url(group, "_profile"), profile_of(client, group, name="KIM Benar"))
    client.post(url(group, "_send"))

    group.refresh_from_db()
    assert (group.name, group.state, group.submitted_by) == ("KIM Benar", State.WAITING, reviewer)
    client.post(
        reverse("admin:review_approve", args=["group", group.pk]), {"version": group.version}
    )
    group.refresh_from_db()
    assert group.state == State.WAITING
    group.approve(by=StaffFactory())
    assert group.is_live


def test_a_rejected_registration_is_opened_again(world, reviewer, sign_in):
    group = GroupFactory(region=world.village, state=State.REJECTED)
    chair = MembershipFactory(group=group, role=MemberRole.CHAIR).person

    sign_in(reviewer).post(url(group, "_reopen"), {"note": "SK sudah ditemukan."})

    group.refresh_from_db()
    assert (group.state, group.state_note) == (State.RETURNED, "SK sudah ditemukan.")
    assert "SK sudah ditemukan." in OutgoingEmail.objects.get(to=chair.email).text
    assert sign_in(chair).get(reverse("group_profile", args=[group.slug])).status_code == 200


def test_sending_back_does_not_open_what_was_rejected(reviewer):
    group = GroupFactory(state=State.REJECTED)

    with pytest.raises(InvalidTransition):
        group.send_back(by=reviewer, note="Tidak boleh.")


@pytest.mark.parametrize("state", [State.WAITING, State.RETURNED, State.LIVE, State.WITHDRAWN])
def test_only_what_was_rejected_is_opened_again(world, reviewer, sign_in, state):
    group = GroupFactory(region=world.village, state=state)

    answer = sign_in(reviewer).post(url(group, "_reopen"), {"note": NOTE})

    group.refresh_from_db()
    assert (answer.status_code, group.state) == (403, state)


# -- a KIM without a phone


def record(client, world, **changes):
    data = {
        "name": "KIM Pulau",
        "region": world.village.pk,
        "about": "Kabar lewat papan.",
        "chair_name": "Pak Nelayan",
    }
    return client.post(reverse("admin:group_record"), data | changes)


def test_the_office_enters_a_kim_without_any_account(world, reviewer, sign_in):
    client = sign_in(reviewer)

    for _tap in range(2):
        record(client, world)

    group = Group.objects.get(name="KIM Pulau")
    assert (group.state, group.submitted_by) == (State.WAITING, reviewer)
    assert "recorded_by_staff" in group.flag_list
    assert current(group) == [("chair", "Pak Nelayan", None)]
    page = text(client.get(reverse("admin:review", args=["group", group.pk])))
    assert "Dicatat oleh Dinas" in page
    assert not OutgoingEmail.objects.filter(to__contains="nelayan").exists()
    group.approve(by=StaffFactory())
    public = client.get(reverse("group_detail", args=[group.slug]))
    assert public.status_code == 200 and "Pak Nelayan" not in text(public)


def test_the_office_enters_no_kim_of_another_region(world, reviewer, sign_in):
    page = record(sign_in(reviewer), world, region=world.far_village.pk)

    assert "region" in page.context["form"].errors
    assert not Group.objects.filter(name="KIM Pulau").exists()


# -- who may


@pytest.mark.parametrize("role", ["editor", "far_reviewer", "member"])
def test_nobody_else_acts_for_a_kim(world, orphan, role, sign_in):
    client = sign_in(getattr(world, role))

    for name in ("", "_chair", "_officer", "_profile", "_decree"):
        assert client.get(url(orphan, name)).status_code in {302, 403, 404}
    answer = appoint(client, orphan, "Penyusup", "penyusup@example.org")

    assert answer.status_code in {302, 403, 404}
    assert current(orphan) == [("chair", "Pak Tua", None)]


def test_a_reviewer_does_not_act_for_their_own_kim(world, orphan, reviewer, sign_in):
    MembershipFactory(group=orphan, person=reviewer)

    answer = appoint(sign_in(reviewer), orphan, "Saya", "saya@example.org")

    assert answer.status_code == 403
    assert current(orphan)[0] == ("chair", "Pak Tua", None)


def test_the_overview_leads_to_each_act_and_names_who_is_there(orphan, reviewer, sign_in):
    MembershipFactory(group=orphan, person=None, name="Bu Bendahara", role=MemberRole.TREASURER)

    review = text(sign_in(reviewer).get(reverse("admin:review", args=["group", orphan.pk])))
    page = text(sign_in(reviewer).get(url(orphan)))

    assert url(orphan) in review
    for name in ("_chair", "_officer", "_profile", "_decree", "_confirm"):
        assert url(orphan, name) in page
    assert "Pak Tua" in page and "Bu Bendahara" in page
    assert url(orphan, "_reopen") not in page


def test_the_overview_asks_the_database_equally_often_at_one_and_at_three(
    orphan, reviewer, sign_in, django_assert_max_num_queries
):
    client = sign_in(reviewer)
    client.get(url(orphan))
    with django_assert_max_num_queries(30) as one:
        client.get(url(orphan))
    for _n in range(2):
        MembershipFactory(group=orphan)

    with django_assert_max_num_queries(30) as three:
        client.get(url(orphan))

    assert len(three) == len(one)
