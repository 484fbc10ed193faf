"""Reporting without signal: kept on the phone, sent by itself, exactly once."""

import gzip
import random
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.drafts.models import FormDraft
from kimportal.moderation.states import State
from kimportal.offline.models import ArrivingFile
from tests.browser.member import photos, press
from tests.factories import EventFactory
from tests.kimportal.uploads.make_files import saved
from tests.road import Road

__all__ = ["photos"]

pytestmark = pytest.mark.django_db(transaction=True)

QUICK = "/anggota/kegiatan/catat/"
STATUS = "[data-queue-status]"


@pytest.fixture
def road(live_server):
    road = Road(live_server.url)
    yield road
    road.close()


@pytest.fixture
def mega(open_page, sign_in_browser, world):
    """A page of the member."""
    page = open_page()
    sign_in_browser(page, world.member)
    return page


def prepare(page, road):
    """Make the phone ready, as a member does before leaving."""
    page.goto(f"{road.url}/anggota/luring/")
    press(page, "Siapkan HP ini")
    expect(page.locator("[data-prepare-status]")).to_contain_text("Siap, tersimpan", timeout=20_000)


def fill(page, title, files=()):
    page.fill("[name=title]", title)
    page.fill("[name=time]", "00:00")
    page.fill("[name=attendance]", "37")
    page.check("[name=neutrality]")
    if files:
        page.set_input_files("[name=photos]", files)
        expect(page.locator(".event-chosen-photos li")).to_have_count(len(files))
        page.check("[name=photos_consent]")


def stored(page, name):
    return page.evaluate("name => Queue.all(name).then(rows => rows.length)", name)


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)
    return condition()


def test_online_the_form_goes_through_the_queue_to_its_receipt(mega, road, photos, shot, axe):
    mega.goto(road.url + QUICK)
    shot(mega, "quick-360")
    axe(mega)
    fill(mega, "Arisan RW 05", photos)
    press(mega, "Kirim laporan")
    mega.wait_for_url("**/tanda-terima/**")

    event = OutreachEvent.objects.get()
    assert (event.title, event.attendance, event.photos.shown().count()) == ("Arisan RW 05", 37, 2)
    assert (stored(mega, "queue"), stored(mega, "receipts")) == (0, 1)


def test_without_signal_the_form_opens_is_kept_and_goes_by_itself(mega, road, photos, shot, axe):
    prepare(mega, road)
    axe(mega)
    shot(mega, "offline-ready-360")
    road.up = False

    began = time.monotonic()
    mega.goto(road.url + QUICK, wait_until="domcontentloaded")
    expect(mega.locator("[data-kept-copy]")).to_contain_text("Ini salinan di HP Anda")
    assert time.monotonic() - began < 1
    fill(mega, "Tanpa sinyal", photos)
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text(
        "Dikirim sendiri begitu ada sinyal", timeout=30_000
    )
    expect(mega.locator("[data-queue-count]")).to_contain_text("Menunggu kirim 1")
    shot(mega, "offline-kept-360")
    assert OutreachEvent.objects.count() == 0

    road.up = True
    mega.wait_for_url("**/tanda-terima/**", timeout=40_000)
    event = OutreachEvent.objects.get()
    assert (event.title, event.photos.shown().count()) == ("Tanpa sinyal", 2)


def test_the_report_of_a_planned_event_is_written_without_signal_too(mega, road, world, photos):
    event = EventFactory(group=world.group, plan=True, state=State.DRAFT, begun_by=world.member)
    url = f"{road.url}/anggota/kegiatan/{event.pk}/lapor/"
    prepare(mega, road)
    road.up = False
    mega.goto(url)
    mega.fill("[name=attendance]", "41")
    mega.check("[name=neutrality]")
    mega.set_input_files("[name=photos]", photos)
    expect(mega.locator(".event-chosen-photos li")).to_have_count(2)
    mega.check("[name=photos_consent]")
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text("begitu ada sinyal", timeout=30_000)

    road.up = True
    mega.wait_for_url("**/tanda-terima/**", timeout=40_000)

    event.refresh_from_db()
    assert (event.state, event.attendance) == (State.WAITING, 41)
    assert event.photos.shown().count() == 2


def test_the_worker_sends_with_no_page_open(mega, road):
    prepare(mega, road)
    road.up = False
    mega.goto(road.url + QUICK)
    fill(mega, "Tab ditutup")
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text("Tersimpan di HP ini")
    other = mega.context.new_page()
    devtools = mega.context.new_cdp_session(other)
    registrations = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    mega.close()

    road.up = True
    other.wait_for_timeout(300)
    devtools.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": road.url,
            "registrationId": registrations[0]["registrationId"],
            "tag": "offline-queue",
            "lastChance": False,
        },
    )
    for _try in range(100):
        if OutreachEvent.objects.exists():
            break
        other.wait_for_timeout(200)

    assert OutreachEvent.objects.get().title == "Tab ditutup"


def test_a_page_that_was_not_kept_says_so(mega, road, axe):
    prepare(mega, road)
    road.up = False

    mega.goto(f"{road.url}/materi/")

    expect(mega.locator("h1")).to_have_text("Tidak ada sinyal")
    axe(mega)


