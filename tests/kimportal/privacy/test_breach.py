"""Breach report: affected people, from the audit log and the security log."""

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
def report(administrator, tmp_path):
    """report(…) → rows, each as {column: value}; `log` has lines of the security log."""

    def run(log=None, since=None, until=None, **options):
        output = io.StringIO()
        now = timezone.now()
        if log is not None:
            path = tmp_path / "portal.log"
            path.write_text(
                "Started by systemd.\n" + "".join(f"{json.dumps(line)}\n" for line in log)
            )
            options["log"] = [str(path)]
        call_command(
            "breach_report",
            by=administrator.email,
            since=(since or now - timedelta(hours=1)).isoformat(),
            until=(until or now + timedelta(hours=1)).isoformat(),
            stdout=output,
            **options,
        )
        return list(csv.DictReader(io.StringIO(output.getvalue(), newline="")))

    return run


def summary(rows):
    return sorted({(row["e-mail"], row["what happened"], row["which data"]) for row in rows})


def test_opening_a_decree_affects_contact_and_officers(world, sign_in, report):
    for name, value in CONTACT.items():
        setattr(world.group, name, value)
    url = reverse("group_decree_file", kwargs=with_decree(world))

    sign_in(world.reviewer).get(url)

    rows = report()
    look = ("looked at private papers", "decree (SK), contact person")
    assert summary(rows) == sorted([("nara@example.org", *look), (world.officer.email, *look)])
    [contact] = [row for row in rows if row["e-mail"] == "nara@example.org"]
    assert (contact["name"], contact["phone"], contact["times"]) == ("Bu Narahubung", "0812", "1")
    assert contact["requests"] == AuditEvent.objects.get(action=Action.LOOK).request_id


def test_a_personal_export_affects_everybody_in_its_regions(world, sign_in, report):
    group = GroupFactory(region=world.village, **CONTACT)
    GroupFactory(region=world.far_village, contact_email="jauh@example.org", contact_name="Jauh")
    GroupFactory(region=world.village, state=State.DRAFT, contact_email="draf@example.org")
    sender = EventFactory(group=group, submitted_by=PersonFactory()).submitted_by
    world.administrator.jurisdictions.create(region=world.regency)
    client = sign_in(world.administrator)
    for name in ("kim", "kegiatan"):
        client.post(reverse("admin:export", args=[name]))

    rows = report()

    exported = {
        row["e-mail"]: row["which data"] for row in rows if row["what happened"] == "exported"
    }
    assert exported.pop("nara@example.org") == "contact person, phone, e-mail, address"
    assert exported.pop(sender.email) == "name, reports"
    assert not {"jauh@example.org", "draf@example.org"} & exported.keys()


def test_an_export_without_names_affects_nobody(world, sign_in, report):
    GroupFactory(region=world.village, **CONTACT)

    sign_in(world.reviewer).post(reverse("admin:export", args=["kim"]))

    assert report() == []


def test_a_change_affects_the_officers(world, report):
    assert world.officer
    world.group.confirm(by=world.reviewer)

    assert summary(report()) == [(world.officer.email, "KIM: confirm", "state of the KIM")]


@pytest.mark.parametrize("action", ["change_role", "disable"])
def test_an_action_on_an_account_affects_its_owner(action, world, newcomer, report):
    getattr(newcomer, action)(
        *(["editor"] if action == "change_role" else []), by=world.administrator
    )

    assert summary(report()) == [(newcomer.email, "account: role", "name, e-mail, phone, role")]


def line(event, **fields):
    timestamp = timezone.now().isoformat()
    return {"timestamp": timestamp, "logger": "kimportal.audit", "event": event, **fields}


def test_the_log_shows_who_signed_in_and_exported_data(world, newcomer, report):
    log = [
        line("login", user_id=newcomer.pk, ip="203.0.113.7", request="a" * 32),
        line("data_exported", user_id=newcomer.pk, ip="203.0.113.7", request="b" * 32),
        line("login", user_id=world.member.pk, ip="198.51.100.1"),
        line("login", user_id=999_999, ip="203.0.113.7"),
        line("refused", user_id=world.member.pk, ip="203.0.113.7"),
        {"logger": "kimportal.audit", "event": "login", "user_id": world.member.pk},
        {
            "timestamp": timezone.now().isoformat(),
            "logger": "other",
            "event": "login",
            "user_id": 1,
        },
    ]

    rows = report(log=log, ip="203.0.113.7")

    assert summary(rows) == [
        (newcomer.email, "signed in as this person", "name, e-mail, phone, own data"),
        (
            newcomer.email,
            "took this person's own data",
            "everything the portal holds about the person",
        ),
    ]


def test_an_ip_address_leads_through_the_log_to_audit_events(
    world,
    sign_in,
    report,
    lines,
    django_capture_on_commit_callbacks,
):
    url = reverse("group_decree_file", kwargs=with_decree(world))
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(world.officer).get(url, REMOTE_ADDR="203.0.113.7")
        sign_in(world.reviewer).get(url, REMOTE_ADDR="198.51.100.1")
    log = lines()

    rows = report(log=log, ip="203.0.113.7")

    looks = AuditEvent.objects.filter(action=Action.LOOK, by=world.officer)
    assert {row["requests"] for row in rows} == {looks.get().request_id}


def test_actor_request_and_period_narrow_the_report(world, report):
    assert world.officer
    for by in (world.reviewer, world.national_reviewer):
        world.group.confirm(by=by)
    now = timezone.now()

    assert [row["times"] for row in report()] == ["2"]
    assert [row["times"] for row in report(actor=world.reviewer.email)] == ["1"]
    assert report(request=["f" * 32]) == []
    assert report(until=now - timedelta(minutes=5)) == []
    assert report(since=now + timedelta(minutes=5)) == []


def test_each_report_is_in_the_audit_log(world, report, administrator):
    assert world.officer
    world.group.confirm(by=world.reviewer)

    report(actor=world.reviewer.email)

    audit_event = AuditEvent.objects.get(note="breach_report")
    assert (audit_event.by, audit_event.action, audit_event.changes["people"]) == (
        administrator,
        "export",
        1,
    )
    assert audit_event.changes["actor"] == world.reviewer.pk


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "wati@example.org"}, "nobody has this address"),
        ({"since": "kemarin"}, "write a time as"),
        ({"ip": "203.0.113.7"}, "give --log as well"),
    ],
)
def test_invalid_options_are_refused(options, message, administrator):
    valid = {"by": administrator.email, "since": "2026-11-25T08:00", "until": "2026-11-25T20:00"}

    with pytest.raises(CommandError, match=message):
        call_command("breach_report", **valid | options)


def test_only_an_administrator_gets_the_report(reviewer):
    with pytest.raises(CommandError, match="only an administrator"):
        call_command("breach_report", by=reviewer.email, since="2026-01-01", until="2026-01-02")


def test_no_cell_is_a_formula(world, report):
    world.officer.name = "=HYPERLINK(1)"
    world.officer.save()
    world.group.confirm(by=world.reviewer)

    assert [row["name"] for row in report()] == ["'=HYPERLINK(1)"]
