"""Whom a breach touches: from the memory and the log, for the notice within 3 × 24 hours."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State
from tests.factories import EventFactory, GroupFactory, PersonFactory
from tests.groups.access import with_decree

pytestmark = pytest.mark.django_db
CONTACT = {
    "contact_name": "Bu Narahubung",
    "contact_phone": "0812",
    "contact_email": "nara@example.org",
}


@pytest.fixture
def ask(administrator, tmp_path):
    """ask(…) → rows of the report, each as {column: value}; `log` holds lines of the log."""

    def asked(log=None, since=None, until=None, **options):
        told = io.StringIO()
        now = timezone.now()
        if log is not None:
            path = tmp_path / "portal.log"
            path.write_text(
                "Started by systemd.\n" + "".join(f"{json.dumps(one)}\n" for one in log)
            )
            options["log"] = [str(path)]
        call_command(
            "breach_report",
            by=administrator.email,
            since=(since or now - timedelta(hours=1)).isoformat(),
            until=(until or now + timedelta(hours=1)).isoformat(),
            stdout=told,
            **options,
        )
        return list(csv.DictReader(io.StringIO(told.getvalue(), newline="")))

    return asked


def who(rows):
    return sorted({(row["e-mail"], row["what happened"], row["which data"]) for row in rows})


def test_a_look_at_a_decree_touches_contact_and_officers(world, sign_in, ask):
    for name, value in CONTACT.items():
        setattr(world.group, name, value)
    address = reverse("group_decree_file", kwargs=with_decree(world))

    sign_in(world.reviewer).get(address)

    rows = ask()
    look = ("looked at private papers", "decree (SK), contact person")
    assert who(rows) == sorted([("nara@example.org", *look), (world.officer.email, *look)])
    [contact] = [row for row in rows if row["e-mail"] == "nara@example.org"]
    assert (contact["name"], contact["phone"], contact["times"]) == ("Bu Narahubung", "0812", "1")
    assert contact["requests"] == AuditEvent.objects.get(action=Action.LOOK).request_id


def test_a_personal_export_touches_everybody_in_its_reach(world, sign_in, ask):
    here = GroupFactory(region=world.village, **CONTACT)
    GroupFactory(region=world.far_village, contact_email="jauh@example.org", contact_name="Jauh")
    GroupFactory(region=world.village, state=State.DRAFT, contact_email="draf@example.org")
    sender = EventFactory(group=here, submitted_by=PersonFactory()).submitted_by
    world.administrator.jurisdictions.create(region=world.regency)
    client = sign_in(world.administrator)
    for name in ("kim", "kegiatan"):
        client.post(reverse("admin:export", args=[name]))

    rows = ask()

    found = {row["e-mail"]: row["which data"] for row in rows if row["what happened"] == "exported"}
    assert found.pop("nara@example.org") == "contact person, phone, e-mail, address"
    assert found.pop(sender.email) == "name, reports"
    assert not {"jauh@example.org", "draf@example.org"} & found.keys()


def test_an_export_without_names_touches_nobody(world, sign_in, ask):
    GroupFactory(region=world.village, **CONTACT)

    sign_in(world.reviewer).post(reverse("admin:export", args=["kim"]))

    assert ask() == []


def test_a_change_touches_the_officers(world, ask):
    assert world.officer
    world.group.confirm(by=world.reviewer)

    assert who(ask()) == [(world.officer.email, "KIM: confirm", "state of the KIM")]


@pytest.mark.parametrize("action", ["change_role", "disable"])
def test_an_act_on_an_account_touches_its_owner(action, world, newcomer, ask):
    getattr(newcomer, action)(
        *(["editor"] if action == "change_role" else []), by=world.administrator
    )

    assert who(ask()) == [(newcomer.email, "account: role", "name, e-mail, phone, role")]


def line(event, **facts):
    return {"at": timezone.now().isoformat(), "logger": "kimportal.audit", "event": event, **facts}


def test_the_log_tells_who_signed_in_and_took_data(world, newcomer, ask):
    log = [
        line("login", who=newcomer.pk, ip="203.0.113.7", request="a" * 32),
        line("data_exported", who=newcomer.pk, ip="203.0.113.7", request="b" * 32),
        line("login", who=world.member.pk, ip="198.51.100.1"),
        line("login", who=999_999, ip="203.0.113.7"),
        line("refused", who=world.member.pk, ip="203.0.113.7"),
        {"logger": "kimportal.audit", "event": "login", "who": world.member.pk},
        {"at": timezone.now().isoformat(), "logger": "other", "event": "login", "who": 1},
    ]

    rows = ask(log=log, ip="203.0.113.7")

    assert who(rows) == [
        (newcomer.email, "signed in as this person", "name, e-mail, phone, own data"),
        (
            newcomer.email,
            "took this person's own data",
            "everything the portal holds about the person",
        ),
    ]


def test_an_address_leads_through_the_log_to_the_decisions(
    world,
    sign_in,
    ask,
    lines,
    django_capture_on_commit_callbacks,
):
    address = reverse("group_decree_file", kwargs=with_decree(world))
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(world.officer).get(address, REMOTE_ADDR="203.0.113.7")
        sign_in(world.reviewer).get(address, REMOTE_ADDR="198.51.100.1")
    written = lines()

    found = ask(log=written, ip="203.0.113.7")

    looks = AuditEvent.objects.filter(action=Action.LOOK, by=world.officer)
    assert {row["requests"] for row in found} == {looks.get().request_id}


def test_an_actor_a_request_and_a_window_narrow_it(world, ask):
    assert world.officer
    for by in (world.reviewer, world.national_reviewer):
        world.group.confirm(by=by)
    now = timezone.now()

    assert [row["times"] for row in ask()] == ["2"]
    assert [row["times"] for row in ask(actor=world.reviewer.email)] == ["1"]
    assert ask(request=["f" * 32]) == []
    assert ask(until=now - timedelta(minutes=5)) == []
    assert ask(since=now + timedelta(minutes=5)) == []


def test_each_report_is_remembered(world, ask, administrator):
    assert world.officer
    world.group.confirm(by=world.reviewer)

    ask(actor=world.reviewer.email)

    audit_event = AuditEvent.objects.get(note="breach_report")
    assert (audit_event.by, audit_event.action, audit_event.changes["people"]) == (
        administrator,
        "export",
        1,
    )
    assert audit_event.changes["actor"] == world.reviewer.pk


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "wati@example.org"}, "nobody has this address"),
        ({"since": "kemarin"}, "write a time as"),
        ({"ip": "203.0.113.7"}, "give --log as well"),
    ],
)
def test_an_unclear_question_is_refused(options, said, administrator):
    asked = {"by": administrator.email, "since": "2026-11-25T08:00", "until": "2026-11-25T20:00"}

    with pytest.raises(CommandError, match=said):
        call_command("breach_report", **asked | options)


def test_only_an_administrator_asks(reviewer):
    with pytest.raises(CommandError, match="only an administrator"):
        call_command("breach_report", by=reviewer.email, since="2026-01-01", until="2026-01-02")


def test_no_cell_of_it_is_a_formula(world, ask):
    world.officer.name = "=HYPERLINK(1)"
    world.officer.save()
    world.group.confirm(by=world.reviewer)

    assert [row["name"] for row in ask()] == ["'=HYPERLINK(1)"]