def test_what_the_portal_refuses_is_mended_at_its_field_and_sent_once(mega, road):
    mega.goto(road.url + QUICK)
    fill(mega, "Tanpa persetujuan")
    mega.fill("[name=attendance]", "banyak")
    press(mega, "Kirim laporan")
    expect(mega.locator(".field--invalid [name=attendance]")).to_have_value("banyak")
    assert stored(mega, "queue") == 1

    mega.fill("[name=attendance]", "12")
    mega.check("[name=neutrality]")
    press(mega, "Kirim laporan")
    mega.wait_for_url("**/tanda-terima/**")

    assert OutreachEvent.objects.get().attendance == 12
    assert stored(mega, "queue") == 0


def test_what_is_refused_later_is_mended_from_the_list(mega, road, world, photos):
    at_midnight = timezone.localtime().replace(hour=0, minute=0)
    EventFactory(group=world.group, region=world.village, starts=at_midnight)
    mega.goto(road.url + QUICK)
    road.up = False
    fill(mega, "Yang kedua", photos)
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text("begitu ada sinyal", timeout=30_000)

    road.up = True
    mega.goto(f"{road.url}/anggota/luring/")
    entry = mega.locator("[data-queue-list] li").first
    expect(entry).to_contain_text("sudah mencatat kegiatan")
    assert OutreachEvent.objects.count() == 1
    press(mega, "Perbaiki dan kirim")
    mega.check("[name=is_another]")
    mega.check("[name=neutrality]")
    mega.check("[name=photos_consent]")
    press(mega, "Kirim laporan")
    mega.wait_for_url("**/tanda-terima/**")

    event = OutreachEvent.objects.get(title="Yang kedua")
    assert event.photos.shown().count() == 2
    assert (OutreachEvent.objects.count(), stored(mega, "queue")) == (2, 0)


def test_an_ended_session_hands_it_in_and_its_owner_sends_it_once(
    mega, road, world, sign_in_browser
):
    mega.goto(road.url + QUICK)
    mega.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    fill(mega, "Sesi berakhir")
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text("Tersimpan di HP ini")
    draft = wait_for(FormDraft.objects.first)
    assert (draft.person, draft.title) == (world.member, "Sesi berakhir")
    assert stored(mega, "queue") == 1

    sign_in_browser(mega, world.member)
    mega.goto(f"{road.url}/anggota/kegiatan/")
    wait_for(OutreachEvent.objects.exists)

    assert OutreachEvent.objects.get().title == "Sesi berakhir"
    assert not FormDraft.objects.exists()


def test_on_a_shared_phone_each_keeps_to_their_own(mega, road, world, sign_in_browser):
    prepare(mega, road)
    road.up = False
    mega.goto(road.url + QUICK)
    fill(mega, "Punya Mega")
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text("begitu ada sinyal", timeout=30_000)

    road.up = True
    sign_in_browser(mega, world.officer)
    mega.goto(f"{road.url}/anggota/kegiatan/")
    draft = wait_for(FormDraft.objects.first)
    mega.goto(f"{road.url}/anggota/luring/")
    expect(mega.locator("[data-queue-none]")).to_be_visible()

    assert (draft.person, draft.title) == (world.member, "Punya Mega")
    assert OutreachEvent.objects.count() == 0
    assert "Punya Mega" not in mega.locator("main").inner_text()
    road.up = False
    mega.goto(f"{road.url}/anggota/kegiatan/")
    expect(mega.locator("h1")).to_have_text("Tidak ada sinyal")


def test_another_phone_carries_the_form_as_a_file(mega, road, world, open_page, tmp_path, photos):
    mega.goto(road.url + QUICK)
    road.up = False
    fill(mega, "Titipan Mega", photos)
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text("begitu ada sinyal", timeout=30_000)
    packed = mega.evaluate(
        """async () => {
            const [item] = await Queue.all("queue");
            return [...new Uint8Array(await (await Queue.pack(item)).arrayBuffer())];
        }"""
    )
    file = tmp_path / "titipan.kim"
    file.write_bytes(bytes(packed))
    mega.close()

    road.up = True
    carrier = open_page(java_script_enabled=False)
    carrier.goto(f"{road.url}/luring/")
    carrier.set_input_files("[name=kim]", file)
    press(carrier, "Serahkan")
    expect(carrier.locator("h1")).to_contain_text("TT-")

    draft = FormDraft.objects.get()
    assert (draft.person, draft.title) == (world.member, "Titipan Mega")
    assert EventPhoto.objects.unsent_by(world.member).count() == 2


def test_an_answer_that_was_lost_makes_no_second_event(mega, road):
    mega.goto(road.url + QUICK)
    fill(mega, "Jawaban hilang")
    road.lost_answers = 1
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text("begitu ada sinyal")
    assert OutreachEvent.objects.count() == 1

    road.lost_answers = 0
    mega.wait_for_url("**/tanda-terima/**", timeout=40_000)

    assert (OutreachEvent.objects.count(), SubmissionReceipt.objects.count()) == (1, 1)


