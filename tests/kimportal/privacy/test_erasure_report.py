"""Erasing one person, and proving it over every text column of every table (R47)."""

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
from groups.jurisdictions.models import Jurisdiction, StaffInvitation
from groups.members.models import Invitation, MemberRole
from groups.register_import.models import Register
from kimportal.accounts.models import Consent, Person
from kimportal.audit.models import Action, AuditEvent
from kimportal.drafts.models import FormDraft
from kimportal.exports.models import ExportJob
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.models import Note, SavedView
from kimportal.privacy.erasure import PersonalIdentifiers, look_for, rows_with, text_columns
from tests.factories import EventFactory, GroupFactory, MaterialFactory, MembershipFactory
from tests.groups.kim.registrations import change_request_for, decree_file

pytestmark = pytest.mark.django_db
EMAIL, PHONE, NAME = "zulaikha.ürün@example.org", "0812-0000-7777", "Zulaikha Ürün"
MARK = f"{NAME}, {EMAIL}, {PHONE}"


@pytest.fixture
def zulaikha(world, sign_in):
    """Everything a person can do or be named in, once."""
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
    FormDraft.objects.create(person=person, form="new:1", values={"story": [MARK]})
    about = {"target_type": "groups.group", "target_id": str(group.pk)}
    Note.objects.create(text="Sudah ditelepon.", by=person, **about)
    AuditEvent.objects.record(group, Action.CONFIRM, by=person)
    SavedView.objects.create(person=person, name=NAME, query=f"q={NAME}")
    ExportJob.objects.create(by=person, name="kim")
    Register.objects.create(by=person, name=f"{NAME}.csv", rows=[[2, [MARK]]])
    Jurisdiction.objects.create(person=person, region=world.village)
    Invitation.objects.create(group=group, email=EMAIL, token_digest="a", invited_by=person)
    StaffInvitation.objects.create(email=EMAIL, role="editor", token_digest="b", invited_by=person)
    for to in (EMAIL, "lain@example.org"):
        OutgoingEmail.objects.create(
            to=to, subject=NAME, text=MARK, html=MARK, language="id", sent_at=person.joined_at
        )
    Consent.objects.create(person=person, text_version="2026-11")
    EmailAddress.objects.get_or_create(user=person, email="lama.zulaikha@example.org")
    Authenticator.objects.create(user=person, type="totp", data={"secret": MARK})
    UserSession.objects.get_or_create(
        user=person, session_key="c", defaults={"ip": "::1", "user_agent": MARK, "data": {}}
    )
    LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(Person),
        object_id=str(person.pk),
        object_repr=NAME,
        action_flag=2,
    )
    return person


def of_the_person(person):
    """(model, rows) of each table that points to a person, where it points to this one."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.remote_field and field.remote_field.model is Person:
                yield model, model._base_manager.filter(**{field.name: person})


def test_every_table_that_knows_people_knows_this_one(zulaikha):
    empty = {model._meta.label for model, rows in of_the_person(zulaikha) if not rows.exists()}

    assert empty == set()


def erase(zulaikha):
    told = StringIO()
    call_command("erase_person", EMAIL, "--yes", stdout=told)
    return told.getvalue()


def test_the_command_proves_that_nothing_is_left(zulaikha):
    marks = PersonalIdentifiers.of(zulaikha)
    before = look_for(marks, zulaikha)

    told = erase(zulaikha)

    after = look_for(marks, zulaikha)
    assert len(before.exact) > 8 and before.sessions == 1
    assert (after.exact, after.named, after.sessions) == ({}, {}, 0)
    assert f"proof: 0 marks of e-mail or phone left in {after.columns} text columns" in told
    assert "stays: 1 consents, as withdrawn" in told
    assert "look by hand" not in told
    for word in (EMAIL, NAME, PHONE):
        assert word not in told


def test_the_proof_looks_into_every_column_that_may_hold_a_word():
    looked = {column for _model, columns in text_columns() for column in columns}
    models_there = apps.get_models(include_auto_created=True)
    passed = {
        column.get_internal_type()
        for model in models_there
        for column in model._meta.concrete_fields
        if column not in looked
    }
    tables = set(connection.introspection.table_names())

    assert passed == {
        *("BigAutoField", "AutoField", "UUIDField", "BooleanField", "DateField", "DateTimeField"),
        *("GenericIPAddressField", "ForeignKey"),
        *("IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "FloatField"),
        *("PositiveBigIntegerField", "BigIntegerField", "DecimalField"),
    }
    # Which migrations ran, and answers that are kept for seconds.
    rest = {"django_migrations", "kimportal_cache"}
    assert tables == {model._meta.db_table for model in models_there} | rest


def test_a_mark_in_any_column_of_any_row_would_be_seen(zulaikha):
    """The proof is worth something only if it finds what is there."""
    seen, unseen = [], []
    for model, columns in text_columns():
        row = model._base_manager.order_by("pk").first()
        for column in columns if row and model not in (AuditEvent, Note) else ():
            value = ["Ürün 7"] if isinstance(column, models.JSONField) else "Ürün 7"
            with suppress(DatabaseError, Undo), transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{column.name: value})
                found = rows_with(model, column.name, {"Ürün 7"})
                (seen if found == 1 else unseen).append(f"{model._meta.label}.{column.name}")
                raise Undo

    assert unseen == []
    assert len(seen) > 100


class Undo(Exception):  # noqa: N818
    """Ends a transaction without a trace."""


def test_what_the_erasure_forgot_is_told_and_fails(zulaikha):
    GroupFactory(about=f"Hubungi {EMAIL} atau {NAME}")

    with pytest.raises(CommandError, match="marks are left"):
        erase(zulaikha)


def test_a_name_in_somebodys_story_is_pointed_out(zulaikha):
    EventFactory(story=f"Ibu {NAME} membuka acara.")

    told = erase(zulaikha)

    assert "look by hand: campaigns.OutreachEvent.story, 1 rows hold the same name" in told
    assert "proof: 0 marks" in told
