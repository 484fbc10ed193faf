"""A real Chromium in front of the live server; every page fails its test on a fault it meets."""

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path(__file__).resolve().parent.parent / "shots"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Kilobits and milliseconds of Chromium's own "slow 3G".
SLOW_3G = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation", event =>
    console.error("Content Security Policy:", event.violatedDirective, event.blockedURI))"""


@pytest.fixture(scope="session")
def chromium():
    if not shutil.which(CHROMIUM):
        pytest.fail(
            f"Browser tests need Chromium at {CHROMIUM}: on Debian `apt-get install chromium`, "
            "elsewhere set CHROMIUM to its path."
        )
    # Playwright's loop lives in this thread, where tests also ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """open_page(**context options) → a page; at the end no page may have met a fault."""
    contexts, faults = [], []

    def opened(**options):
        options = {"viewport": PHONE, "locale": "id-ID", "timezone_id": "Asia/Jakarta"} | options
        context = chromium.new_context(**options)
        contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        page = context.new_page()
        page.set_default_timeout(10_000)
        watch(page, faults)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def watch(page, faults):
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda message: note_violation(message, faults))
    page.on("request", lambda request: note_outsider(request, faults))
    page.on("response", lambda response: note_failure(response, faults))


def note_violation(message, faults):
    if "Content Security Policy" in message.text:
        faults.append(message.text)


def note_outsider(request, faults):
    if not request.url.startswith(("http://localhost:", "data:", "blob:")):
        faults.append(f"asked another host: {request.url}")


def note_failure(response, faults):
    if response.status >= 500:
        faults.append(f"{response.status}: {response.url}")


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def wide_page(open_page):
    return open_page(viewport=DESK)


@pytest.fixture
def dark_page(open_page):
    return open_page(color_scheme="dark")


@pytest.fixture
def no_js_page(open_page):
    return open_page(java_script_enabled=False)


@pytest.fixture
def slow_3g():
    """slow_3g(page): from now on the page has a village's signal."""

    def slow(page):
        client = page.context.new_cdp_session(page)
        client.send("Network.enable")
        client.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_3G})

    return slow


@pytest.fixture
def axe():
    """axe(page): nothing on it breaks WCAG 2.0 to 2.2, A and AA, as far as a machine can tell."""

    def check(page):
        only = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        found = Axe().run(page, options=only).response["violations"]
        assert [
            f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ] == []

    return check


@pytest.fixture
def no_sideways():
    """no_sideways(page): nothing makes the page wider than its window."""

    def check(page):
        page_width = page.evaluate("document.documentElement.scrollWidth")
        assert page_width <= page.viewport_size["width"]

    return check


@pytest.fixture
def shot():
    """shot(page, "home"): the whole page as tests/shots/home.png."""

    def taken(page, name):
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)

    return taken


@pytest.fixture
def sign_in_browser(live_server, sign_in):
    """sign_in_browser(page, person): the page goes on in that person's session."""

    def signed_in(page, person):
        session = sign_in(person).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": session.key, "value": session.value, "url": live_server.url}]
        )

    return signed_in
