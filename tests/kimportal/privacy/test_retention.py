"""Retention rules: each deletes what is due, keeps the rest, and reports it."""

import os
import time
from datetime import timedelta
from functools import partial

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.materials.models.files import MaterialFile, Rendition
from campaigns.materials.models.material import Material
from campaigns.materials.tasks import publish_files
from groups.joining.models import JoinLink, JoinRequest
from groups.jurisdictions.models import StaffInvitation
from groups.kim.models import Group
from groups.kim.tasks import publish_logo
from groups.members.models import Invitation, InvitationStop
from groups.register_import.models import Register, RegisterRow
from kimportal.accounts.models import Person
from kimportal.drafts.models import FormDraft
from kimportal.exports.models import ExportJob
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State
from kimportal.offline.models import ArrivingFile
from kimportal.privacy.retention import rules
from tests.exports import ready_job
from tests.factories import (
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
    MembershipFactory,
    PersonFactory,
    StaffFactory,
)
from tests.groups.kim.registrations import change_request_for, decree_file

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
RULES = {rule.name: rule for rule in rules()}
DAY = timedelta(days=1)
PRIVATE = {"contact_name": "Sari", "contact_phone": "0812", "contact_email": "sari@example.org"}


def backdate(obj, **times):
    """Set the times of a row, past the model's own code."""
    type(obj)._base_manager.filter(pk=obj.pk).update(**times)
    return obj


def emails(then, world):
    fields = {
        "to": "a@example.org",
        "subject": "Halo",
        "text": "isi",
        "html": "<p>",
        "language": "id",
    }
    for field in ("sent_at", "failed_at"):
        OutgoingEmail.objects.create(**fields, **{field: then})
    return lambda: OutgoingEmail.objects.exclude(text="").count() / 2


def unverified(then, world):
    person = PersonFactory(joined_at=then, last_login=None)
    person.emailaddress_set.create(email=person.email, verified=False)
    return Person.objects.filter(pk=person.pk).count


def sessions(then, world):
    return Session.objects.filter(
        pk=Session.objects.create(session_key=f"a{then:%s}", expire_date=then).pk
    ).count


def devices(then, world):
    key = f"b{then:%s}"
    Session.objects.create(session_key=key, expire_date=then)
    fields = {"user": PersonFactory(), "ip": "203.0.113.7", "user_agent": "x", "data": {}}
    UserSession.objects.create(session_key=key, **fields)
    return UserSession.objects.filter(session_key=key).count


def tasks(then, world):
    DBTaskResult.objects.create(
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=then,
        run_after=then,
        args_kwargs={"args": [0], "kwargs": {}},
        task_path="kimportal.mail.tasks.deliver",
        backend_name="default",
    )
    return DBTaskResult.objects.count


def exports(then, world):
    job = backdate(ready_job(world.administrator), expires_at=then + RULES["exports"].after)
    return ExportJob.objects.filter(pk=job.pk).count


def arriving_files(then, world):
    ArrivingFile.objects.create(person=world.member, sha256="0" * 64, at=then)
    return ArrivingFile.objects.count


def registers(then, world):
    Register.objects.create(by=world.reviewer, name="daftar.csv", created_at=then)
    return Register.objects.count


def register_rows(then, world):
    register = Register.objects.create(by=world.reviewer, name="daftar.csv", imported_at=then)
    register.lines_read.create(number=2, texts={"contact_name": "Sari"})
    return RegisterRow.objects.count


def invitations(then, world):
    fields = {"group": world.group, "invited_by": world.officer, "email": "calon@example.org"}
    ends = {"expires_at": {}, "accepted_at": {"expires_at": timezone.now() + 9 * DAY}}
    for field, more in ends.items():
        digest = f"{field}{then:%s}"
        Invitation.objects.create(**fields | more | {field: then, "token_digest": digest})
    return lambda: Invitation.objects.count() / 2


def join_links(then, world):
    later = timezone.now() + 9 * DAY
    for ends in ({"expires_at": then}, {"revoked_at": then, "expires_at": later}):
        JoinLink.objects.create(group=world.group, created_by=world.officer, **ends)
    return lambda: JoinLink.objects.count() / 2


def join_requests(then, world):
    JoinRequest.objects.create(group=world.group, person=PersonFactory(), created_at=then)
    return JoinRequest.objects.count


def staff_invitations(then, world):
    fields = {"role": "reviewer", "invited_by": world.administrator, "revoked_at": then}
    StaffInvitation.objects.create(email="calon@example.org", token_digest=f"x{then:%s}", **fields)
    return StaffInvitation.objects.count


def invitation_stops(then, world):
    InvitationStop.objects.create(address_hash=f"{then:%s}", stopped_at=then)
    return InvitationStop.objects.count


