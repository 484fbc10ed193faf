"""Audit events, emails and canned responses are shown as labels, not as keys and codes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.events.models.event import OutreachEvent
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from kimportal.staff.audit_log.formatting import format_changes
from tests.factories import make_region

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        ({"mode": ["in_person", "online"]}, ("Cara", "Tatap muka", "Online")),
        (
            {"region": ["35.73", "52"]},
            ("Wilayah", "Kota Malang, Jawa Timur", "Nusa Tenggara Barat"),
        ),
        (
            {"starts": [None, "2020-12-01T03:00:00Z"]},
            ("Mulai", "–", "1 Desember 2020, pukul 10.00 WIB"),
        ),
        ({"title": ["Rembug", ""]}, ("Judul", "Rembug", "–")),
        ({"fields": ["title", "venue"]}, ("Isian", "", "Judul, Tempat")),
        ({"regions": ["35.73"]}, ("Wilayah tugas", "", "Kota Malang, Jawa Timur")),
        ({"regions": []}, ("Wilayah tugas", "", "Seluruh Indonesia")),
        ({"personal": True}, ("Dengan kolom tentang orang", "", "Ya")),
        ({"filter": {"state": "live"}}, ("Filter: Status", "", "Terbit")),
        ({"membership": [7, "ended"]}, ("Keanggotaan", "", "berakhir")),
        ({"file": ["+", "poster.png", "ab12"]}, ("Berkas", "", "+ poster.png")),
    ],
    ids=lambda parameter: next(iter(parameter)),
)
def test_changes_are_shown_as_labels(world, changes, row):
    make_region("35.73")
    make_region("52")

    assert list(format_changes(OutreachEvent, changes)) == [row]


def test_an_audit_event_is_shown_without_keys(world, administrator, sign_in):
    audit_event = AuditEvent.objects.record(
        world.group, Action.APPROVE, by=administrator, before="waiting", after="live", field="name"
    )

    page = (
        sign_in(administrator)
        .get(reverse("admin:kimportal_auditevent_change", args=[audit_event.pk]))
        .content.decode()
    )

    assert f"{State.WAITING.label} → {State.LIVE.label}" in page
    assert world.group.region.path in page
    assert f"/admin/kimportal/auditevent/?by__id__exact={administrator.pk}" in page
    assert "groups.group" not in page


def test_canned_responses_are_listed_with_labels(administrator, sign_in):
    page = sign_in(administrator).get(reverse("admin:kimportal_cannedresponse_changelist"))

    text = page.content.decode()
    assert "Setiap jenis" in text
    assert "groups.group" not in text
    assert "decree_file" not in text


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, "Belum terkirim"),
        ({"tries": 2}, "Gagal 2 kali"),
        ({"sent_at": timezone.now()}, "Terkirim"),
        ({"failed_at": timezone.now()}, "Tidak berhasil"),
    ],
)
def test_an_email_shows_its_status(administrator, sign_in, values, status):
    email = OutgoingEmail.objects.create(
        to="a@example.org", language="id", subject="Halo", **values
    )

    page = sign_in(administrator).get(reverse("admin:kimportal_outgoingemail_changelist"))

    assert page.context["cl"].model_admin.status(email).startswith(status)
    assert status in page.content.decode()
