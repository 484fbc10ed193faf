"""Invitations to staff, and changes of role and jurisdiction."""

import re
from datetime import date
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from groups.jurisdictions.models import Jurisdiction, StaffInvitation
from groups.regions.models import Region
from kimportal.accounts.models import Person, Role
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from tests.factories import PersonFactory, StaffFactory, make_region
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def malang(db):
    return make_region("35.73")


@pytest.fixture
def invite(sign_in, administrator, malang):
    """invite(role=…): post the administrator's form and return the response."""

    def invite(by=administrator, **changes):
        data = {"email": "Baru@Example.org", "role": Role.REVIEWER, "regions": [malang.pk]}
        address = reverse("admin:groups_staffinvitation_add")
        return sign_in(by).post(address, data | changes)

    return invite


def link():
    return re.search(r"http://testserver(\S+/petugas/\S+)", OutgoingEmail.objects.get().text).group(
        1
    )


def accept(client):
    return client.post(link() + "terima/")


def role_and_regions(person):
    """Return (role, region codes) as stored."""
    codes = list(Jurisdiction.objects.filter(person=person).values_list("region_id", flat=True))
    return Person.objects.get(pk=person.pk).role, codes


def test_an_invitation_is_emailed_without_its_digest(invite):
    response = invite()

    assert response.status_code == 302
    invitation, email = StaffInvitation.objects.get(), OutgoingEmail.objects.get()
    assert email.to == invitation.email == "baru@example.org"
    assert "Kota Malang" in email.text
    assert invitation.token_digest not in email.text


def test_accepting_gives_role_and_jurisdiction(invite, sign_in, malang):
    invite()
    newcomer = PersonFactory(email="baru@example.org")

    response = accept(sign_in(newcomer))

    assert response["Location"] == reverse("admin:index")
    assert role_and_regions(newcomer) == (Role.REVIEWER, [malang.pk])


def test_accepting_signs_out_and_works_once(invite, sign_in):
    invite()
    newcomer = PersonFactory(email="baru@example.org")
    client = sign_in(newcomer)
    accept(client)
    newcomer.refresh_from_db()

    again = accept(sign_in(newcomer))

    assert client.get(reverse("account_home")).status_code == 302
    assert again.status_code == 404


def test_a_forwarded_email_makes_nobody_else_staff(invite, sign_in, sari):
    invite()

    response = accept(sign_in(sari))

    assert response.status_code == 403
    assert role_and_regions(sari) == (Role.NONE, [])


def test_a_second_invitation_ends_the_first(invite, sign_in):
    invite()
    first = link()
    OutgoingEmail.objects.all().delete()
    invite(role=Role.EDITOR)
    newcomer = PersonFactory(email="baru@example.org")
    client = sign_in(newcomer)

    old = client.post(first + "terima/")
    accept(client)

    assert old.status_code == 404
    assert role_and_regions(newcomer)[0] == Role.EDITOR


@pytest.mark.parametrize("change", [{"role": Role.EDITOR}, {"is_active": False}])
def test_an_invitation_is_void_once_its_sender_may_not_invite(
    invite, sign_in, administrator, change
):
    invite(role=Role.ADMINISTRATOR)
    Person.objects.filter(pk=administrator.pk).update(**change)
    newcomer = PersonFactory(email="baru@example.org")

    response = accept(sign_in(newcomer))

    assert response.status_code == 403
    assert role_and_regions(newcomer) == (Role.NONE, [])


def test_deleting_an_invitation_revokes_it_and_is_recorded(invite, sign_in, administrator):
    invite()
    delete_url = reverse(
        "admin:groups_staffinvitation_delete", args=[StaffInvitation.objects.get().pk]
    )

    sign_in(administrator).post(delete_url, {"post": "yes"})
    response = accept(sign_in(PersonFactory(email="baru@example.org")))

    assert response.status_code == 404
    last = AuditEvent.objects.latest("id")
    assert (last.by, last.changes["role"]) == (administrator, ["reviewer", None])
    assert "baru@" not in f"{last.target_repr}{last.changes}"


def test_an_accepted_invitation_cannot_be_deleted(invite, sign_in, administrator):
    invite()
    accept(sign_in(PersonFactory(email="baru@example.org")))
    delete_url = reverse(
        "admin:groups_staffinvitation_delete", args=[StaffInvitation.objects.get().pk]
    )

    assert sign_in(administrator).post(delete_url, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["reviewer", "national_reviewer", "editor"])
def test_only_administrators_invite(invite, world, role):
    assert invite(by=getattr(world, role)).status_code == 403
    assert not StaffInvitation.objects.exists()


