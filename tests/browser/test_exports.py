"""A table as XLSX: asked for, watched while the worker writes it, fetched."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect


@pytest.fixture
def worker(settings):
    """worker(): does what is in line, as the worker of a production stack would by itself."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return lambda: call_command("db_worker", "--batch", verbosity=0)


def open_exports(page, live_server):
    page.goto(live_server.url + reverse("admin:exports"))


def fetched(page):
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh (1 baris").click()
    return download.value.suggested_filename


def test_the_page_tells_by_itself_when_the_file_is_ready(
    page, world, live_server, sign_in_browser, worker, axe, no_sideways
):
    assert world.group
    sign_in_browser(page, world.reviewer)
    open_exports(page, live_server)
    page.get_by_role("button", name="Siapkan XLSX KIM").click()
    expect(page.get_by_role("progressbar", name="Dalam antrean")).to_be_visible()
    axe(page)

    worker()

    expect(page.get_by_role("link", name="Unduh (1 baris")).to_be_visible()
    axe(page)
    no_sideways(page)
    assert fetched(page) == "portal-kim-kim.xlsx"


def test_without_script_one_looks_again(no_js_page, world, live_server, sign_in_browser, worker):
    page = no_js_page
    assert world.group
    sign_in_browser(page, world.reviewer)
    open_exports(page, live_server)
    page.get_by_role("button", name="Siapkan XLSX KIM").click()

    worker()
    page.get_by_role("link", name="Lihat lagi").click()

    assert fetched(page) == "portal-kim-kim.xlsx"
