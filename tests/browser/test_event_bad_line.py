"""A bad line, a closed tab, a second tap, an ended session: one report, and nothing lost."""

import random
import re

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import expect

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.moderation.states import State
from tests.browser.member import photos, press
from tests.factories import EventFactory
from tests.kimportal.uploads.make_files import saved

__all__ = ["photos"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(world):
    return EventFactory(group=world.group, plan=True, state=State.DRAFT, begun_by=world.member)


@pytest.fixture
def url(live_server, draft):
    return f"{live_server.url}/anggota/kegiatan/{draft.pk}/lapor/"


@pytest.fixture
def mega(open_page, sign_in_browser, world, url):
    """mega(**options) → a page of the member with the report open."""

    def opened(**options):
        page = open_page(**options)
        sign_in_browser(page, world.member)
        page.goto(url)
        return page

    return opened


def tell(page, people="17", story=""):
    page.fill("[name=attendance]", people)
    page.fill("[name=story]", story)
    page.check("[name=neutrality]")


def grain(seed):
    """A picture as large in bytes as a photo is; flat colours are small."""
    return Image.frombytes("RGB", (650, 475), random.Random(seed).randbytes(650 * 475 * 3))


def chosen(page):
    return page.evaluate("document.querySelector('[name=photos]').files.length")


def lose_posts(page, stage):
    """The line breaks before a form arrives (stage Request), or before its answer does."""
    devtools = page.context.new_cdp_session(page)

    def paused(event):
        lost = event["request"]["method"] == "POST" and event["request"]["url"] == page.url
        words = {"requestId": event["requestId"]} | (
            {"errorReason": "InternetDisconnected"} if lost else {}
        )
        devtools.send("Fetch.failRequest" if lost else "Fetch.continueRequest", words)

    devtools.on("Fetch.requestPaused", paused)
    devtools.send("Fetch.enable", {"patterns": [{"requestStage": stage}]})


def stored_on_phone(page):
    return page.evaluate(
        """async () => {
            const base = await new Promise((done) => {
                const request = indexedDB.open("drafts", 1);
                request.onsuccess = () => done(request.result);
            });
            const names = base.transaction("files").objectStore("files").getAllKeys();
            return new Promise((done) => {
                names.onsuccess = () => done([localStorage.length, names.result.length]);
            });
        }"""
    )


def test_words_and_photos_survive_a_lost_line_and_a_closed_tab(mega, photos, url, draft):
    page = mega()
    page.context.set_offline(True)
    page.fill("[name=story]", "Ditulis tanpa sinyal")
    page.fill("[name=attendance]", "17")
    page.set_input_files("[name=photos]", photos)
    expect(page.locator("[data-state=phone]")).to_be_visible()
    page.close()

    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(url)
    expect(again.locator(".event-chosen-photos li")).to_have_count(2)
    assert chosen(again) == 2
    assert again.input_value("[name=story]") == "Ditulis tanpa sinyal"
    again.check("[name=photos_consent]")
    again.check("[name=neutrality]")
    press(again, "Kirim laporan")
    again.wait_for_url("**/tanda-terima/**")

    draft.refresh_from_db()
    assert (draft.state, draft.attendance, draft.photos.count()) == (State.WAITING, 17, 2)
    again.wait_for_timeout(300)
    assert stored_on_phone(again) == [0, 0]


def test_without_a_signal_nothing_is_sent_and_the_form_says_so(mega, url, draft):
    page = mega()
    page.context.set_offline(True)
    tell(page, story="Belum terkirim")

    press(page, "Kirim laporan")
    expect(page.locator("[data-state=offline]")).to_be_visible()
    assert page.url == url
    page.context.set_offline(False)
    press(page, "Kirim laporan")
    page.wait_for_url("**/tanda-terima/**")

    draft.refresh_from_db()
    assert (draft.story, SubmissionReceipt.objects.count()) == ("Belum terkirim", 1)


@pytest.mark.parametrize("arrives", [True, False])
def test_a_line_lost_while_sending_costs_nothing_and_makes_one_report(
    mega, photos, url, draft, arrives
):
    page = mega()
    tell(page, story="Putus di tengah")
    page.set_input_files("[name=photos]", photos)
    expect(page.locator(".event-chosen-photos li")).to_have_count(2)
    page.check("[name=photos_consent]")

    lose_posts(page, "Response" if arrives else "Request")
    press(page, "Kirim laporan")
    page.wait_for_timeout(1500)
    page.close()

    again = page.context.new_page()
    again.goto(url)
    assert again.input_value("[name=story]") == "Putus di tengah"
    if arrives:
        assert again.locator("[name=kept]").count() == 2
    else:
        expect(again.locator(".event-chosen-photos li")).to_have_count(2)
        again.check("[name=photos_consent]")
        again.check("[name=neutrality]")
        press(again, "Kirim laporan")
        again.wait_for_url("**/tanda-terima/**")

    draft.refresh_from_db()
    assert (draft.state, draft.story, draft.photos.count()) == (State.WAITING, "Putus di tengah", 2)
    assert (OutreachEvent.objects.count(), SubmissionReceipt.objects.count()) == (1, 1)


def test_a_double_tap_sends_once(mega):
    page = mega()
    tell(page)

    page.get_by_role("button", name="Kirim laporan").dblclick()
    page.wait_for_url("**/tanda-terima/**")

    assert SubmissionReceipt.objects.count() == 1


@pytest.mark.parametrize("js", [True, False])
def test_back_and_send_again_makes_no_second_event_and_loses_nothing(mega, draft, js):
    page = mega(java_script_enabled=js)
    tell(page, story="Sekali saja")
    press(page, "Kirim laporan")
    page.wait_for_url("**/tanda-terima/**")

    page.go_back()
    page.check("[name=neutrality]")
    press(page, "Usulkan perubahan")
    page.wait_for_url("**/tanda-terima/**")

    draft.refresh_from_db()
    assert (draft.state, draft.story, draft.attendance) == (State.WAITING, "Sekali saja", 17)
    assert OutreachEvent.objects.count() == 1


def test_a_second_tab_is_told_of_the_first_and_keeps_its_words(mega, url, draft):
    first = mega()
    second = first.context.new_page()
    second.goto(url)
    tell(first, story="Dari tab pertama")
    press(first, "Kirim laporan")
    first.wait_for_url("**/tanda-terima/**")

    tell(second, people="18", story="Dari tab kedua")
    press(second, "Kirim laporan")
    expect(second.locator("main")).to_contain_text("berubah sejak Anda mulai mengetik")

    draft.refresh_from_db()
    assert draft.story == "Dari tab pertama"
    assert second.input_value("[name=story]") == "Dari tab kedua"


@pytest.mark.parametrize("js", [True, False])
def test_an_ended_session_asks_to_sign_in_and_brings_the_words_back(
    mega, photos, url, world, draft, js
):
    page = mega(java_script_enabled=js)
    tell(page, story="Lama ditulis")
    page.set_input_files("[name=photos]", photos)
    page.check("[name=photos_consent]")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    press(page, "Kirim laporan")
    page.wait_for_url("**/akun/login/**")
    expect(page.locator("main")).to_contain_text("Yang Anda ketik aman")
    world.member.set_password("desa-rukun-makmur-45")
    world.member.save()
    page.fill("[name=login]", world.member.email)
    page.fill("[name=password]", "desa-rukun-makmur-45")
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(re.compile("lapor"))

    assert page.input_value("[name=story]") == "Lama ditulis"
    assert page.locator("[name=kept]").count() == 2
    page.check("[name=neutrality]")
    page.check("[name=photos_consent]")
    press(page, "Kirim laporan")
    page.wait_for_url("**/tanda-terima/**")
    draft.refresh_from_db()
    assert (draft.story, draft.photos.shown().count()) == ("Lama ditulis", 2)


def test_big_photos_are_made_small_on_the_phone_join_and_can_be_taken_off(mega, tmp_path, draft):
    big = []
    for number in range(3):
        path = tmp_path / f"besar-{number}.jpg"
        path.write_bytes(saved(grain(number).resize((2600, 1900)), "JPEG", quality=90))
        big.append(path)
    page = mega()

    page.set_input_files("[name=photos]", big[:2])
    expect(page.locator(".event-chosen-photos li")).to_have_count(2)
    page.set_input_files("[name=photos]", big[2:])
    expect(page.locator(".event-chosen-photos li")).to_have_count(3)
    page.get_by_role("button", name="Hapus: Foto 1").click()

    expect(page.locator(".event-chosen-photos li")).to_have_count(2)
    expect(page.locator(".event-chosen-photos li").first).to_have_text(
        re.compile(r"Foto 1 · [0-9]+ KB")
    )
    sizes = page.evaluate("[...document.querySelector('[name=photos]').files].map(f => f.size)")
    before = [path.stat().st_size for path in big[1:]]
    assert all(small < large for small, large in zip(sizes, before, strict=True))
    page.check("[name=photos_consent]")
    tell(page)
    press(page, "Kirim laporan")
    page.wait_for_url("**/tanda-terima/**")
    assert {max(photo.width, photo.height) for photo in draft.photos.all()} == {1600}


def test_a_whole_report_with_nothing_but_the_keyboard(mega, draft):
    page = mega()
    page.focus("[name=attendance]")
    page.keyboard.type("23")

    def tab_to(selector):
        for _step in range(30):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"the Tab key never reached {selector}")

    tab_to("[name=story]")
    page.keyboard.type("Tanpa tetikus.")
    tab_to("[name=neutrality]")
    page.keyboard.press("Space")
    tab_to("button.btn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tanda-terima/**")

    draft.refresh_from_db()
    assert (draft.attendance, draft.story) == (23, "Tanpa tetikus.")