def test_an_administrator_of_one_region_does_not_invite(invite):
    regional = StaffFactory(role=Role.ADMINISTRATOR, within=["35"])

    assert invite(by=regional).status_code == 403


def test_an_invitation_needs_a_role(invite):
    assert invite(role="").status_code == 200
    assert not StaffInvitation.objects.exists()


def test_inviting_and_accepting_are_recorded_without_the_address(invite, sign_in, administrator):
    invite()
    accept(sign_in(PersonFactory(email="baru@example.org")))

    role = AuditEvent.objects.get(action=Action.ROLE)
    assert (role.before, role.after, role.by) == ("", "reviewer", administrator)
    assert "Kota Malang" in role.note
    for audit_event in AuditEvent.objects.all():
        assert "baru@" not in f"{audit_event.target_repr}{audit_event.note}{audit_event.changes}"


@pytest.fixture
def change(sign_in, administrator):
    """change(person, role=…): post the administrator's form as it was rendered."""

    def change(person, by=administrator, **changes):
        address = reverse("admin:kimportal_person_change", args=[person.pk])
        client = sign_in(by)
        page = client.get(address)
        data = {
            "role": person.role,
            "is_active": "on",
            "regions": [row.region_id for row in person.jurisdictions.all()],
            "whole_country": "" if person.jurisdictions.exists() else "on",
            "note": "Pindah tugas",
            "version_token": page.context["version_token"] if page.status_code == 200 else "",
        }
        return client.post(address, data | changes)

    return change


def test_an_administrator_changes_a_role(change, reviewer, sign_in):
    reviewer_client = sign_in(reviewer)

    response = change(reviewer, role=Role.EDITOR)

    assert response.status_code == 302
    assert role_and_regions(reviewer)[0] == Role.EDITOR
    audit_event = AuditEvent.objects.get(action=Action.ROLE)
    assert (audit_event.before, audit_event.after) == ("reviewer", "editor")
    assert audit_event.note.startswith("Pindah tugas")
    assert reviewer_client.get("/admin/").status_code == 302


def test_nothing_ticked_gives_nobody_the_whole_country(invite, change, reviewer, malang):
    invited, changed = invite(regions=[]), change(reviewer, regions=[], whole_country="")

    for response in (invited, changed):
        page = response.content.decode()
        assert "Centang wilayahnya, atau “Seluruh Indonesia”." in page
    assert not StaffInvitation.objects.exists()
    assert role_and_regions(reviewer) == (Role.REVIEWER, [malang.pk])


def test_the_whole_country_is_an_explicit_choice(invite, change, reviewer):
    both = invite(whole_country="on").content.decode()
    invite(regions=[], whole_country="on")
    change(reviewer, regions=[], whole_country="on")

    assert "Centang wilayah atau “Seluruh Indonesia”, jangan keduanya." in both
    assert StaffInvitation.objects.get().places == ""
    assert role_and_regions(reviewer) == (Role.REVIEWER, [])


def test_the_form_of_national_staff_has_the_whole_country_ticked(
    national_reviewer, reviewer, administrator, sign_in
):
    client = sign_in(administrator)

    for person, is_ticked in ((national_reviewer, True), (reviewer, False)):
        page = client.get(reverse("admin:kimportal_person_change", args=[person.pk]))
        box = re.search(r'<input[^>]*name="whole_country"[^>]*>', page.content.decode())[0]
        assert ("checked" in box) == is_ticked


def test_an_administrator_changes_a_jurisdiction(change, reviewer):
    mataram = make_region("52.71")

    change(reviewer, regions=[mataram.pk])

    assert role_and_regions(reviewer) == (Role.REVIEWER, ["52.71"])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_end_each_others_role_concurrently(sign_in):
    data = {"role": "", "is_active": "on", "note": "Saling"}
    for _round in range(20):
        pair = [StaffFactory(role=Role.ADMINISTRATOR) for _ in range(2)]
        calls = []
        for user, other in (pair, pair[::-1]):
            url = reverse("admin:kimportal_person_change", args=[other.pk])
            client = sign_in(user)
            version_token = client.get(url).context["version_token"]
            calls.append(partial(client.post, url, data | {"version_token": version_token}))

        assert sorted(race(*calls)) in ([302, 302], [302, 403])
        remaining = Person.objects.filter(
            pk__in=[person.pk for person in pair], role=Role.ADMINISTRATOR
        )
        assert remaining.count() == 1


def test_a_region_that_left_the_decree_stays_in_the_jurisdiction(change, reviewer):
    code = reviewer.jurisdictions.get().region_id
    Region.objects.filter(pk=code).update(valid_to="2026-01-01")

    change(reviewer, role=Role.EDITOR)

    assert role_and_regions(reviewer) == (Role.EDITOR, [code])


