"""First paint on a cheap phone and a village line: 400 kbit/s, 400 ms away, a processor six times slower."""

import gzip
import statistics
import threading
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse

from campaigns.materials.models.material import Material
from tests.browser.conftest import PHONE, SLOW_3G, chromium  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS, SLOWER, AIM = 5, 6, 1500
LINES = {"400 ms away": SLOW_3G, "100 ms away": {**SLOW_3G, "latency": 100}}
PAINTED = """new Promise(told => new PerformanceObserver(list => told(
    list.getEntriesByName("first-contentful-paint")[0].startTime
    )).observe({type: "paint", buffered: true}))"""
OWN = {"content-length", "connection", "date", "server"}
TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")


class Cache(BaseHTTPRequestHandler):
    """What nginx does in front of the portal: keeps each answer, compressed."""

    protocol_version = "HTTP/1.1"
    behind, kept = "", {}

    def do_GET(self):
        status, headers, content = self.kept.get(self.path) or self.fetch()
        with suppress(ConnectionError):  # the phone has seen enough and is gone
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    def fetch(self):
        connection = HTTPConnection(self.behind)
        connection.request("GET", self.path, headers={"Host": self.behind})
        answer = connection.getresponse()
        content = answer.read()
        headers = [
            (name, value) for name, value in answer.headers.items() if name.lower() not in OWN
        ]
        if answer.headers.get("Content-Type", "").startswith(TEXT):
            content = gzip.compress(content, 5)
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(content))))
        self.kept[self.path] = answer.status, headers, content
        return self.kept[self.path]

    def handle(self):
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_args):
        pass


@pytest.fixture
def address(live_server):
    Cache.behind = urlsplit(live_server.url).netloc
    server = ThreadingHTTPServer(("localhost", 0), Cache)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


def first_paint(browser, url, line):
    """Milliseconds from the tap to the first words or picture, with nothing kept from before."""
    context = browser.new_context(viewport=PHONE, locale="id-ID")
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", {"offline": False, **line})
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="commit")
    painted = page.evaluate(PAINTED)
    context.close()
    return painted


def test_first_paint(chromium, address, settings):  # noqa: F811
    call_command("load_regions", verbosity=0)
    settings.DEBUG = True  # the demo's accounts have passwords that everybody knows
    call_command("load_demo", verbosity=0)
    settings.DEBUG = False
    material = Material.objects.listed().newest_first().first()
    asked = {
        "home": reverse("home"),
        "list": reverse("material_list"),
        "detail": material.get_absolute_url(),
        "coverage": reverse("coverage"),
    }

    for name, line in LINES.items():
        print(f"\n400 kbit/s, {name}, {SLOWER}× slower; aim {AIM} ms")
        for kind, path in asked.items():
            url = address + path
            first_paint(chromium, url, line)  # fills what nginx would have kept
            taken = [first_paint(chromium, url, line) for _round in range(ROUNDS)]
            print(
                f"  {kind:9} {statistics.median(taken):6.0f} ms ({min(taken):.0f}–{max(taken):.0f})"
            )