def group_drafts(then, world):
    group = GroupFactory(state=State.DRAFT, created_at=timezone.now() - 4000 * DAY)
    MembershipFactory(group=group, person__last_login=then)
    return Group.objects.filter(pk=group.pk).count


def stripped(state, then, world):
    group = GroupFactory(state=state, state_since=then, decree_file=decree_file(), **PRIVATE)
    return Group.objects.filter(pk=group.pk, contact_name="Sari").exclude(decree_file="").count


def changes(then, world):
    change_request = change_request_for(world.group, by=world.officer, sent=True, **PRIVATE)
    change_request.approve(by=world.reviewer)
    backdate(change_request, state_since=then)
    return ChangeRequest.objects.filter(pk=change_request.pk, new__has_key="contact_phone").count


def stored(name, then, alias="private"):
    storage = storages[alias]
    name = storage.save(name, ContentFile(b"%PDF"))
    os.utime(storage.path(name), (then.timestamp(),) * 2)
    return lambda: int(storage.exists(name))


def scans(then, world):
    return stored(f"decrees/ab/{'a' * 31}{int(then.timestamp()) % 10}.pdf", then)


def logos(then, world):
    return stored(f"logos/ab/{'c' * 31}{int(then.timestamp()) % 10}.png", then)


def material_files(then, world):
    name = f"ab/{'d' * 31}{int(then.timestamp()) % 10}.jpg"
    copies = [
        stored(f"{folder}/{name}", then, store)
        for folder in ("materials", "renditions")
        for store in ("private", "default")
    ]
    return lambda: sum(exists() for exists in copies) / 4


def material_drafts(then, world):
    group = GroupFactory()
    MembershipFactory(group=group, person__last_login=then)
    long_ago = timezone.now() - 4000 * DAY
    writer = StaffFactory(role="editor", last_login=then)
    drafts = [
        MaterialFactory(group=group, state=State.DRAFT, created_at=long_ago),
        MaterialFactory(created_by=writer, state=State.DRAFT, created_at=long_ago),
    ]
    rows = Material.objects.filter(pk__in=[draft.pk for draft in drafts])
    return lambda: rows.count() / 2


def files_of(state, then, world):
    file = MaterialFileFactory(material__state=state, material__state_since=then)
    return MaterialFile.objects.filter(pk=file.pk).count


def typed(then, world):
    FormDraft.objects.create(person=world.member, form=f"new:{then:%s}", values={}, at=then)
    return FormDraft.objects.count


def event_drafts(then, world):
    group = GroupFactory()
    MembershipFactory(group=group, person__last_login=then)
    long_ago = timezone.now() - 4000 * DAY
    when = {"created_at": long_ago, "starts": long_ago, "ends": long_ago}
    event = EventFactory(group=group, state=State.DRAFT, **when)
    return OutreachEvent.objects.filter(pk=event.pk).count


def photo(event, **fields):
    fields = {"sha256": f"{time.time_ns()}", "width": 1, "height": 1, "file": "x.jpg"} | fields
    return EventPhoto.objects.create(event=event, **fields)


def photos(then, world):
    rejected = EventFactory(group=world.group, state=State.REJECTED, state_since=then)
    live = EventFactory(group=world.group)
    mine = [photo(rejected), photo(live, is_shown=False, created_at=then)]
    rows = EventPhoto.objects.filter(pk__in=[photo.pk for photo in mine])
    return lambda: rows.count() / 2


def photo_files(then, world):
    return stored(f"event-photos/ab/{int(then.timestamp()) % 10}{'b' * 31}.jpg", then)


CASES = {
    "arriving_files": arriving_files,
    "emails": emails,
    "unverified": unverified,
    "sessions": sessions,
    "devices": devices,
    "tasks": tasks,
    "exports": exports,
    "registers": registers,
    "register_rows": register_rows,
    "invitations": invitations,
    "join_links": join_links,
    "join_requests": join_requests,
    "staff_invitations": staff_invitations,
    "invitation_stops": invitation_stops,
    "group_drafts": group_drafts,
    "rejected": partial(stripped, State.REJECTED),
    "withdrawn": partial(stripped, State.WITHDRAWN),
    "changes": changes,
    "scans": scans,
    "logos": logos,
    "typed": typed,
    "event_drafts": event_drafts,
    "photos": photos,
    "photo_files": photo_files,
    "material_drafts": material_drafts,
    "rejected_materials": partial(files_of, State.REJECTED),
    "withdrawn_materials": partial(files_of, State.WITHDRAWN),
    "material_files": material_files,
}


def test_every_rule_has_a_case():
    assert CASES.keys() == RULES.keys()


