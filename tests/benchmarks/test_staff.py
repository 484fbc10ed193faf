"""The staff site at 1,000 and at 1,000,000 events, one in fifty of them waiting."""

import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import OutreachEvent
from groups.models import Jurisdiction
from kimportal.states import State
from tests.benchmarks.test_events import FEW, MANY, fill, ground  # noqa: F401 (a fixture)
from tests.factories import StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ROUNDS = 9
WAIT = """
UPDATE campaigns_outreachevent
SET state = 'waiting', state_since = starts, submitted_at = starts,
    flags = CASE WHEN attendance % 2 = 0 THEN ' late_report ' ELSE '' END
WHERE abs(hashtext(id::text)) % 50 = 7
"""
REMEMBER = """
INSERT INTO kimportal_decision (thing_type, thing_id, thing_name, region_code, act, before, after,
  note, field, changes, at, request_id, by_id)
SELECT 'campaigns.outreachevent', id::text, title, region_id, 'approve', 'waiting', 'live', '', '',
  '{}', starts, '', CASE WHEN attendance %% 10 = 0 THEN %s END FROM campaigns_outreachevent
"""
PAGES = {
    "queue": "/admin/",
    "queue, page 20": "/admin/?hal=20",
    "one kind": "/admin/?jenis=outreachevent",
    "one regency": "/admin/?wilayah=52.15",
    "one flag": "/admin/?tanda=late_report",
    "overdue": "/admin/?umur=terlambat",
    "review": "{review}",
    "events": "/admin/campaigns/outreachevent/",
    "events, search": "/admin/campaigns/outreachevent/?q=lumbung",
    "events, no result": "/admin/campaigns/outreachevent/?q=zzzqqq",
    "events, waiting": "/admin/campaigns/outreachevent/?state__exact=waiting",
    "memory": "/admin/kimportal/decision/",
    "memory, search": "/admin/kimportal/decision/?q=lumbung",
    "memory, no result": "/admin/kimportal/decision/?q=zzzqqq",
    "memory, one person": "/admin/kimportal/decision/?q=Peninjau+Rajin",
    "memory, one day": "/admin/kimportal/decision/?day=2022-05-05",
    "memory, one act": "/admin/kimportal/decision/?act__exact=reject",
    "memory, one thing": "/admin/kimportal/decision/?thing_type=campaigns.outreachevent&thing_id={event}",
    "figures": "/admin/figures/",
}


def crowd(ground, count, person):  # noqa: F811
    with connection.cursor() as cursor:
        fill(ground, count)
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(WAIT)
        # Decisions can't be taken away again, so the million comes on top of the thousand.
        cursor.execute(REMEMBER, [person.pk])
        cursor.execute("ANALYZE")
        cursor.execute("RESET statement_timeout")


def measured(client, pages):
    """{page: (median milliseconds, queries)}"""
    event = OutreachEvent.objects.filter(state=State.WAITING).order_by("state_since")[7:8].get()
    found = {}
    for name in pages:
        review = f"/admin/review/outreachevent/{event.pk}/"
        address = PAGES[name].format(review=review, event=event.pk)
        client.get(address)
        taken, asked = [], []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            taken.append((time.perf_counter() - started) * 1000)
            asked.append(len(queries))  # now and then a session is written as well
        found[name] = (statistics.median(taken), min(asked))
    return found


def test_a_thousand_and_a_million(ground, sign_in, capsys):  # noqa: F811
    national, regional = StaffFactory(), StaffFactory(name="Peninjau Rajin")
    Jurisdiction.objects.create(person=regional, region_id="35.11")
    staff = {
        "national": (sign_in(national), PAGES),
        "regional": (
            sign_in(regional),
            ("queue", "events", "events, search", "memory", "memory, search", "figures"),
        ),
    }
    found = {}
    for count in (FEW, MANY):
        crowd(ground, count, regional)
        found[count] = {
            f"{who}: {page}": row
            for who, (client, pages) in staff.items()
            for page, row in measured(client, pages).items()
        }

    with connection.cursor() as cursor:
        # At the end Django has a million foreign keys checked at once.
        cursor.execute("SET statement_timeout = 0")
    few, many = found[FEW], found[MANY]
    with capsys.disabled():
        print(f"\n{'page':26} {FEW:>12,} {MANY:>12,}  ratio  queries")
        for name in few:
            (small, before), (large, after) = few[name], many[name]
            ratio = large / small
            print(f"{name:26} {small:9.1f} ms {large:9.1f} ms  {ratio:5.2f}  {before} / {after}")
    assert {name: queries for name, (_ms, queries) in few.items()} == {
        name: queries for name, (_ms, queries) in many.items()
    }
