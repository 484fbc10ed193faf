"""Who becomes staff, with which role and where; and how that ends."""

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
    """invite(role=…): what the administrator's form answers."""

    def invited(by=administrator, **changes):
        data = {"email": "Baru@Example.org", "role": Role.REVIEWER, "regions": [malang.pk]}
        address = reverse("admin:groups_staffinvitation_add")
        return sign_in(by).post(address, data | changes)

    return invited


def link():
    return re.search(r"http://testserver(\S+/petugas/\S+)", OutgoingEmail.objects.get().text).group(
        1
    )


def accept(client):
    return client.post(link() + "terima/")


def office(person):
    """(role, where) as stored."""
    codes = list(Jurisdiction.objects.filter(person=person).values_list("region_id", flat=True))
    return Person.objects.get(pk=person.pk).role, codes


def test_an_invitation_goes_by_letter_and_never_shows_its_token(invite):
    answer = invite()

    assert answer.status_code == 302
    invitation, letter = StaffInvitation.objects.get(), OutgoingEmail.objects.get()
    assert letter.to == invitation.email == "baru@example.org"
    assert "Kota Malang" in letter.text
    assert invitation.token_digest not in letter.text


def test_accepting_gives_role_and_place(invite, sign_in, malang):
    invite()
    newcomer = PersonFactory(email="baru@example.org")

    answer = accept(sign_in(newcomer))

    assert answer["Location"] == reverse("admin:index")
    assert office(newcomer) == (Role.REVIEWER, [malang.pk])


def test_accepting_signs_out_and_works_once(invite, sign_in):
    invite()
    newcomer = PersonFactory(email="baru@example.org")
    client = sign_in(newcomer)
    accept(client)
    newcomer.refresh_from_db()

    again = accept(sign_in(newcomer))

    assert client.get(reverse("account_home")).status_code == 302
    assert again.status_code == 404


def test_a_forwarded_letter_makes_nobody_else_staff(invite, sign_in, sari):
    invite()

    answer = accept(sign_in(sari))

    assert answer.status_code == 403
    assert office(sari) == (Role.NONE, [])


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
    assert office(newcomer)[0] == Role.EDITOR


@pytest.mark.parametrize("gone", [{"role": Role.EDITOR}, {"is_active": False}])
def test_an_invitation_goes_with_the_office_of_whoever_wrote_it(
    invite, sign_in, administrator, gone
):
    invite(role=Role.ADMINISTRATOR)
    Person.objects.filter(pk=administrator.pk).update(**gone)
    newcomer = PersonFactory(email="baru@example.org")

    answer = accept(sign_in(newcomer))

    assert answer.status_code == 403
    assert office(newcomer) == (Role.NONE, [])


def test_an_invitation_to_a_wrong_address_is_taken_back(invite, sign_in, administrator):
    invite()
    deleting = reverse(
        "admin:groups_staffinvitation_delete", args=[StaffInvitation.objects.get().pk]
    )

    sign_in(administrator).post(deleting, {"post": "yes"})
    answer = accept(sign_in(PersonFactory(email="baru@example.org")))

    assert answer.status_code == 404
    last = AuditEvent.objects.latest("id")
    assert (last.by, last.changes["role"]) == (administrator, ["reviewer", None])
    assert "baru@" not in f"{last.target_repr}{last.changes}"