@pytest.mark.parametrize("name", CASES)
def test_what_is_due_for_a_minute_is_deleted(name, world):
    left = CASES[name](timezone.now() - RULES[name].after - timedelta(minutes=1), world)
    assert left() >= 1

    RULES[name].apply()

    assert left() == 0


@pytest.mark.parametrize("name", CASES)
def test_what_is_due_in_a_minute_stays(name, world):
    left = CASES[name](timezone.now() - RULES[name].after + timedelta(minutes=1), world)
    before = left()

    RULES[name].apply()

    assert left() == before >= 1


@pytest.mark.parametrize("name", CASES)
def test_a_dry_run_counts_and_deletes_nothing(name, world, capsys):
    left = CASES[name](timezone.now() - RULES[name].after - timedelta(minutes=1), world)
    before, due = left(), RULES[name].count()

    call_command("apply_retention", "--dry-run")

    assert due >= 1
    assert (
        f"{name}: {due} would be deleted. {RULES[name].data}: {RULES[name].period}"
        in capsys.readouterr().out
    )
    assert (left(), RULES[name].count()) == (before, due)


@pytest.mark.parametrize("name", CASES)
def test_the_second_run_deletes_nothing(name, world, capsys):
    CASES[name](timezone.now() - RULES[name].after - timedelta(minutes=1), world)
    due = RULES[name].count()

    call_command("apply_retention")
    call_command("apply_retention")

    output = capsys.readouterr().out
    assert f"{name}: {due} deleted" in output and f"{name}: 0 deleted" in output


def test_data_of_a_live_group_stay(world):
    long_ago = timezone.now() - 4000 * DAY
    group = GroupFactory(decree_file=decree_file(), created_at=long_ago, **PRIVATE)

    call_command("apply_retention")

    group.refresh_from_db()
    assert group.contact_name == "Sari"
    assert storages["private"].exists(group.decree_file.name)


@pytest.mark.parametrize("where", ["group", "open change"])
def test_a_scan_in_use_stays_however_old(where, world):
    if where == "group":
        name = GroupFactory(decree_file=decree_file()).decree_file.name
    else:
        change_request_for(world.group, by=world.officer, decree_file=decree_file())
        name = world.group.open_change_request.new["decree_file"]
    os.utime(storages["private"].path(name), (0, 0))

    call_command("apply_retention")

    assert storages["private"].exists(name)


def test_logos_in_use_stay_however_old(world):
    group = GroupFactory(logo=ContentFile(b"png", name="logo.png"), state=State.LIVE)
    change_request_for(world.group, by=world.officer, logo=ContentFile(b"png", name="logo.png"))
    publish_logo.call(group.pk)
    names = [
        ("default", group.logo.name),
        ("private", group.logo.name),
        ("private", world.group.open_change_request.new["logo"]),
    ]
    for storage, name in names:
        os.utime(storages[storage].path(name), (0, 0))

    call_command("apply_retention")

    assert [name for storage, name in names if not storages[storage].exists(name)] == []


def test_the_public_copy_is_deleted_when_the_kim_is_not_public():
    group = GroupFactory(logo=ContentFile(b"png", name="logo.png"), state=State.LIVE)
    publish_logo.call(group.pk)
    os.utime(storages["default"].path(group.logo.name), (0, 0))
    type(group).objects.filter(pk=group.pk).update(state=State.WITHDRAWN, state_note="Bubar.")

    call_command("apply_retention")

    assert not storages["default"].exists(group.logo.name)
    assert storages["private"].exists(group.logo.name)


def test_files_of_materials_in_use_stay_however_old():
    file = MaterialFileFactory()
    Rendition.objects.bulk_create(
        [Rendition(file=file, name="x", size=1, content=ContentFile(b"x", name="x.jpg"))]
    )
    publish_files.call(file.material_id)
    names = [
        (store, name)
        for row in (MaterialFile.objects.get(), Rendition.objects.get())
        for store, name in (("private", row.stored.name), ("default", row.public_name))
    ]
    for store, name in names:
        os.utime(storages[store].path(name), (0, 0))

    call_command("apply_retention")

    assert [name for store, name in names if not storages[store].exists(name)] == []


def test_a_photo_of_an_open_change_stays(world):
    event = EventFactory(group=world.group)
    proposed = photo(event, is_shown=False, created_at=timezone.now() - 4000 * DAY)
    event.send({"story": "Yang baru."}, by=world.member)

    call_command("apply_retention")

    assert EventPhoto.objects.filter(pk=proposed.pk).exists()


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_shows_the_rules(client, language):
    page = client.get(f"{language}/privasi/").content.decode()

    period = "30 days" if language else "30 hari"
    assert page.count('data-label="' + ("When" if language else "Kapan")) == len(RULES)
    assert f"<b>{period}</b>" in page
