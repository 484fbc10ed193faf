"""One's own data: seen, mended, taken along, forgotten (UU 27/2022 PDP; SECURITY_BAR R47)."""

import json
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse

from groups.kim.models import Group
from groups.members.models import Invitation, MemberRole, Membership
from kimportal.accounts.models import Consent, Person
from kimportal.audit.models import Action, AuditEvent
from kimportal.drafts.models import FormDraft
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MembershipFactory, StaffFactory

pytestmark = pytest.mark.django_db
PASSWORD = "kopi-pagi-di-teras-7"
MARK = "Zulaikha"


@pytest.fixture
def zulaikha(sari, sign_in):
    """Somebody whose mark is in every corner of the portal that knows people."""
    sari.name, sari.email, sari.phone = (
        f"{MARK} Marked",
        f"{MARK.lower()}@example.org",
        "081-MARKED",
    )
    sari.save()
    Consent.objects.create(person=sari, text_version="2026-11")
    EmailAddress.objects.create(user=sari, email=sari.email, verified=True, primary=True)
    group = GroupFactory(
        contact_name=sari.name, contact_email=sari.email, contact_phone=sari.phone, name="KIM Satu"
    )
    MembershipFactory(group=group, person=sari, name=sari.name, role=MemberRole.CHAIR)
    Invitation.objects.create(group=group, email=sari.email, token_digest="x", invited_by=sari)
    change_request = ChangeRequest.objects.create(
        target_type=ContentType.objects.get_for_model(group),
        target_id=str(group.pk),
        new={"contact_name": f"{MARK} Baru", "contact_email": sari.email},
    )
    change_request.submit(by=sari)
    change_request.approve(by=StaffFactory())
    FormDraft.objects.create(person=sari, form="new:1", values={"story": [MARK]})
    draft = GroupFactory(name="KIM Dua", state=State.DRAFT)
    draft.submit(by=sari, flags=())
    sari.change_role("", by=sari)
    OutgoingEmail(to=sari.email, subject=f"Halo {MARK}", text=MARK, html=MARK, language="id").save()
    return sari


@pytest.fixture
def client(client, zulaikha):
    client.post(reverse("account_login"), {"login": zulaikha.email, "password": PASSWORD})
    return client


@pytest.fixture
def proven(client):
    """The client after giving the password again just now."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def marks():
    """table.column of every stored text that still holds the mark."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                for value in model._base_manager.values_list(field.name, flat=True):
                    if MARK.lower() in str(value).lower() or "MARKED" in str(value):
                        yield f"{model._meta.label}.{field.name}"


def test_data_are_mended_by_oneself(client, zulaikha):
    data = {"name": "Zulaikha  Baru", "phone": "0812 3456 7890", "language": "en"}

    client.post(reverse("account_edit"), data)

    zulaikha.refresh_from_db()
    assert (zulaikha.name, zulaikha.phone) == ("Zulaikha Baru", "0812 3456 7890")
    assert zulaikha.language == "en"


@pytest.mark.parametrize("field", ["role", "is_active", "email", "erased_at", "id", "password"])
def test_nothing_else_is_changed_by_that_form(client, zulaikha, field):
    before = Person.objects.values_list(field, flat=True).get(pk=zulaikha.pk)
    data = {"name": "Z", "phone": "", "language": "id", field: "administrator"}

    client.post(reverse("account_edit"), data)

    assert Person.objects.values_list(field, flat=True).get(pk=zulaikha.pk) == before


@pytest.mark.parametrize("name", ["account_download", "account_erase"])
def test_the_password_is_asked_again_first(client, name):
    answer = client.get(reverse(name))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert f'href="{reverse("dashboard")}"' in client.get(answer["Location"]).content.decode()


def test_the_download_holds_what_the_portal_holds(proven, zulaikha):
    answer = proven.get(reverse("account_download"))

    told = json.loads(answer.content)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert "attachment" in answer["Content-Disposition"]
    assert told["account"]["email"] == zulaikha.email
    assert told["account"]["phone"] == zulaikha.phone
    assert [consent["text_version"] for consent in told["consents"]] == ["2026-11"]
    assert [row["group__name"] for row in told["memberships"]] == ["KIM Satu"]
    assert "KIM Dua" in [item["name"] for item in told["sent_in"]]
    assert "submit" in [audit_event["action"] for audit_event in told["audit_events"]]
    assert "password" not in answer.content.decode().replace("account_password", "")


def test_a_chair_is_told_whom_they_leave_without_one(proven):
    page = proven.get(reverse("account_erase")).content.decode()

    assert "KIM Satu" in page


def test_the_last_administrator_is_told_so(administrator):
    alone = administrator.blockers()
    StaffFactory(role="administrator")

    assert len(alone) == 1
    assert administrator.blockers() == []


