"""A register on its way in, by hand and without script, on a small phone."""

from datetime import date

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

    doubtful = [
        2,
        "KIM Ragu",
        "Sukkun",
        "Sukun",
        "Kota Malang",
        "Bu Ani",
        "",
        "",
        "",
        "kemarin dulu",
    ]
    content = csv_of(HEAD, [*GOOD[:-1], "13/03/2020"], doubtful)
    page.get_by_label("Daftar KIM (XLSX, XLS, ODS, atau CSV)").set_input_files(
        {"name": "daftar.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Baca berkas").click()
    no_sideways(page)
    page.get_by_role("button", name="Coba dulu").click()
    no_sideways(page)
    page.get_by_role("button", name="Impor 1 baris").click()
    no_sideways(page)
    assert "1 KIM menunggu peninjauan." in page.content()
    assert Group.objects.get().name == "KIM Sukun Guyub"

    # The doubtful row: its place by the lists, its date as people write it.
    page.get_by_role("link", name="Perbaiki baris ini").click()
    no_sideways(page)
    assert "Di berkas: kemarin dulu" in page.content()
    page.get_by_label("Nama KIM").fill("KIM Tak Ragu")
    page.get_by_label("Tanggal SK").fill("12 Maret 2020")
    page.get_by_role("button", name="Simpan dan impor").click()
    assert "KIM Tak Ragu menunggu peninjauan." in page.content()
    group = Group.objects.get(name="KIM Tak Ragu")
    assert (group.region, group.decree_date) == (world.village, date(2020, 3, 12))

    # A colleague verifies it; then everybody finds it.
    sign_in_browser(page, world.national_reviewer)
    page.goto(live_server.url + reverse("admin:review", args=["group", group.pk]))
    page.get_by_role("button", name="Verifikasi").first.click()
    page.context.clear_cookies()
    page.goto(live_server.url + reverse("group_list") + "?q=Tak+Ragu")
    assert "KIM Tak Ragu" in page.content()


def test_its_pages_are_open_to_everybody(page, world, live_server, sign_in_browser, axe, shot):
    assert world.village
    sign_in_browser(page, world.reviewer)
    wrong = [2, "KIM Entah", "Sukkun", "Sukun", "Kota Malang"]
    content = csv_of(HEAD, [*GOOD[:-1], "13/03/2020"], wrong)

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
