"""Proof of erasure, over every text column of every table (R47)."""

from contextlib import suppress
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.urls import reverse

from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from groups.joining.models import JoinLink, JoinRequest
from groups.jurisdictions.models import Jurisdiction, StaffInvitation
from groups.members.models import Invitation, MemberRole
from groups.register_import.models import Register
from kimportal.accounts.models import Consent, Person
from kimportal.audit.models import Action, AuditEvent
from kimportal.drafts.models import FormDraft
from kimportal.exports.models import ExportJob
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.models import Note, SavedView
from kimportal.offline.models import ArrivingFile
from kimportal.privacy.erasure import (
    PersonalIdentifiers,
    count_rows,
    search_database,
    text_columns,
)
from tests.factories import EventFactory, GroupFactory, MaterialFactory, MembershipFactory
from tests.groups.kim.registrations import change_request_for, decree_file

pytestmark = pytest.mark.django_db
EMAIL, PHONE, NAME = "zulaikha.ürün@example.org", "0812-0000-7777", "Zulaikha Ürün"
DETAILS = f"{NAME}, {EMAIL}, {PHONE}"


@pytest.fixture
def zulaikha(world, sign_in):
    """A person with a row in every table that refers to people."""
    person = world.administrator
    Person.objects.filter(pk=person.pk).update(email=EMAIL, name=NAME, phone=PHONE)
    person.refresh_from_db()
    sign_in(person).get(reverse("account_home"))
    group = GroupFactory(submitted_by=person, decree_file=decree_file())
    MembershipFactory(group=group, person=person, name=NAME, role=MemberRole.CHAIR)
    change_request_for(group, by=person, sent=True, contact_name=NAME, contact_email=EMAIL)
    event = EventFactory(group=group, begun_by=person, submitted_by=person)
    photo = {"sha256": "x", "width": 1, "height": 1, "file": "x.jpg"}
    EventPhoto.objects.create(event=event, added_by=person, **photo)
    MaterialFactory(group=group, created_by=person, submitted_by=person)
    SubmissionReceipt.objects.create(key="1" * 32, digest="x", event=event, by=person)
    FormDraft.objects.create(person=person, form="new:1", values={"story": [DETAILS]})
    ArrivingFile.objects.create(person=person, sha256="0" * 64)
    target = {"target_type": "groups.group", "target_id": str(group.pk)}
    Note.objects.create(text="Sudah ditelepon.", by=person, **target)
    AuditEvent.objects.record(group, Action.CONFIRM, by=person)
    SavedView.objects.create(person=person, name=NAME, query=f"q={NAME}")
    ExportJob.objects.create(by=person, name="kim")
    register = Register(by=person, name=f"{NAME}.csv", sheet={"rows": [[2, [DETAILS]]]})
    register.save()
    register.lines_read.create(number=2, texts={"name": DETAILS}, mended_by=person)
    elsewhere = Register.objects.create(by=world.reviewer, name="daftar.csv")
    elsewhere.lines_read.create(number=3, texts={"contact_email": EMAIL})
    Jurisdiction.objects.create(person=person, region=world.village)
    Invitation.objects.create(group=group, email=EMAIL, token_digest="a", invited_by=person)
    StaffInvitation.objects.create(email=EMAIL, role="editor", token_digest="b", invited_by=person)
    JoinLink.objects.create(group=group, created_by=person)
    answer = {"decided_at": person.joined_at, "decided_by": person, "is_accepted": True}
    JoinRequest.objects.create(group=GroupFactory(), person=person, **answer)
    for to in (EMAIL, "lain@example.org"):
        OutgoingEmail.objects.create(
            to=to, subject=NAME, text=DETAILS, html=DETAILS, language="id", sent_at=person.joined_at
        )
    Consent.objects.create(person=person, text_version="2026-11")
    EmailAddress.objects.get_or_create(user=person, email="lama.zulaikha@example.org")
    Authenticator.objects.create(user=person, type="totp", data={"secret": DETAILS})
    UserSession.objects.get_or_create(
        user=person, session_key="c", defaults={"ip": "::1", "user_agent": DETAILS, "data": {}}
    )
    LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(Person),
        object_id=str(person.pk),
        object_repr=NAME,
        action_flag=2,
    )
    return person


def rows_of(person):
    """Yield (model, rows of this person) of each model with a foreign key to Person."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.remote_field and field.remote_field.model is Person:
                yield model, model._base_manager.filter(**{field.name: person})


def test_the_fixture_has_a_row_in_every_table_of_people(zulaikha):
    empty = {model._meta.label for model, rows in rows_of(zulaikha) if not rows.exists()}

    assert empty == set()


def erase(zulaikha):
    output = StringIO()
    call_command("erase_person", EMAIL, "--yes", stdout=output)
    return output.getvalue()


def test_the_command_proves_that_nothing_is_left(zulaikha):
    identifiers = PersonalIdentifiers.of(zulaikha)
    before = search_database(identifiers, zulaikha)

    output = erase(zulaikha)

    after = search_database(identifiers, zulaikha)
    assert len(before.exact) > 8 and before.sessions == 1
    assert (after.exact, after.named, after.sessions) == ({}, {}, 0)
    assert f"proof: e-mail or phone left in 0 rows, searched {after.columns} text columns" in output
    assert "kept: 1 consents, as withdrawn" in output
    assert "check by hand" not in output
    for word in (EMAIL, NAME, PHONE):
        assert word not in output


def test_the_proof_searches_every_text_column():
    searched = {column for _model, columns in text_columns() for column in columns}
    all_models = apps.get_models(include_auto_created=True)
    skipped = {
        column.get_internal_type()
        for model in all_models
        for column in model._meta.concrete_fields
        if column not in searched
    }
    tables = set(connection.introspection.table_names())

    assert skipped == {
        *("BigAutoField", "AutoField", "UUIDField", "BooleanField", "DateField", "DateTimeField"),
        *("GenericIPAddressField", "ForeignKey", "OneToOneField", "BinaryField"),
        *("IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "FloatField"),
        *("PositiveBigIntegerField", "BigIntegerField", "DecimalField"),
    }
    # Applied migrations, and the fallback cache.
    other = {"django_migrations", "kimportal_cache"}
    assert tables == {model._meta.db_table for model in all_models} | other


def test_a_match_in_any_text_column_is_found(zulaikha):
    found, missed = [], []
    for model, columns in text_columns():
        row = model._base_manager.order_by("pk").first()
        for column in columns if row and model not in (AuditEvent, Note) else ():
            value = ["Ürün 7"] if isinstance(column, models.JSONField) else "Ürün 7"
            with suppress(DatabaseError, Rollback), transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{column.name: value})
                count = count_rows(model, column.name, {"Ürün 7"})
                (found if count == 1 else missed).append(f"{model._meta.label}.{column.name}")
                raise Rollback

    assert missed == []
    assert len(found) > 100


class Rollback(Exception):
    """Roll a transaction back."""


def test_remaining_personal_data_fail_the_command(zulaikha):
    GroupFactory(about=f"Hubungi {EMAIL} atau {NAME}")

    with pytest.raises(CommandError, match="personal data are left"):
        erase(zulaikha)


def test_the_same_name_elsewhere_is_reported(zulaikha):
    EventFactory(story=f"Ibu {NAME} membuka acara.")

    output = erase(zulaikha)

    assert "check by hand: campaigns.OutreachEvent.story, 1 rows contain the same name" in output
    assert "left in 0 rows" in output
