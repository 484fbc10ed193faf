"""Passing on: what reaches the phone's share sheet, and WhatsApp."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.materials.sharing import share_text
from tests.factories import EventFactory, MaterialFactory, MaterialFileFactory

pytestmark = pytest.mark.django_db(transaction=True)
# A share sheet that keeps what it is given; `refusals` names the errors it first answers with.
SHARE_SHEET = """
    window.shared = [];
    window.refusals = [];
    navigator.canShare = data => data.files.every(file => file.type === "image/jpeg");
    navigator.share = async ({ files = [], ...rest }) => {
        const name = window.refusals.shift();
        if (name) throw new DOMException("", name);
        const read = file => file.text().then(body => [file.name, file.type, body.length]);
        window.shared.push({ ...rest, files: await Promise.all(files.map(read)) });
    };
"""
JPEG = b"\xff\xd8\xff\xd9"


@pytest.fixture
def phone(open_page):
    page = open_page(viewport={"width": 360, "height": 640}, has_touch=True)
    page.add_init_script(SHARE_SHEET)
    return page


def shared(page):
    # Not wait_for_function, which evaluates a string: the page's policy forbids that.
    for _time in range(100):
        if page.evaluate("window.shared.length"):
            break
        page.wait_for_timeout(100)
    return page.evaluate("window.shared")


def sent_by_whatsapp(page):
    link = page.locator("a[href^='https://wa.me/']").get_attribute("href")
    return unquote(link.removeprefix("https://wa.me/?text="))


def test_a_picture_goes_with_its_text_and_its_check_link(phone, live_server):
    file = MaterialFileFactory(
        material__title="Saring & sebar", material__share_caption="Saring dulu,\nbaru “sebar”."
    )
    url = f"{live_server.url}/materi/{file.material.slug}/"

    phone.goto(url)
    phone.get_by_role("button", name="Bagikan dengan berkasnya").tap()

    text = share_text(file.material, phone.locator("link[rel=canonical]").get_attribute("href"))
    assert text.startswith("Saring dulu,\nbaru “sebar”.\n\nhttp")
    assert f"/v/{file.material.formatted_code}/" in text
    picture = [f"{file.material.slug}.jpg", "image/jpeg", len(JPEG.decode("utf8", "replace"))]
    assert shared(phone) == [{"title": "Saring & sebar", "text": text, "files": [picture]}]
    assert sent_by_whatsapp(phone) == text


def test_a_picture_that_came_too_late_waits_for_a_second_tap(phone, live_server):
    file = MaterialFileFactory()
    phone.goto(f"{live_server.url}/materi/{file.material.slug}/")
    asked = []
    phone.route("**/berkas/**", lambda route: asked.append(1) or route.abort())
    button = phone.locator("button[data-share-file]")

    button.tap()
    phone.get_by_text("Tidak ada sinyal. Ketuk untuk mencoba lagi").wait_for()

    phone.unroute("**/berkas/**")
    phone.evaluate("window.refusals = ['NotAllowedError']")
    button.tap()
    phone.get_by_text("Siap: ketuk sekali lagi untuk membagikan").wait_for()
    assert phone.evaluate("window.shared") == []

    phone.route("**/berkas/**", lambda route: asked.append(1) or route.abort())
    button.tap()
    assert shared(phone)[0]["files"][0][1] == "image/jpeg"
    assert len(asked) == 1  # the picture was kept
    phone.get_by_text("Bagikan dengan berkasnya").wait_for()


@pytest.mark.parametrize("kind", ["teks-whatsapp", "naskah-ceramah", "klarifikasi"])
def test_a_text_is_handed_over_whole(phone, live_server, kind):
    material = MaterialFactory(kind=kind, body="Suara Anda **milik Anda**.\n\n- masker\n- pena")

    phone.goto(f"{live_server.url}/materi/{material.slug}/")
    phone.get_by_role("button", name="Bagikan", exact=True).tap()

    [given] = shared(phone)
    title = "" if kind == "teks-whatsapp" else f"*{material.title}*\n\n"
    body, _gap, code = given["text"].rpartition("\n\n")
    assert body == f"{title}Suara Anda *milik Anda*.\n\n- masker\n- pena"
    assert code.startswith("Periksa keasliannya: http")
    assert code.endswith(f"/v/{material.formatted_code}/")
    assert given["files"] == []
    assert sent_by_whatsapp(phone) == given["text"]


def test_the_buttons_are_in_the_first_screen_of_a_small_phone(phone, live_server):
    title = "Lima langkah menguji kabar pilkada sebelum diteruskan ke grup keluarga dan tetangga"
    file = MaterialFileFactory(material__title=title, material__summary="Ringkasnya begini. " * 15)
    event = EventFactory(title=title)

    for address in (f"/materi/{file.material.slug}/", f"/kegiatan/{event.pk}/"):
        phone.goto(live_server.url + address)
        for button in phone.locator(".share-buttons > *").all():
            box = button.bounding_box()
            assert box["y"] + box["height"] <= 640
            assert box["height"] >= 44


def test_events_and_receipts_are_shared_too(phone, live_server, sign_in_browser, world):
    starts = timezone.now() + timedelta(days=2)
    coming = EventFactory(group=world.group, title="Posyandu", starts=starts, plan=True)
    report = EventFactory(group=world.group, title="Rembuk warga", attendance=40)
    receipt = SubmissionReceipt.objects.create(
        key=report.pk, digest="", event=report, by=world.member
    )
    sign_in_browser(phone, world.member)

    for address, words in [
        (f"/kegiatan/{coming.pk}/", ["*Posyandu*", f"/kegiatan/{coming.pk}/"]),
        (f"/kegiatan/{report.pk}/", ["*Rembuk warga*", "40 orang hadir"]),
        (f"/anggota/kegiatan/{coming.pk}/", ["*Posyandu*", f"/kegiatan/{coming.pk}/"]),
        (f"/anggota/kegiatan/{report.pk}/tanda-terima/{receipt.pk}/", [receipt.number]),
    ]:
        phone.goto(live_server.url + address)
        phone.get_by_role("button", name="Bagikan", exact=True).tap()
        [given] = shared(phone)
        assert [word for word in words if word not in given["text"]] == []
        assert sent_by_whatsapp(phone) == given["text"]
