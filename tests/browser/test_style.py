"""The style page: every part in every state, as eyes, screen readers and small phones meet it."""

import pytest

from tests.factories import PersonFactory

STYLE = "/tentang/gaya/"


@pytest.fixture
def editor(db):
    return PersonFactory(name="Rina Kartika", role="editor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_part_is_accessible_and_fits(
    open_page, live_server, editor, sign_in_browser, axe, no_sideways, scheme, width
):
    page = open_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    sign_in_browser(page, editor)

    page.goto(live_server.url + STYLE)

    axe(page)
    no_sideways(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_contrast_stays_accessible(
    open_page, live_server, editor, sign_in_browser, axe, scheme
):
    page = open_page(contrast="more", color_scheme=scheme)
    sign_in_browser(page, editor)

    page.goto(live_server.url + STYLE)

    axe(page)


def test_forced_colours_keep_the_outlines(open_page, live_server, editor, sign_in_browser):
    page = open_page(forced_colors="active")
    sign_in_browser(page, editor)
    page.goto(live_server.url + STYLE)

    for part in (".btn", ".state", ".tag", ".notice", ".card", ".date-badge"):
        style = page.locator(part).first.evaluate("node => getComputedStyle(node).borderStyle")
        assert style == "solid", part


def test_faults_take_the_focus_and_lead_to_their_fields(page, live_server, editor, sign_in_browser):
    sign_in_browser(page, editor)
    page.goto(live_server.url + STYLE)

    summary = page.locator(".error-summary")
    assert summary.evaluate("node => node === document.activeElement")
    hrefs = summary.locator("a").evaluate_all("links => links.map(link => link.hash)")
    assert hrefs == [
        "#id_wrong-date",
        "#id_wrong-time",
        "#id_wrong-total",
        "#id_wrong-language",
        "#id_wrong-mode_0",
        "#id_wrong-neutral",
    ]
    assert [page.locator(f"[id='{href[1:]}']").count() for href in hrefs] == [1] * len(hrefs)


def test_touch_targets_are_large_enough(page, live_server, editor, sign_in_browser):
    sign_in_browser(page, editor)
    page.goto(live_server.url + STYLE)

    heights = page.locator(
        ".btn:not(.btn--small):visible, .field input:not([type=hidden], [type=checkbox], [type=radio]):visible, .choices label"
    ).evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().height)")

    assert min(heights) >= 44


def test_the_menu_opens_without_javascript(no_js_page, live_server):
    no_js_page.goto(live_server.url + "/akun/login/")
    menu = no_js_page.get_by_role("navigation", name="Utama")
    assert not menu.is_visible()

    no_js_page.get_by_role("button", name="Menu").click()

    assert menu.get_by_role("link", name="English").is_visible()


def test_the_menu_lies_open_on_a_wide_window(wide_page, live_server):
    wide_page.goto(live_server.url + "/akun/login/")

    assert wide_page.get_by_role("navigation", name="Utama").is_visible()
    assert not wide_page.get_by_role("button", name="Menu").is_visible()


def test_a_text_is_copied_in_one_tap(open_page, live_server, editor, sign_in_browser):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    sign_in_browser(page, editor)
    page.goto(live_server.url + STYLE)

    page.get_by_role("button", name="Salin").click()

    page.get_by_role("button", name="Tersalin").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "Saring dulu, baru sebar."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_lost_page_is_accessible_and_leads_on(open_page, live_server, axe, no_sideways, scheme):
    page = open_page(color_scheme=scheme)

    page.goto(live_server.url + "/tidak-ada/")

    axe(page)
    no_sideways(page)
    assert page.get_by_role("searchbox", name="Cari materi").is_visible()