def test_an_administrator_disables_an_account(change, reviewer, sign_in):
    reviewer_client = sign_in(reviewer)

    change(reviewer, is_active="")

    assert not Person.objects.get(pk=reviewer.pk).is_active
    assert reviewer_client.get(reverse("account_home")).status_code == 302
    assert AuditEvent.objects.get(action=Action.ROLE).after == "disabled"


def test_saving_without_a_change_signs_nobody_out(change, reviewer, sign_in):
    reviewer_client = sign_in(reviewer)

    change(reviewer)

    assert reviewer_client.get("/admin/").status_code == 200
    assert not AuditEvent.objects.exists()


def test_nobody_changes_their_own_role(change, administrator):
    assert change(administrator, role=Role.EDITOR).status_code == 403
    assert role_and_regions(administrator)[0] == Role.ADMINISTRATOR


@pytest.mark.parametrize("role", ["reviewer", "editor"])
def test_other_staff_change_no_role(change, world, role):
    change(world.national_reviewer, by=getattr(world, role), role=Role.ADMINISTRATOR)

    assert role_and_regions(world.national_reviewer)[0] == Role.REVIEWER


@pytest.mark.parametrize(
    "field", ["email", "name", "password", "phone", "erased_at", "session_nonce"]
)
def test_no_other_field_of_a_person_can_be_changed(change, reviewer, field):
    before = Person.objects.values_list(field, flat=True).get(pk=reviewer.pk)

    change(reviewer, **{field: "x@example.org"})

    assert Person.objects.values_list(field, flat=True).get(pk=reviewer.pk) == before


def test_a_province_has_a_checkbox_and_expands(malang, administrator, sign_in):
    page = sign_in(administrator).get(reverse("admin:groups_staffinvitation_add"))

    text = " ".join(page.content.decode().split())
    province, regency = (
        text.index(f'type="checkbox" name="regions" value="{code}"') for code in ("35", malang.pk)
    )
    expands = text.index("<summary>Sebagian saja")
    assert province < expands < regency
    assert "selectfilter" not in text.lower()


def test_a_region_past_its_valid_to_stays_in_the_jurisdiction(change, reviewer, malang):
    malang.valid_to = date(2025, 12, 31)
    malang.save()

    change(reviewer, role=Role.EDITOR)

    assert role_and_regions(reviewer) == (Role.EDITOR, [malang.pk])


def test_the_page_of_an_invitation_shows_sender_and_state(invite, sign_in, administrator):
    invite()
    url = reverse("admin:groups_staffinvitation_change", args=[StaffInvitation.objects.get().pk])

    page = sign_in(administrator).get(url).content.decode()

    assert administrator.name in page.partition('class="module aligned')[2]
    assert "Berlaku sampai" in page


def test_an_invitation_can_be_deleted(invite, sign_in, administrator):
    invite()
    path, invitation = link(), StaffInvitation.objects.get()
    url = reverse("admin:groups_staffinvitation_delete", args=[invitation.pk])

    confirmation = sign_in(administrator).get(url)
    sign_in(administrator).post(url, {"post": "yes"})

    newcomer = PersonFactory(email="baru@example.org")
    assert confirmation.status_code == 200
    assert sign_in(newcomer).post(f"{path}terima/").status_code == 404
    assert role_and_regions(newcomer)[0] == Role.NONE
    event = AuditEvent.objects.filter(action=Action.EDIT).latest("id")
    assert event.changes == {
        "role": ["reviewer", None],
        "places": ["Kota Malang, Jawa Timur", None],
    }


def test_deleting_an_accepted_invitation_is_denied(invite, sign_in, administrator):
    invite()
    accept(sign_in(PersonFactory(email="baru@example.org")))
    invitation = StaffInvitation.objects.get()
    url = reverse("admin:groups_staffinvitation_delete", args=[invitation.pk])

    assert sign_in(administrator).post(url, {"post": "yes"}).status_code == 403
    assert StaffInvitation.objects.exists()


def test_the_list_shows_the_state_of_each_invitation(invite, sign_in, administrator):
    invite()
    invite(role=Role.EDITOR)
    StaffInvitation.objects.filter(role=Role.EDITOR).update(expires_at=timezone.now())

    page = sign_in(administrator).get(reverse("admin:groups_staffinvitation_changelist"))

    standing = page.context["cl"].model_admin.standing
    assert [standing(row).partition(":")[0] for row in page.context["cl"].result_list] == [
        "Kedaluwarsa",
        "Diganti undangan yang lebih baru",
    ]