def test_signing_out_warns_keeps_what_waits_and_forgets_the_kept_pages(mega, road, world):
    prepare(mega, road)
    mega.goto(road.url + QUICK)
    road.up = False
    fill(mega, "Belum terkirim")
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text("begitu ada sinyal", timeout=30_000)
    asked = []

    mega.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    mega.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    mega.wait_for_timeout(300)
    assert "masih menunggu di HP ini" in asked[0]
    assert mega.evaluate("caches.keys()").count("public") == 1
    assert any(name.startswith("person:") for name in mega.evaluate("caches.keys()"))

    mega.once("dialog", lambda dialog: dialog.accept())
    mega.evaluate("document.querySelector('[data-sign-out]').requestSubmit()")
    mega.wait_for_timeout(500)
    mega.goto(f"{road.url}/luring/")
    kept = mega.evaluate(
        """() => new Promise((done) => {
            indexedDB.open("offline").onsuccess = ({ target: { result } }) => {
                result.transaction("queue").objectStore("queue").count().onsuccess =
                    ({ target }) => done(target.result);
            };
        })"""
    )
    assert kept == 1
    assert not any(name.startswith("person:") for name in mega.evaluate("caches.keys()"))


def test_photos_go_on_where_the_line_broke(mega, road, tmp_path):
    big = tmp_path / "besar.jpg"
    noise = Image.frombytes("RGB", (400, 300), random.Random(3).randbytes(360_000))
    big.write_bytes(saved(noise.resize((1200, 900)), "JPEG", quality=90))
    size = big.stat().st_size
    mega.goto(road.url + QUICK)
    fill(mega, "Foto besar", [big])
    sent = mega.evaluate("document.querySelector('[name=photos]').files[0].size")
    road.breaks_after = sent // 2
    press(mega, "Kirim laporan")
    expect(mega.locator(STATUS)).to_contain_text("begitu ada sinyal", timeout=30_000)
    assert size >= sent > 3 * 65_536
    # The words came first: they are safe although the photo is not there yet.
    assert FormDraft.objects.get().title == "Foto besar"
    there = ArrivingFile.objects.get().received
    assert 0 < there < sent

    road.carried, road.up = 0, True
    mega.wait_for_url("**/tanda-terima/**", timeout=40_000)

    [stored_photo] = OutreachEvent.objects.get().photos.shown()
    assert stored_photo.width == 1200
    assert road.carried < sent - there + 30_000
    assert not ArrivingFile.objects.exists()


def test_a_photo_shared_from_the_gallery_opens_the_form_with_it(mega, road, photos):
    prepare(mega, road)
    mega.evaluate(SHARE)
    mega.wait_for_url(f"**{QUICK}")

    expect(mega.locator(".event-chosen-photos li")).to_have_count(1)
    expect(mega.locator("[name=pasted]")).to_have_value("Peserta: 45 orang")
    press(mega, "Isikan")
    expect(mega.locator("[name=attendance]")).to_have_value("45")

    mega.goto(road.url + QUICK)
    expect(mega.locator("[name=pasted]")).to_have_value("")


#: What Android does when somebody shares to an installed portal.
SHARE = """async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    canvas.getContext("2d").fillRect(0, 0, 9, 9);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
    const form = Object.assign(document.createElement("form"),
        { method: "post", action: "/luring/terima/", enctype: "multipart/form-data" });
    const files = new DataTransfer();
    files.items.add(new File([blob], "wa.jpg", { type: "image/jpeg" }));
    form.append(Object.assign(document.createElement("input"), { name: "text", value: "Peserta: 45 orang" }),
        Object.assign(document.createElement("input"), { type: "file", name: "photos", files: files.files }));
    document.body.append(form);
    form.submit();
}"""


def test_the_queue_is_small_and_no_public_page_loads_it(page, live_server):
    size = len(gzip.compress(Path(finders.find("js/offline.js")).read_bytes(), 9))
    assert size <= 6 * 1024

    for path in ("/", "/materi/", "/kegiatan/", "/luring/", "/akun/login/"):
        page.goto(live_server.url + path)
        scripts = page.eval_on_selector_all("script[src]", "all => all.map(one => one.src)")
        assert [one for one in scripts if re.search("/offline[.]", one)] == []


def test_the_quick_form_works_without_javascript(no_js_page, sign_in_browser, road, world, photos):
    sign_in_browser(no_js_page, world.member)
    no_js_page.goto(road.url + QUICK)
    no_js_page.set_input_files("[name=photos]", photos)
    no_js_page.check("[name=photos_consent]")
    no_js_page.fill("[name=title]", "Tanpa JavaScript")
    no_js_page.fill("[name=time]", "00:00")
    no_js_page.fill("[name=attendance]", "9")
    no_js_page.check("[name=neutrality]")
    press(no_js_page, "Kirim laporan")
    no_js_page.wait_for_url("**/tanda-terima/**")

    event = OutreachEvent.objects.get()
    assert (event.title, event.photos.shown().count()) == ("Tanpa JavaScript", 2)
