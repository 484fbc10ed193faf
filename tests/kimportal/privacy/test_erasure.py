"""Rights of the data subject: edit, export, erase (UU 27/2022 PDP; SECURITY_BAR R47)."""

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
MARKER = "Zulaikha"


@pytest.fixture
def zulaikha(sari, sign_in):
    """A person whose marker is in every table with personal data."""
    sari.name, sari.email, sari.phone = (
        f"{MARKER} Marked",
        f"{MARKER.lower()}@example.org",
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
        new={"contact_name": f"{MARKER} Baru", "contact_email": sari.email},
    )
    change_request.submit(by=sari)
    change_request.approve(by=StaffFactory())
    FormDraft.objects.create(person=sari, form="new:1", values={"story": [MARKER]})
    draft = GroupFactory(name="KIM Dua", state=State.DRAFT)
    draft.submit(by=sari, flags=())
    sari.change_role("", by=sari)
    OutgoingEmail(
        to=sari.email, subject=f"Halo {MARKER}", text=MARKER, html=MARKER, language="id"
    ).save()
    return sari


@pytest.fixture
def client(client, zulaikha):
    client.post(reverse("account_login"), {"login": zulaikha.email, "password": PASSWORD})
    return client


@pytest.fixture
def reauthenticated(client):
    """The client just after entering the password again."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def columns_with_marker():
    """Yield table.column of every stored text that still contains the marker."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                for value in model._base_manager.values_list(field.name, flat=True):
                    if MARKER.lower() in str(value).lower() or "MARKED" in str(value):
                        yield f"{model._meta.label}.{field.name}"


def test_people_edit_their_own_data(client, zulaikha):
    data = {"name": "Zulaikha  Baru", "phone": "0812 3456 7890", "language": "en"}

    client.post(reverse("account_edit"), data)

    zulaikha.refresh_from_db()
    assert (zulaikha.name, zulaikha.phone) == ("Zulaikha Baru", "0812-3456-7890")
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


def test_the_download_contains_all_personal_data(reauthenticated, zulaikha):
    answer = reauthenticated.get(reverse("account_download"))

    data = json.loads(answer.content)
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert "attachment" in answer["Content-Disposition"]
    assert data["account"]["email"] == zulaikha.email
    assert data["account"]["phone"] == zulaikha.phone
    assert [consent["text_version"] for consent in data["consents"]] == ["2026-11"]
    assert [row["group__name"] for row in data["memberships"]] == ["KIM Satu"]
    assert "KIM Dua" in [submission["name"] for submission in data["submissions"]]
    assert "submit" in [audit_event["action"] for audit_event in data["audit_events"]]
    assert "password" not in answer.content.decode().replace("account_password", "")


def test_the_page_names_groups_left_without_a_chair(reauthenticated):
    page = reauthenticated.get(reverse("account_erase")).content.decode()

    assert "KIM Satu" in page


def test_the_last_administrator_is_warned(administrator):
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
def test_erasure_removes_a_contact_in_any_spelling(sari, contact):
    sari.phone = "0812-3456-7890"
    sari.save()
    group = GroupFactory(**contact)
    MembershipFactory(group=group, person=sari, name="Bu Sari")
    target = {"target_type": ContentType.objects.get_for_model(group), "target_id": str(group.pk)}
    change = ChangeRequest.objects.create(**target, new=contact | {"about": "Tetap."}, old={})

    sari.erase(by=sari)

    group.refresh_from_db()
    change.refresh_from_db()
    assert (group.contact_name, group.contact_phone, group.contact_email) == ("", "", "")
    assert change.new == dict.fromkeys(contact, "") | {"about": "Tetap."}


def test_erasure_keeps_an_address_that_does_not_name_the_person(sari):
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


def test_erasure_keeps_other_contacts(sari):
    other = {"contact_name": "Pak Budi", "contact_phone": "0812-1111-2222"}
    group = GroupFactory(**other, contact_email="budi@example.org")
    namesake = GroupFactory(contact_name=sari.name, contact_phone="0813-1111-2222")
    MembershipFactory(group=group, person=sari)

    sari.erase(by=sari)

    group.refresh_from_db()
    namesake.refresh_from_db()
    assert (group.contact_name, namesake.contact_name) == ("Pak Budi", "Sari Wulandari")


def test_erasure_removes_every_marker(reauthenticated, zulaikha):
    assert set(columns_with_marker())

    answer = reauthenticated.post(reverse("account_erase"), {"understood": "on"})

    assert answer["Location"] == reverse("account_erased")
    assert list(columns_with_marker()) == []


def test_every_table_of_a_person_is_erased():
    """Add a new table here when its privacy provider erases it."""
    own = {
        relation.related_model._meta.label
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.auto_created and getattr(relation, "on_delete", None) is models.CASCADE
    }

    assert own == {
        "account.EmailAddress",
        "admin.LogEntry",
        "groups.JoinRequest",
        "groups.Jurisdiction",
        "kimportal.ArrivingFile",
        "kimportal.Consent",
        "kimportal.FormDraft",
        "kimportal.SavedView",
        "mfa.Authenticator",
        "usersessions.UserSession",
    }


def test_audit_events_stay_without_the_name(reauthenticated, zulaikha):
    reauthenticated.post(reverse("account_erase"), {"understood": "on"})

    zulaikha.refresh_from_db()
    actions = list(
        AuditEvent.objects.filter(by=zulaikha).order_by("id").values_list("action", flat=True)
    )
    assert actions == [Action.SUBMIT, Action.SUBMIT, Action.ROLE, Action.ERASE]
    assert zulaikha.erased_at
    assert not zulaikha.is_active
    assert not zulaikha.has_usable_password()


def test_memberships_end_and_lose_the_person(reauthenticated):
    reauthenticated.post(reverse("account_erase"), {"understood": "on"})

    membership = Membership.objects.get()
    assert membership.person is None
    assert membership.until


def test_erasure_ends_every_session(reauthenticated):
    reauthenticated.post(reverse("account_erase"), {"understood": "on"})

    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    assert reauthenticated.get(reverse("account_home")).status_code == 302


def test_nothing_is_erased_without_confirmation(reauthenticated, zulaikha):
    answer = reauthenticated.post(reverse("account_erase"), {})

    zulaikha.refresh_from_db()
    assert answer.status_code == 200
    assert zulaikha.erased_at is None


def test_consent_stays_as_withdrawn(reauthenticated, zulaikha):
    reauthenticated.post(reverse("account_erase"), {"understood": "on"})

    consent = Consent.objects.get()
    assert consent.withdrawn_at >= consent.given_at


def test_the_address_can_be_used_for_a_new_account(reauthenticated, zulaikha):
    reauthenticated.post(reverse("account_erase"), {"understood": "on"})

    assert Person.objects.create_user("zulaikha@example.org", PASSWORD).pk != zulaikha.pk


def test_the_command_does_the_same(zulaikha):
    call_command("erase_person", "ZULAIKHA@example.org", "--yes", stdout=StringIO())

    assert list(columns_with_marker()) == []
    assert AuditEvent.objects.get(action=Action.ERASE).by is None


def test_the_command_refuses_an_unknown_address(db):
    with pytest.raises(CommandError, match="nobody"):
        call_command("erase_person", "x@example.org", "--yes")
