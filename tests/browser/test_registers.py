"""A register on its way in, by hand and without script, on a small phone."""

from django.urls import reverse

from groups.kim.models import Group
from tests.groups.register_import.registers import GOOD, HEAD, csv_of


def test_a_reviewer_brings_a_register_in(
    no_js_page, world, live_server, sign_in_browser, no_sideways
):
    page = no_js_page
    assert world.village
    sign_in_browser(page, world.reviewer)
    page.goto(live_server.url + reverse("admin:exports"))
    page.get_by_role("link", name="Impor daftar KIM").click()
    no_sideways(page)

    content = csv_of(HEAD, [*GOOD[:-1], "02/03/2020"])
    page.get_by_label("Daftar KIM (XLSX atau CSV)").set_input_files(
        {"name": "daftar.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Baca berkas").click()
    no_sideways(page)
    page.get_by_role("button", name="Coba dulu").click()
    no_sideways(page)
    page.get_by_role("button", name="Impor semuanya").click()

    assert "1 KIM menunggu peninjauan." in page.content()
    assert Group.objects.get().name == "KIM Sukun Guyub"


def test_its_pages_are_open_to_everybody(page, world, live_server, sign_in_browser, axe, shot):
    assert world.village
    sign_in_browser(page, world.reviewer)
    wrong = [2, "KIM Entah", "Sukkun", "Sukun", "Kota Malang"]
    content = csv_of(HEAD, [*GOOD[:-1], "02/03/2020"], wrong)

    page.goto(live_server.url + reverse("admin:exports"))
    axe(page)
    shot(page, "data-in-and-out")
    page.goto(live_server.url + reverse("admin:register_upload"))
    axe(page)
    page.locator("input[type=file]").set_input_files(
        {"name": "daftar.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Baca berkas").click()
    axe(page)
    shot(page, "register-columns")
    page.get_by_role("button", name="Coba dulu").click()
    axe(page)
    shot(page, "register-report")
