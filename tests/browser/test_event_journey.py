"""A member with a cheap phone on village signal: plan, be reminded, report, mend, see it public."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.models import OutreachEvent, Receipt
from kimportal.models import Letter
from kimportal.states import State
from tests.campaigns.test_event_pages import local
from tests.factories import EventFactory
from tests.kimportal.uploads.making import jpeg

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def photos(tmp_path):
    paths = []
    for number in range(2):
        path = tmp_path / f"foto-{number}.jpg"
        path.write_bytes(jpeg(width=640 + number * 32, height=480))
        paths.append(str(path))
    return paths


@pytest.fixture(params=["js", "no_js"])
def phone(request, open_page, slow_3g):
    page = open_page(java_script_enabled=request.param == "js")
    page.set_default_timeout(30_000)
    slow_3g(page)
    return page


def press(page, words):
    page.get_by_role("button", name=re.compile(words)).click()


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
    assert Receipt.objects.latest("id").number in phone.inner_text("h1")

    event = OutreachEvent.objects.get()
    event.approve(by=world.reviewer)
    past = timezone.now() - timedelta(hours=3)
    OutreachEvent.objects.update(starts=past, ends=past + timedelta(minutes=90))
    call_command("remind_events")
    link = Letter.objects.get(key__startswith="event_how_was_it").text
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
    event.open_proposal.send_back(
        by=world.reviewer, note="Tertulis 24 di daftar hadir?", field="attendance"
    )
    phone.goto(live_server.url + f"/anggota/kegiatan/{event.pk}/")
    shot(phone, f"event-returned-{name}")
    phone.get_by_role("link", name="Perbaiki").first.click()
    assert "Tertulis 24 di daftar hadir?" in phone.inner_text("#id_attendance_field")
    phone.fill("[name=attendance]", "24")
    phone.check("[name=neutrality]")
    press(phone, "Kirim")
    phone.wait_for_url("**/tanda-terima/**")

    event.open_proposal.approve(by=world.reviewer)
    phone.goto(live_server.url + event.get_absolute_url())
    assert "24" in phone.inner_text(".figures")
    assert phone.locator(".event-gallery img").count() == 2
    no_sideways(phone)
    shot(phone, f"event-public-{name}")
    feed = phone.request.get(live_server.url + "/kegiatan/feed/").text()
    assert "Rembug warga pemilih sehat" in feed


@pytest.fixture
def draft(world):
    return EventFactory(group=world.group, plan=True, state=State.DRAFT, begun_by=world.member)


def test_pages_pass_the_machine_for_access(
    page, live_server, world, sign_in_browser, axe, draft, shot
):
    live = EventFactory(group=world.group, story="Warga bertanya.")
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
    ]
    for number, path in enumerate(member_pages):
        page.goto(live_server.url + path)
        axe(page)
        shot(page, f"event-member-{number}")


def test_words_and_photos_survive_a_lost_line_and_a_closed_tab(
    open_page, photos, live_server, world, sign_in_browser, draft
):
    page = open_page()
    sign_in_browser(page, world.member)
    url = f"{live_server.url}/anggota/kegiatan/{draft.pk}/lapor/"
    page.goto(url)
    page.context.set_offline(True)
    page.fill("[name=story]", "Ditulis tanpa sinyal")
    page.fill("[name=attendance]", "17")
    page.set_input_files("[name=photos]", photos)
    expect(page.locator("[data-keep-status]")).to_contain_text("di ponsel ini")
    page.close()

    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(url)
    expect(again.locator("[data-keep-status]")).to_contain_text("sudah kembali")
    assert again.evaluate("document.querySelector('[name=photos]').files.length") == 2
    assert again.input_value("[name=story]") == "Ditulis tanpa sinyal"
    again.check("[name=photos_consent]")
    again.check("[name=neutrality]")
    press(again, "Kirim laporan")
    again.wait_for_url("**/tanda-terima/**")

    draft.refresh_from_db()
    assert (draft.state, draft.attendance, draft.photos.count()) == (State.WAITING, 17, 2)
    again.goto(url)
    assert again.evaluate("localStorage.length") == 0


def test_a_double_tap_sends_once(page, live_server, world, sign_in_browser, draft):
    sign_in_browser(page, world.member)
    page.goto(f"{live_server.url}/anggota/kegiatan/{draft.pk}/lapor/")
    page.fill("[name=attendance]", "17")
    page.check("[name=neutrality]")

    page.get_by_role("button", name="Kirim laporan").dblclick()
    page.wait_for_url("**/tanda-terima/**")

    assert Receipt.objects.count() == 1


def test_back_and_send_again_gives_the_same_receipt(
    no_js_page, live_server, world, sign_in_browser, draft
):
    page = no_js_page
    sign_in_browser(page, world.member)
    page.goto(f"{live_server.url}/anggota/kegiatan/{draft.pk}/lapor/")
    page.fill("[name=attendance]", "17")
    page.check("[name=neutrality]")
    press(page, "Kirim laporan")
    page.wait_for_url("**/tanda-terima/**")
    first = page.inner_text("h1")

    page.go_back()
    press(page, "Kirim laporan")
    page.wait_for_url(re.compile("tanda-terima|lapor"))

    assert first.startswith("KG-")
    assert OutreachEvent.objects.count() == 1
