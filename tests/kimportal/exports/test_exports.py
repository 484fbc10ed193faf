"""CSV exports: limited to the jurisdiction, free of formulas, and in the audit log."""

import csv
import io

import pytest
from django.urls import reverse

from kimportal.audit.models import Action, AuditEvent
from kimportal.exports.export import exports
from kimportal.moderation.states import State
from tests.factories import EventFactory, GroupFactory

pytestmark = pytest.mark.django_db

NAMES = ["kim", "kegiatan", "keputusan"]


def export_csv(client, name):
    response = client.post(reverse("admin:export", args=[name]))
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", NAMES)
def test_a_reviewer_exports_only_rows_of_the_jurisdiction(name, both, sign_in):
    text = str(export_csv(sign_in(both.reviewer), name))

    assert both.group.name in text
    assert both.other_group.name not in text


@pytest.mark.parametrize("name", NAMES)
def test_national_staff_export_all_regions(name, both, sign_in):
    text = str(export_csv(sign_in(both.national_reviewer), name))

    assert both.group.name in text and both.other_group.name in text


@pytest.mark.parametrize("role", ["reviewer", "national_reviewer", "editor"])
@pytest.mark.parametrize("name", NAMES)
def test_columns_about_persons_are_for_administrators(name, role, both, sign_in):
    text = str(export_csv(sign_in(getattr(both, role)), name))
    administrator_text = str(export_csv(sign_in(both.administrator), name))

    secrets = ["Rahasia", "081234567890", both.officer.name]
    assert [secret for secret in secrets if secret in text] == []
    assert [secret for secret in secrets if secret in administrator_text]


def test_drafts_are_not_exported(world, sign_in):
    GroupFactory(region=world.village, state=State.DRAFT, name="KIM Belum Jadi")

    assert "KIM Belum Jadi" not in str(export_csv(sign_in(world.administrator), "kim"))


@pytest.mark.parametrize("sign", list("=+-@\t\r\n＝＋－＠"))
def test_no_cell_is_a_formula(sign, world, sign_in):
    group = GroupFactory(region=world.village, name=f"{sign}cmd|' /C calc'!A0")
    EventFactory(group=group, title=f"{sign}1+1", venue=f"{sign}A1")
    AuditEvent.objects.record(group, Action.CONFIRM, by=world.officer, note=f"{sign}2")
    client = sign_in(world.administrator)

    cells = [cell for name in NAMES for row in export_csv(client, name) for cell in row]

    assert any("calc" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n\0＝＋－＠"))] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_export_is_in_the_audit_log_with_its_jurisdiction(name, both, sign_in):
    export_csv(sign_in(both.reviewer), name)

    audit_event = AuditEvent.objects.get(action=Action.EXPORT)
    assert audit_event.by == both.reviewer
    assert audit_event.region_code == both.regency.code
    assert audit_event.target_type == exports()[name].rows.model._meta.label_lower
    assert audit_event.changes == {
        "format": "csv",
        "regions": [both.regency.code],
        "personal": False,
    }


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["kim", "kegiatan"])
def test_an_export_takes_one_query_whatever_its_length(
    name, rows, world, sign_in, django_assert_num_queries
):
    for _n in range(rows):
        EventFactory(group=GroupFactory(region=world.village, submitted_by=world.newcomer))
    person = world.administrator
    person.jurisdiction_codes  # noqa: B018  cached once a request

    with django_assert_num_queries(1):
        lines = list(exports()[name].lines(person))

    assert len(lines) == 1 + rows


def test_the_page_lists_the_columns_this_person_gets(world, sign_in):
    address = reverse("admin:exports")

    reviewer_page = sign_in(world.reviewer).get(address).content.decode()
    administrator_page = sign_in(world.administrator).get(address).content.decode()

    assert "orang yang bisa dihubungi" not in reviewer_page
    assert "orang yang bisa dihubungi" in administrator_page


def test_an_unknown_export_is_not_found(world, sign_in):
    response = sign_in(world.administrator).post(reverse("admin:export", args=["person"]))

    assert response.status_code == 404
    assert not AuditEvent.objects.filter(action=Action.EXPORT).exists()
