"""The portal with the least database role: it works, and cannot change the audit log (R45)."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from campaigns.events.models.event import OutreachEvent
from kimportal.audit.models import AuditEvent
from kimportal.moderation.models import Note
from kimportal.moderation.states import State
from tests.campaigns.events.event_forms import photo, plan, report, report_url
from tests.factories import GroupFactory
from tests.test_access import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ROLES = Path(__file__).resolve().parents[2] / "kimportal" / "deploy" / "roles.sql"
APPEND_ONLY = [AuditEvent, Note]


@pytest.fixture
def as_app(db):
    """Switch the connection to the role of the portal's processes (deploy README)."""
    with connection.cursor() as cursor:
        cursor.execute(ROLES.read_text())
        cursor.execute("SET LOCAL ROLE portal_app")


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.gets))
def test_every_page_opens(name, as_app, world, client, sign_in):
    row, role = TABLE[name], TABLE[name].roles[0]
    reader = client if role == "anonymous" else sign_in(getattr(world, role))
    cache.clear()

    answer = reader.get(reverse(name, kwargs=row.kwargs(world)), row.query(world))

    assert answer.status_code == row.status


def test_a_report_with_a_photo_is_submitted_and_approved(as_app, world, sign_in):
    member, reviewer = sign_in(world.member), sign_in(world.reviewer)

    member.post(reverse("event_new"), plan(world, days=-1))
    event = OutreachEvent.objects.get()
    data = report(event, photos=[photo()], photos_consent="on")
    member.post(report_url(event), data)
    event.refresh_from_db()
    url = reverse("admin:review_approve", args=["outreachevent", event.pk])
    reviewer.post(url, {"version": event.version})

    event.refresh_from_db()
    assert (event.state, event.photos.count()) == (State.LIVE, 1)
    assert AuditEvent.objects.about(event).count() == 2


def test_periodic_jobs_and_retention_run(as_app, world, capsys):
    GroupFactory(state=State.DRAFT)

    call_command("run_periodic_jobs")
    call_command("apply_retention")

    assert "emails tried: 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    "sql",
    [
        *(
            statement.format(model._meta.db_table)
            for model in APPEND_ONLY
            for statement in ("UPDATE {} SET target_id = 'x'", "DELETE FROM {}", "TRUNCATE {}")
        ),
        "ALTER TABLE kimportal_auditevent DISABLE TRIGGER ALL",
        "DROP TRIGGER auditevent_append_only ON kimportal_auditevent",
        "CREATE OR REPLACE FUNCTION kimportal_append_only() RETURNS trigger AS 'BEGIN END' LANGUAGE plpgsql",
        "CREATE TABLE own (id int)",
        "DROP TABLE kimportal_person",
        "ALTER TABLE kimportal_person ADD COLUMN own int",
        "DELETE FROM django_migrations",
        "CREATE ROLE other",
    ],
)
def test_the_role_cannot_change_audit_log_and_tables(sql, world):
    AuditEvent.objects.record(world.group, "confirm", by=None)

    with connection.cursor() as cursor:
        cursor.execute(ROLES.read_text())
        # As after a login: with SET ROLE alone, RESET would lead back to the owner.
        cursor.execute("SET LOCAL SESSION AUTHORIZATION portal_app")
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute(sql)

    assert refused.value.__cause__.sqlstate == "42501"  # insufficient privilege


def test_the_role_can_add_audit_events(as_app, world):
    AuditEvent.objects.record(world.group, "confirm", by=None)

    assert AuditEvent.objects.count() == 1


def test_the_backup_role_replicates_and_reads_no_table(world):
    with connection.cursor() as cursor:
        cursor.execute(ROLES.read_text())
        cursor.execute(
            "SELECT rolreplication, rolsuper, rolcreaterole,"
            " has_table_privilege('portal_backup', 'kimportal_person', 'SELECT')"
            " FROM pg_roles WHERE rolname = 'portal_backup'"
        )
        rights = cursor.fetchone()

    assert rights == (True, False, False, False)
