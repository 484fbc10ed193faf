"""The memory, letters and reusable reasons read in words, not in keys and codes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.events.models.event import OutreachEvent
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from kimportal.staff.audit_log.formatting import told as words_of
from tests.factories import make_region

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "told"),
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
    ids=lambda one: next(iter(one)),
)
def test_the_memory_reads_in_words(world, changes, told):
    make_region("35.73")
    make_region("52")

    assert list(words_of(OutreachEvent, changes)) == [told]


def test_a_decision_is_shown_without_keys(world, administrator, sign_in):
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
    assert f"/admin/kimportal/decision/?by__id__exact={administrator.pk}" in page
    assert "groups.group" not in page


def test_reusable_reasons_are_listed_in_words(administrator, sign_in):
    page = sign_in(administrator).get(reverse("admin:kimportal_cannedresponse_changelist"))

    text = page.content.decode()
    assert "Setiap jenis" in text
    assert "groups.group" not in text
    assert "decree_file" not in text


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        ({}, "Belum terkirim"),
        ({"tries": 2}, "Gagal 2 kali"),
        ({"sent_at": timezone.now()}, "Terkirim"),
        ({"failed_at": timezone.now()}, "Tidak berhasil"),
    ],
)
def test_a_letter_says_where_it_is_on_its_way(administrator, sign_in, facts, standing):
    letter = OutgoingEmail.objects.create(
        to="a@example.org", language="id", subject="Halo", **facts
    )

    page = sign_in(administrator).get(reverse("admin:kimportal_outgoingemail_changelist"))

    assert page.context["cl"].model_admin.standing(letter).startswith(standing)
    assert standing in page.content.decode()
