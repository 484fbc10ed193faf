"""The watcher's round: over real pages of ours, and over a small site in which strangers have been."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.materials.models.material import Material
from kimportal.mail.models import OutgoingEmail
from kimportal.monitoring.defacement.allowed_hosts import RELEASE_HOSTS, known_hosts
from kimportal.monitoring.defacement.crawler import Crawler
from kimportal.monitoring.defacement.page_parser import hosts_in
from tests.factories import GroupFactory, MaterialFactory

ROOT = Path(__file__).resolve().parents[3]
CLEAN = {
    "/": '<title>Portal</title><a href="/kim/">KIM</a><a href="https://kimsukun.example">Situs</a>',
    "/kim/": "<title>KIM</title><p>Rembuk warga Sukun</p>",
}


class Site:
    """A site on loopback whose pages may be changed; `only` holds pages for one kind of guest."""

    def __init__(self):
        site = self
        self.pages, self.only, self.sent_on = dict(CLEAN), {}, {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path, told = self.path.partition("?")[0], str(self.headers)
                pages = [html for word, html in site.only.items() if word in told]
                if path in site.sent_on:
                    self.send_response(302)
                    self.send_header("Location", site.sent_on[path])
                    return self.end_headers()
                self.send_response(200 if path in site.pages else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((pages or [site.pages.get(path, "")])[0].encode())

            def log_message(self, *told):
                """Nothing: the test's output is the test's."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def findings(self):
        walk = Crawler(self.url, {"127.0.0.1", "kimsukun.example"}).run()
        return [finding.removeprefix(self.url) for finding in walk.findings]

    def add(self, html, to="/kim/"):
        self.pages[to] += html


@pytest.fixture
def site():
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def for_each(path, what):
    return [f"{path}: {guest} {what}" for guest in ("a person", "Googlebot", "from Google")]


def test_a_clean_site_is_no_alarm(site):
    assert site.findings() == []


def test_planted_words_are_found_by_every_guest(site):
    site.add("<p>Slot gacor hari ini</p>")

    assert site.findings() == for_each("/kim/", "reads “slot gacor”")


def test_a_foreign_script_is_found(site):
    site.add('<script src="https://x.example/a.js"></script>', to="/")

    assert site.findings() == for_each("/", "is made to fetch https://x.example/a.js")


def test_a_script_in_the_page_is_found(site):
    site.add("<script>location = 'x'</script>")

    assert site.findings() == for_each("/kim/", "has a script in the page: location = 'x'")


def test_a_link_nobody_approved_is_found(site):
    site.add('<a href="https://x.example/">Klik</a>')

    assert site.findings() == for_each("/kim/", "is led to https://x.example/")


def test_a_hidden_link_is_found_even_to_a_known_host(site):
    site.add('<p style="display:none"><a href="https://kimsukun.example/s">s</a></p>')

    assert site.findings() == for_each("/kim/", "has a hidden link to https://kimsukun.example/s")


def test_a_way_out_to_strangers_is_found(site):
    site.sent_on["/kim/"] = "https://x.example/main"

    assert site.findings() == for_each("/kim/", "is sent on to https://x.example/main")


def test_a_page_for_googlebot_alone_is_found(site):
    site.only["Googlebot"] = "<title>Lain</title>"

    assert "/: Googlebot is shown another page than a person" in site.findings()


def test_a_page_for_those_who_come_from_google_is_found(site):
    site.only["www.google.com/\n"] = "<title>Lain</title>"

    assert "/: from Google is shown another page than a person" in site.findings()


def test_a_page_whose_words_a_person_has_looked_at_is_no_alarm(site):
    site.add("<p>Slot gacor</p>")

    walk = Crawler(site.url, {"127.0.0.1", "kimsukun.example"}, frozenset({"/kim/"})).run()

    assert walk.findings == []


def test_an_outage_is_not_a_defacement(site):
    site.server.shutdown()
    site.server.server_close()

    assert site.findings() == []


@pytest.mark.django_db(transaction=True)
def test_our_own_pages_are_no_alarm(live_server, settings):
    settings.SITE_URL = live_server.url
    group = GroupFactory(name="KIM Bandar Baru", website="https://kimbandar.example/warta")
    MaterialFactory(title="Waspada judi online", body="Jauhi [ini](https://aduankonten.id/lapor).")
    walk = Crawler(live_server.url, known_hosts()).run(40)

    assert walk.findings == []
    assert walk.seen >= 60
    assert group.get_absolute_url() is not None


@pytest.mark.django_db
def test_only_approved_content_makes_a_host_known():
    GroupFactory(website="https://dikenal.example/")
    GroupFactory(website="https://menunggu.example/", state="waiting")
    MaterialFactory(body="[Sumber](https://sumber.example/a)").prepare().save()

    hosts = known_hosts()

    assert {"dikenal.example", "sumber.example"} <= hosts
    assert "menunggu.example" not in hosts
    assert Material.objects.count() == 1


@pytest.mark.django_db
def test_the_command_raises_an_alarm_once_for_the_same_plant(site, settings):
    settings.SITE_URL, settings.SECURITY_CONTACT = site.url, "jaga@example.org"
    settings.DEFACEMENT_ALLOWED_HOSTS = ["kimsukun.example"]
    site.add("<p>Togel malam ini</p>")
    said = StringIO()

    for _round in range(2):
        with pytest.raises(CommandError, match="something was planted"):
            call_command("check_defacement", stdout=said)

    assert f"{site.url}/kim/: Googlebot reads “togel”" in said.getvalue()
    assert [letter.to for letter in OutgoingEmail.objects.all()] == ["jaga@example.org"]


@pytest.mark.django_db
def test_the_command_is_content_with_a_clean_site(site, settings):
    settings.SITE_URL, settings.DEFACEMENT_ALLOWED_HOSTS = site.url, ["kimsukun.example"]
    said = StringIO()

    call_command("check_defacement", stdout=said)

    assert said.getvalue() == "6 pages read, 0 findings\n"


def test_every_host_that_the_release_links_to_is_known():
    pages = ROOT.glob("templates/**/*.html")
    linked = {host for page in pages for host in hosts_in(page.read_text()) if "." in host}

    # The address of WhatsApp stands in code; what else does is met on our own pages above.
    assert linked | {"wa.me"} == RELEASE_HOSTS


@pytest.mark.django_db
def test_a_host_planted_in_a_template_does_not_become_known(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    page = tmp_path / "templates" / "base.html"
    page.write_text('<script src="https://ditanam.example/a.js"></script>')

    assert "ditanam.example" not in known_hosts()
