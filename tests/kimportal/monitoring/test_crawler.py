"""Defacement check: of our own pages, and of a small site that was defaced."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.materials.models.material import Material
from campaigns.verification.hoax_channels import HOAX_CHANNELS
from kimportal.mail.models import OutgoingEmail
from kimportal.monitoring.defacement.allowed_hosts import RELEASE_HOSTS, allowed_hosts
from kimportal.monitoring.defacement.crawler import Crawler
from kimportal.monitoring.defacement.page_parser import host_of, hosts_in
from tests.factories import GroupFactory, MaterialFactory

ROOT = Path(__file__).resolve().parents[3]
CLEAN = {
    "/": '<title>Portal</title><a href="/kim/">KIM</a><a href="https://kimsukun.example">Situs</a>',
    "/kim/": "<title>KIM</title><p>Rembuk warga Sukun</p>",
}


class Site:
    """A site on loopback; `only` has pages for requests with a text in their headers."""

    def __init__(self):
        site = self
        self.pages, self.only, self.redirects = dict(CLEAN), {}, {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path, headers = self.path.partition("?")[0], str(self.headers)
                pages = [html for text, html in site.only.items() if text in headers]
                if path in site.redirects:
                    self.send_response(302)
                    self.send_header("Location", site.redirects[path])
                    return self.end_headers()
                self.send_response(200 if path in site.pages else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((pages or [site.pages.get(path, "")])[0].encode())

            def log_message(self, *args):
                """Log nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def findings(self):
        crawler = Crawler(self.url, {"127.0.0.1", "kimsukun.example"}).run()
        return [finding.removeprefix(self.url) for finding in crawler.findings]

    def add(self, html, to="/kim/"):
        self.pages[to] += html


@pytest.fixture
def site():
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def for_each_agent(path, finding):
    return [f"{path}: {agent} {finding}" for agent in ("a person", "Googlebot", "from Google")]


def test_a_clean_site_has_no_findings(site):
    assert site.findings() == []


def test_injected_keywords_are_found_by_every_agent(site):
    site.add("<p>Slot gacor hari ini</p>")

    assert site.findings() == for_each_agent("/kim/", "reads “slot gacor”")


def test_a_foreign_script_is_found(site):
    site.add('<script src="https://x.example/a.js"></script>', to="/")

    assert site.findings() == for_each_agent("/", "is made to fetch https://x.example/a.js")


def test_an_inline_script_is_found(site):
    site.add("<script>location = 'x'</script>")

    assert site.findings() == for_each_agent("/kim/", "has a script in the page: location = 'x'")


def test_a_link_to_an_unknown_host_is_found(site):
    site.add('<a href="https://x.example/">Klik</a>')

    assert site.findings() == for_each_agent("/kim/", "is led to https://x.example/")


def test_a_hidden_link_is_found_even_to_an_allowed_host(site):
    site.add('<p style="display:none"><a href="https://kimsukun.example/s">s</a></p>')

    assert site.findings() == for_each_agent(
        "/kim/", "has a hidden link to https://kimsukun.example/s"
    )


def test_a_redirect_to_an_unknown_host_is_found(site):
    site.redirects["/kim/"] = "https://x.example/main"

    assert site.findings() == for_each_agent("/kim/", "is sent on to https://x.example/main")


def test_a_page_for_googlebot_only_is_found(site):
    site.only["Googlebot"] = "<title>Lain</title>"

    assert "/: Googlebot is shown another page than a person" in site.findings()


def test_a_page_for_visitors_from_google_is_found(site):
    site.only["www.google.com/\n"] = "<title>Lain</title>"

    assert "/: from Google is shown another page than a person" in site.findings()


def test_keywords_on_an_ignored_path_are_no_finding(site):
    site.add("<p>Slot gacor</p>")

    crawler = Crawler(site.url, {"127.0.0.1", "kimsukun.example"}, frozenset({"/kim/"})).run()

    assert crawler.findings == []


def test_an_outage_is_not_a_defacement(site):
    site.server.shutdown()
    site.server.server_close()

    assert site.findings() == []


@pytest.mark.django_db(transaction=True)
def test_our_own_pages_have_no_findings(live_server, settings):
    settings.SITE_URL = live_server.url
    group = GroupFactory(name="KIM Bandar Baru", website="https://kimbandar.example/warta")
    MaterialFactory(title="Waspada judi online", body="Jauhi [ini](https://aduankonten.id/lapor).")
    crawler = Crawler(live_server.url, allowed_hosts()).run(40)

    assert crawler.findings == []
    assert crawler.seen >= 60
    assert group.get_absolute_url() is not None


@pytest.mark.django_db
def test_only_approved_content_allows_a_host():
    GroupFactory(website="https://dikenal.example/")
    GroupFactory(website="https://menunggu.example/", state="waiting")
    MaterialFactory(body="[Sumber](https://sumber.example/a)").prepare().save()

    hosts = allowed_hosts()

    assert {"dikenal.example", "sumber.example"} <= hosts
    assert "menunggu.example" not in hosts
    assert Material.objects.count() == 1


@pytest.mark.django_db
def test_the_command_sends_one_email_for_the_same_findings(site, settings):
    settings.SITE_URL, settings.SECURITY_CONTACT = site.url, "jaga@example.org"
    settings.DEFACEMENT_ALLOWED_HOSTS = ["kimsukun.example"]
    site.add("<p>Togel malam ini</p>")
    output = StringIO()

    for _round in range(2):
        with pytest.raises(CommandError, match="the public pages show foreign content"):
            call_command("check_defacement", stdout=output)

    assert f"{site.url}/kim/: Googlebot reads “togel”" in output.getvalue()
    assert [email.to for email in OutgoingEmail.objects.all()] == ["jaga@example.org"]


@pytest.mark.django_db
def test_the_command_succeeds_for_a_clean_site(site, settings):
    settings.SITE_URL, settings.DEFACEMENT_ALLOWED_HOSTS = site.url, ["kimsukun.example"]
    output = StringIO()

    call_command("check_defacement", stdout=output)

    assert output.getvalue() == "6 pages read, 0 findings\n"


def test_every_host_in_our_templates_is_allowed():
    pages = ROOT.glob("templates/**/*.html")
    linked = {host for page in pages for host in hosts_in(page.read_text()) if "." in host}

    # Those in code: WhatsApp, and where hoaxes are reported.
    linked |= {"wa.me"} | {host_of(address) for address, _name, _what in HOAX_CHANNELS}
    assert linked == RELEASE_HOSTS


@pytest.mark.django_db
def test_a_host_injected_into_a_template_is_not_allowed(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    page = tmp_path / "templates" / "base.html"
    page.write_text('<script src="https://ditanam.example/a.js"></script>')

    assert "ditanam.example" not in allowed_hosts()