def test_what_was_accepted_is_not_taken_back_but_changed(invite, sign_in, administrator):
    invite()
    accept(sign_in(PersonFactory(email="baru@example.org")))
    deleting = reverse(
        "admin:groups_staffinvitation_delete", args=[StaffInvitation.objects.get().pk]
    )

    assert sign_in(administrator).post(deleting, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("who", ["reviewer", "national_reviewer", "editor"])
def test_only_administrators_invite(invite, world, who):
    assert invite(by=getattr(world, who)).status_code == 403
    assert not StaffInvitation.objects.exists()


def test_an_administrator_of_one_region_does_not_invite(invite):
    regional = StaffFactory(role=Role.ADMINISTRATOR, within=["35"])

    assert invite(by=regional).status_code == 403


def test_nobody_is_invited_as_nothing(invite):
    assert invite(role="").status_code == 200
    assert not StaffInvitation.objects.exists()


def test_inviting_and_accepting_are_remembered_without_the_address(invite, sign_in, administrator):
    invite()
    accept(sign_in(PersonFactory(email="baru@example.org")))

    role = AuditEvent.objects.get(action=Action.ROLE)
    assert (role.before, role.after, role.by) == ("", "reviewer", administrator)
    assert "Kota Malang" in role.note
    for audit_event in AuditEvent.objects.all():
        assert "baru@" not in f"{audit_event.target_repr}{audit_event.note}{audit_event.changes}"


@pytest.fixture
def change(sign_in, administrator):
    """change(person, role=…): the administrator's form, sent as it was opened."""

    def changed(person, by=administrator, **changes):
        address = reverse("admin:kimportal_person_change", args=[person.pk])
        client = sign_in(by)
        page = client.get(address)
        data = {
            "role": person.role,
            "is_active": "on",
            "regions": [one.region_id for one in person.jurisdictions.all()],
            "note": "Pindah tugas",
            "version_token": page.context["version_token"] if page.status_code == 200 else "",
        }
        return client.post(address, data | changes)

    return changed


def test_an_administrator_changes_a_role(change, reviewer, sign_in):
    theirs = sign_in(reviewer)

    answer = change(reviewer, role=Role.EDITOR)

    assert answer.status_code == 302
    assert office(reviewer)[0] == Role.EDITOR
    audit_event = AuditEvent.objects.get(action=Action.ROLE)
    assert (audit_event.before, audit_event.after) == ("reviewer", "editor")
    assert audit_event.note.startswith("Pindah tugas")
    assert theirs.get("/admin/").status_code == 302


def test_an_administrator_changes_a_jurisdiction(change, reviewer):
    mataram = make_region("52.71")

    change(reviewer, regions=[mataram.pk])

    assert office(reviewer) == (Role.REVIEWER, ["52.71"])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_others_office_leave_one_twenty_times(sign_in):
    sent = {"role": "", "is_active": "on", "note": "Saling"}
    for _round in range(20):
        two = [StaffFactory(role=Role.ADMINISTRATOR) for _ in range(2)]
        acts = []
        for one, other in (two, two[::-1]):
            there = reverse("admin:kimportal_person_change", args=[other.pk])
            client = sign_in(one)
            version_token = client.get(there).context["version_token"]
            acts.append(partial(client.post, there, sent | {"version_token": version_token}))

        assert sorted(race(*acts)) in ([302, 302], [302, 403])
        left = Person.objects.filter(pk__in=[one.pk for one in two], role=Role.ADMINISTRATOR)
        assert left.count() == 1


def test_a_region_that_left_the_list_does_not_make_an_office_national(change, reviewer):
    code = reviewer.jurisdictions.get().region_id
    Region.objects.filter(pk=code).update(valid_to="2026-01-01")

    change(reviewer, role=Role.EDITOR)

    assert office(reviewer) == (Role.EDITOR, [code])


def test_an_administrator_closes_an_account(change, reviewer, sign_in):
    theirs = sign_in(reviewer)

    change(reviewer, is_active="")

    assert not Person.objects.get(pk=reviewer.pk).is_active
    assert theirs.get(reverse("account_home")).status_code == 302
    assert AuditEvent.objects.get(action=Action.ROLE).after == "disabled"


def test_saving_without_a_change_signs_nobody_out(change, reviewer, sign_in):
    theirs = sign_in(reviewer)

    change(reviewer)

    assert theirs.get("/admin/").status_code == 200
    assert not AuditEvent.objects.exists()


def test_nobody_changes_their_own_role(change, administrator):
    assert change(administrator, role=Role.EDITOR).status_code == 403
    assert office(administrator)[0] == Role.ADMINISTRATOR


@pytest.mark.parametrize("who", ["reviewer", "editor"])
def test_other_staff_change_no_role(change, world, who):
    change(world.national_reviewer, by=getattr(world, who), role=Role.ADMINISTRATOR)

    assert office(world.national_reviewer)[0] == Role.REVIEWER


@pytest.mark.parametrize(
    "field", ["email", "name", "password", "phone", "erased_at", "session_nonce"]
)
def test_nothing_else_of_a_person_is_changed_there(change, reviewer, field):
    before = Person.objects.values_list(field, flat=True).get(pk=reviewer.pk)

    change(reviewer, **{field: "x@example.org"})

    assert Person.objects.values_list(field, flat=True).get(pk=reviewer.pk) == before


def test_a_province_is_ticked_at_once_or_unfolded(malang, administrator, sign_in):
    page = sign_in(administrator).get(reverse("admin:groups_staffinvitation_add"))

    text = " ".join(page.content.decode().split())
    province, regency = (
        text.index(f'type="checkbox" name="regions" value="{code}"') for code in ("35", malang.pk)
    )
    unfolds = text.index("<summary>Sebagian saja")
    assert province < unfolds < regency
    assert "selectfilter" not in text.lower()


def test_a_charge_that_left_the_decree_stays_until_it_is_taken_away(change, reviewer, malang):
    malang.valid_to = date(2025, 12, 31)
    malang.save()

    change(reviewer, role=Role.EDITOR)

    assert office(reviewer) == (Role.EDITOR, [malang.pk])


def test_an_invitation_tells_by_whom_when_and_how_it_stands(invite, sign_in, administrator):
    invite()
    there = reverse("admin:groups_staffinvitation_change", args=[StaffInvitation.objects.get().pk])

    page = sign_in(administrator).get(there).content.decode()

    assert administrator.name in page.partition('class="module aligned')[2]
    assert "Berlaku sampai" in page


def test_an_invitation_is_taken_back(invite, sign_in, administrator):
    invite()
    door, invitation = link(), StaffInvitation.objects.get()
    there = reverse("admin:groups_staffinvitation_delete", args=[invitation.pk])

    asked = sign_in(administrator).get(there)
    sign_in(administrator).post(there, {"post": "yes"})

    newcomer = PersonFactory(email="baru@example.org")
    assert asked.status_code == 200
    assert sign_in(newcomer).post(f"{door}terima/").status_code == 404
    assert office(newcomer)[0] == Role.NONE
    told = AuditEvent.objects.filter(action=Action.EDIT).latest("id")
    assert told.changes == {"role": ["reviewer", None], "places": ["Kota Malang, Jawa Timur", None]}


def test_an_office_that_was_taken_is_not_taken_back_by_its_letter(invite, sign_in, administrator):
    invite()
    accept(sign_in(PersonFactory(email="baru@example.org")))
    invitation = StaffInvitation.objects.get()
    there = reverse("admin:groups_staffinvitation_delete", args=[invitation.pk])

    assert sign_in(administrator).post(there, {"post": "yes"}).status_code == 403
    assert StaffInvitation.objects.exists()


def test_the_list_says_how_each_invitation_stands(invite, sign_in, administrator):
    invite()
    invite(role=Role.EDITOR)
    StaffInvitation.objects.filter(role=Role.EDITOR).update(expires_at=timezone.now())

    page = sign_in(administrator).get(reverse("admin:groups_staffinvitation_changelist"))

    standing = page.context["cl"].model_admin.standing
    assert [standing(one).partition(":")[0] for one in page.context["cl"].result_list] == [
        "Kedaluwarsa",
        "Diganti undangan yang lebih baru",
    ]
