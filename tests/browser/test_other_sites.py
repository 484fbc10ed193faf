"""A page of another origin reads the portal's open data, as its own script would."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests.factories import (
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MaterialFileFactory,
    RegionFactory,
)
from tests.kimportal.uploads.make_files import jpeg

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = b"<!doctype html><title>Situs lain</title><img id=poster alt=poster>"


class OtherSite(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        # Isolated, as a site with shared memory is: it may show only what allows it (CORP).
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args):
        pass


@pytest.fixture
def other_site():
    server = ThreadingHTTPServer(("localhost", 0), OtherSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


READ = """async ([address, headers]) => {
    const answer = await fetch(address, {headers});
    return [answer.status, await answer.text(), answer.headers.get("ETag")];
}"""
SHOW = """address => new Promise(done => {
    const poster = document.getElementById("poster");
    poster.onload = () => done(poster.naturalWidth);
    poster.onerror = () => done(0);
    poster.src = address;
})"""


def test_another_site_reads_csv_api_feed_calendar_and_a_poster(
    page, live_server, other_site, settings
):
    settings.SITE_URL = live_server.url
    GroupFactory(region=RegionFactory(), slug="kim-sukun", name="KIM Sukun")
    EventFactory(title="Rembuk warga")
    material = MaterialFactory(title="Cuci tangan")
    picture = ContentFile(jpeg(40, 50), name="a.jpg")
    file = MaterialFileFactory(material=material, file=picture)
    page.goto(other_site)

    def read(path, **headers):
        return page.evaluate(READ, [live_server.url + path, headers])

    status, text, etag = read("/api/v1/kim/?q=sukun")
    assert (status, '"slug": "kim-sukun"' in text) == (200, True)
    # A header of one's own makes the browser ask first (OPTIONS).
    assert read("/api/v1/kim/?q=sukun", **{"If-None-Match": etag})[0] == 304
    assert "kim-sukun,KIM Sukun" in read("/data/kim.csv")[1]
    assert "Cuci tangan" in read(reverse("material_feed"))[1]
    assert "BEGIN:VCALENDAR" in read(reverse("event_calendar"))[1]
    assert read("/data/tidak-ada.csv")[0] == 404
    assert page.evaluate(SHOW, live_server.url + file.url) == 40
    # The pages themselves stay closed.
    with pytest.raises(Exception, match="Failed to fetch"):
        read("/kim/kim-sukun/")