@pytest.mark.parametrize(
    "contact",
    [
        {"contact_email": "Sari@Example.org"},
        {"contact_phone": "+62 812.3456.7890"},
        {"contact_name": "sari  WULANDARI", "contact_phone": "0341-555-111"},
        {"contact_name": "Bu Sari", "contact_phone": "0341-555-111"},
    ],
)
def test_leaving_forgets_a_contact_however_it_was_written(sari, contact):
    sari.phone = "0812-3456-7890"
    sari.save()
    group = GroupFactory(**contact)
    MembershipFactory(group=group, person=sari, name="Bu Sari")
    about = {"target_type": ContentType.objects.get_for_model(group), "target_id": str(group.pk)}
    change = ChangeRequest.objects.create(**about, new=contact | {"about": "Tetap."}, old={})

    sari.erase(by=sari)

    group.refresh_from_db()
    change.refresh_from_db()
    assert (group.contact_name, group.contact_phone, group.contact_email) == ("", "", "")
    assert change.new == dict.fromkeys(contact, "") | {"about": "Tetap."}


def test_leaving_keeps_the_secretariat_unless_its_address_names_the_person(sari):
    office, home = "Balai RW 05, Jl. Sukun", "Rumah Bu SARI Wulandari, Jl. Sukun 5"
    groups = [
        MembershipFactory(
            person=sari, group__contact_email=sari.email, group__address=address
        ).group
        for address in (office, home)
    ]

    sari.erase(by=sari)

    kept = [Group.objects.get(pk=group.pk) for group in groups]
    assert [(group.address, group.contact_email) for group in kept] == [(office, ""), ("", "")]


def test_leaving_keeps_whom_else_a_kim_names(sari):
    other = {"contact_name": "Pak Budi", "contact_phone": "0812-1111-2222"}
    group = GroupFactory(**other, contact_email="budi@example.org")
    namesake = GroupFactory(contact_name=sari.name, contact_phone="0813-1111-2222")
    MembershipFactory(group=group, person=sari)

    sari.erase(by=sari)

    group.refresh_from_db()
    namesake.refresh_from_db()
    assert (group.contact_name, namesake.contact_name) == ("Pak Budi", "Sari Wulandari")


def test_leaving_forgets_every_mark_of_the_person(proven, zulaikha):
    assert set(marks())

    answer = proven.post(reverse("account_erase"), {"understood": "on"})

    assert answer["Location"] == reverse("account_erased")
    assert list(marks()) == []


def test_whatever_belongs_to_a_person_is_known_to_be_forgotten():
    """A new table of rows that belong to a person is added here once its keeper forgets them."""
    own = {
        relation.related_model._meta.label
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.auto_created and getattr(relation, "on_delete", None) is models.CASCADE
    }

    assert own == {
        "account.EmailAddress",
        "admin.LogEntry",
        "groups.Jurisdiction",
        "kimportal.Consent",
        "kimportal.FormDraft",
        "kimportal.SavedView",
        "mfa.Authenticator",
        "usersessions.UserSession",
    }


def test_what_was_decided_stays_nameless(proven, zulaikha):
    proven.post(reverse("account_erase"), {"understood": "on"})

    zulaikha.refresh_from_db()
    acts = list(
        AuditEvent.objects.filter(by=zulaikha).order_by("id").values_list("action", flat=True)
    )
    assert acts == [Action.SUBMIT, Action.SUBMIT, Action.ROLE, Action.ERASE]
    assert zulaikha.erased_at
    assert not zulaikha.is_active
    assert not zulaikha.has_usable_password()


def test_memberships_end_and_lose_the_person(proven):
    proven.post(reverse("account_erase"), {"understood": "on"})

    membership = Membership.objects.get()
    assert membership.person is None
    assert membership.until


def test_leaving_ends_every_session(proven):
    proven.post(reverse("account_erase"), {"understood": "on"})

    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    assert proven.get(reverse("account_home")).status_code == 302


def test_nothing_goes_without_the_tick(proven, zulaikha):
    answer = proven.post(reverse("account_erase"), {})

    zulaikha.refresh_from_db()
    assert answer.status_code == 200
    assert zulaikha.erased_at is None


def test_consent_stays_as_withdrawn(proven, zulaikha):
    proven.post(reverse("account_erase"), {"understood": "on"})

    consent = Consent.objects.get()
    assert consent.withdrawn_at >= consent.given_at


def test_the_address_is_free_for_a_new_account(proven, zulaikha):
    proven.post(reverse("account_erase"), {"understood": "on"})

    assert Person.objects.create_user("zulaikha@example.org", PASSWORD).pk != zulaikha.pk


def test_the_command_does_the_same(zulaikha):
    call_command("erase_person", "ZULAIKHA@example.org", "--yes", stdout=StringIO())

    assert list(marks()) == []
    assert AuditEvent.objects.get(action=Action.ERASE).by is None


def test_the_command_names_an_address_nobody_has(db):
    with pytest.raises(CommandError, match="nobody"):
        call_command("erase_person", "x@example.org", "--yes")
