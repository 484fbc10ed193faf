"""A member with a cheap phone on village signal: plan, be reminded, report, mend, see it public."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.browser.member import photos, press
from tests.campaigns.events.event_forms import local
from tests.factories import EventFactory

__all__ = ["photos"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["js", "no_js"])
def phone(request, open_page, slow_3g):
    page = open_page(java_script_enabled=request.param == "js")
    page.set_default_timeout(30_000)
    slow_3g(page)
    return page


def test_from_plan_to_feed(
    phone, photos, live_server, world, sign_in_browser, axe, no_sideways, shot, request
):
    name = request.node.callspec.params["phone"]
    sign_in_browser(phone, world.member)

    phone.goto(live_server.url + "/anggota/kegiatan/baru/")
    phone.fill("[name=title]", "Rembug warga pemilih sehat")
    phone.fill("[name=starts]", local(1, 10))
    phone.fill("[name=ends]", local(1, 12))
    phone.fill("[name=venue]", "Balai RW 05")
    no_sideways(phone)
    shot(phone, f"event-plan-{name}")
    press(phone, "Simpan dan lanjut")
    phone.check("[name=neutrality]")
    shot(phone, f"event-own-{name}")
    press(phone, "Ajukan")
    phone.wait_for_url("**/tanda-terima/**")
    assert SubmissionReceipt.objects.latest("id").number in phone.inner_text("h1")

    event = OutreachEvent.objects.get()
    event.approve(by=world.reviewer)
    past = timezone.now() - timedelta(hours=3)
    OutreachEvent.objects.update(starts=past, ends=past + timedelta(minutes=90))
    call_command("run_periodic_jobs")
    link = OutgoingEmail.objects.get(key__startswith="event_how_was_it").text
    path = re.search(r"http://testserver(/anggota/\S+)", link)[1]

    phone.goto(live_server.url + path)
    phone.fill("[name=attendance]", "42")
    phone.set_input_files("[name=photos]", photos)
    phone.check("[name=photos_consent]")
    phone.fill("[name=story]", "Warga bertanya tentang suhu dan bilik khusus.")
    phone.check("[name=neutrality]")
    no_sideways(phone)
    shot(phone, f"event-report-{name}")
    press(phone, "Kirim laporan")
    phone.wait_for_url("**/tanda-terima/**")

    event = OutreachEvent.objects.get()
    event.open_change_request.send_back(
        by=world.reviewer, note="Tertulis 24 di daftar hadir?", field="attendance"
    )
    phone.goto(live_server.url + "/anggota/kegiatan/")
    expect(phone.locator(".list-item")).to_contain_text("Tertulis 24 di daftar hadir?")
    phone.get_by_role("link", name="Rembug warga").click()
    expect(phone.locator("main")).to_contain_text("Tertulis 24 di daftar hadir?")
    shot(phone, f"event-returned-{name}")
    phone.get_by_role("link", name="Perbaiki").first.click()
    assert "Tertulis 24 di daftar hadir?" in phone.inner_text("#id_attendance_field")
    phone.fill("[name=attendance]", "24")
    phone.check("[name=neutrality]")
    press(phone, "Kirim")
    phone.wait_for_url("**/tanda-terima/**")

    event = OutreachEvent.objects.get()
    event.open_change_request.approve(by=world.reviewer)
    phone.goto(live_server.url + event.get_absolute_url())
    assert "24" in phone.inner_text(".statistics")
    assert phone.locator(".event-gallery img").count() == 2
    no_sideways(phone)
    shot(phone, f"event-public-{name}")
    phone.goto(live_server.url + "/kegiatan/")
    assert "24 orang" in phone.inner_text(".list-item")
    feed = phone.request.get(live_server.url + "/kegiatan/feed/").text()
    assert f"urn:uuid:{event.pk}" in feed
    assert "Rembug warga pemilih sehat" in feed


@pytest.fixture
def draft(world):
    return EventFactory(group=world.group, plan=True, state=State.DRAFT, begun_by=world.member)


def test_pages_pass_the_machine_for_access(
    page, live_server, world, sign_in_browser, axe, draft, shot
):
    live = EventFactory(group=world.group, story="Warga bertanya.")
    back = EventFactory(group=world.group, state=State.RETURNED, state_field="attendance")
    receipt = SubmissionReceipt.objects.create(
        key=uuid4(), digest="x", by=world.officer, event=back
    )
    for path in ("/kegiatan/", live.get_absolute_url()):
        page.goto(live_server.url + path)
        axe(page)
    sign_in_browser(page, world.officer)
    member_pages = [
        "/anggota/kegiatan/",
        "/anggota/kegiatan/baru/",
        f"/anggota/kegiatan/{draft.pk}/",
        f"/anggota/kegiatan/{draft.pk}/lapor/",
        f"/anggota/kegiatan/{live.pk}/tarik/",
        f"/anggota/kim/{world.group.slug}/kinerja/",
        f"/anggota/kegiatan/{draft.pk}/buang/",
        f"/anggota/kegiatan/{back.pk}/",
        f"/anggota/kegiatan/{back.pk}/lapor/",
        f"/anggota/kegiatan/{back.pk}/rencana/",
        f"/anggota/kegiatan/{back.pk}/tanda-terima/{receipt.pk}/",
    ]
    for number, path in enumerate(member_pages):
        page.goto(live_server.url + path)
        axe(page)
        shot(page, f"event-member-{number}")
