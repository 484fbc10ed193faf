"""Choosing a place with the keyboard, by touch, without JavaScript, and while the server is silent."""

import pytest

from groups.regions import official_list
from groups.regions.models import Region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def uji(live_server, settings):
    settings.ROOT_URLCONF = "tests.browser.picker_page"
    names = {
        code: name
        for code, name in official_list.names().items()
        if len(code) == 2 or code.startswith(("35.73", "35.07.13"))
    }
    names["35.07"] = "Kabupaten Malang"
    Region.objects.bulk_create(official_list.regions(names))
    return f"{live_server.url}/anggota/uji/"


def box(page):
    return page.get_by_role("combobox", name="Ketik nama desa")


def type_slowly(page, text):
    box(page).press_sequentially(text, delay=20)
    page.get_by_role("option").first.wait_for()


def test_the_keyboard_chooses_a_place(page, uji, no_sideways):
    page.goto(uji)
    page.get_by_label("Nama", exact=True).fill("KIM Sukun")
    page.get_by_label("Tentang", exact=True).fill("Kami.")

    type_slowly(page, "sukun malang")
    assert page.get_by_role("status").first.inner_text() == "12 tempat ditemukan"
    no_sideways(page)
    box(page).press("ArrowDown")
    box(page).press("ArrowDown")
    assert page.locator("[aria-selected=true]").inner_text().startswith("Kel. Sukun, Kec. Sukun")
    box(page).press("Enter")

    assert box(page).input_value() == "Kel. Sukun, Kec. Sukun, Kota Malang, Jawa Timur"
    assert box(page).get_attribute("aria-expanded") == "false"
    page.get_by_role("button", name="Simpan").click()
    assert page.inner_text("body") == "KIM Sukun | 35.73.04.1005 | Kami."


def test_a_finger_chooses_a_place(page, uji):
    page.goto(uji)
    page.get_by_label("Nama", exact=True).fill("KIM")
    page.get_by_label("Tentang", exact=True).fill("Kami.")

    type_slowly(page, "kec sukun")
    page.get_by_role("option", name="Kec. Sukun, Kota Malang, Jawa Timur", exact=True).click()
    page.get_by_role("button", name="Simpan").click()

    assert page.inner_text("body") == "KIM | 35.73.04 | Kami."


def test_escape_closes_and_then_empties(page, uji):
    page.goto(uji)
    type_slowly(page, "sukun")

    box(page).press("Escape")

    assert page.get_by_role("listbox").is_hidden()
    assert box(page).input_value() == "sukun"
    box(page).press("Escape")
    assert box(page).input_value() == ""


def test_words_without_a_choice_come_back_with_the_reason(page, uji):
    page.goto(uji)
    page.get_by_label("Nama", exact=True).fill("KIM")
    type_slowly(page, "sukun")
    box(page).press("Escape")

    page.get_by_label("Tentang", exact=True).fill("Kami.")
    page.get_by_role("button", name="Simpan").click()

    summary = page.get_by_role("alert").get_by_role("link")
    assert "Pilih salah satu tempat yang muncul" in summary.inner_text()
    assert box(page).input_value() == "sukun"
    summary.click()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "combobox"


def test_nothing_found_is_said(page, uji):
    page.goto(uji)

    box(page).press_sequentially("zzzqqq", delay=20)

    page.get_by_text("Tidak ada tempat yang cocok").wait_for()


def test_without_an_answer_the_lists_come_back(page, uji):
    page.goto(uji)
    page.route("**/cari.json*", lambda route: route.abort())

    box(page).press_sequentially("sukun", delay=20)

    page.get_by_text("Silakan pilih langkah demi langkah").wait_for()
    page.get_by_label("Provinsi").select_option("35")
    page.get_by_role("button", name="Lanjut").click()
    page.wait_for_load_state()
    assert box(page).input_value() == "Jawa Timur"


def test_four_steps_without_javascript_lose_nothing(no_js_page, uji, no_sideways):
    page = no_js_page
    page.goto(uji)
    page.get_by_label("Nama", exact=True).fill("KIM Sukun")
    page.get_by_label("Tentang", exact=True).fill("Kami dari Sukun.")

    for label, code in [
        ("Provinsi", "35"),
        ("Kabupaten/kota", "35.73"),
        ("Kecamatan", "35.73.04"),
    ]:
        page.get_by_label(label, exact=True).select_option(code)
        page.get_by_role("button", name="Lanjut").click()
    page.get_by_label("Desa/kelurahan", exact=True).select_option("35.73.04.1005")
    no_sideways(page)
    page.get_by_role("button", name="Simpan").click()

    assert page.inner_text("body") == "KIM Sukun | 35.73.04.1005 | Kami dari Sukun."


@pytest.mark.parametrize("kind", ["page", "dark_page", "no_js_page"])
def test_everyone_can_use_it(request, uji, axe, shot, kind):
    if kind == "no_js_page":
        # axe itself needs scripts, so the lists are brought back as a silent server would.
        page = request.getfixturevalue("page")
        page.route("**/region_picker.js", lambda route: route.fulfill(body=""))
        page.goto(uji)
    else:
        page = request.getfixturevalue(kind)
        page.goto(uji)
        type_slowly(page, "sukun malang")
        box(page).press("ArrowDown")

    axe(page)
    shot(page, f"region-picker-{kind}")
