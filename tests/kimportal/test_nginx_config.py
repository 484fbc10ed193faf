"""Rate limits, caching, private files and error pages of a real nginx with our configuration."""

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections import Counter
from ipaddress import ip_address
from itertools import pairwise
from types import SimpleNamespace

import pytest

from tests.ops import nginx_config
from tests.ops.stack import ROOT

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")
pytestmark = pytest.mark.skipif(not NGINX, reason="needs nginx")
#: Stand-in for the portal. Caches may store /simpan/… and, for a second, /jam/, which differs each
#: time; /anggota/surat/ is a private file that nginx is to send.
PORTAL = """
server {{
  listen unix:{folder}/web.sock;
  location / {{ return 200 "halaman"; }}
  location /simpan/ {{ add_header Cache-Control "public, s-maxage=30"; return 200 "halaman"; }}
  location /jam/ {{ add_header Cache-Control "public, s-maxage=1"; return 200 $request_id; }}
  location /anggota/surat/ {{
    {headers}
    add_header Cache-Control "private, no-store"; add_header X-Accel-Redirect /private/surat.txt;
    return 200;
  }}
  location /anggota/hilang/ {{ add_header X-Accel-Redirect /private/hilang.txt; return 200; }}
  location /anggota/ditolak/ {{ return 403 "kata portal sendiri"; }}
}}
"""
REQUESTS = 300
#: Log messages of nginx about requests that it refuses here.
REFUSALS = (
    "limiting requests",
    "No such file or directory",
    "is forbidden",
    "too large body",
    "client sent",
)
#: Headers of a private file (kimportal/uploads/private_files.py and the middleware).
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Request-Id": "a1b2",
}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """An nginx as `make serve` starts it, with `port` and `folder`."""
    folder = tmp_path_factory.mktemp("front")
    folder.chmod(0o755)
    (folder / "var").mkdir()
    (folder / "var/static").symlink_to(ROOT / "static")
    limits = {"rate": 10_000, "connections": 40, "reads": 60}
    stack = SimpleNamespace(
        folder=folder, port=free_port(), sockets=[folder / "web.sock"], root=folder, limits=limits
    )
    stack.scheme = "https"  # as behind a CDN that ends TLS
    (folder / "files/private").mkdir(parents=True)
    (folder / "files/private/surat.txt").write_text("rahasia")
    conf = nginx_config.write_configuration(stack)
    headers = "".join(f'add_header {name} "{value}";' for name, value in SECURITY_HEADERS.items())
    with (folder / "portal.conf").open("a") as site:
        site.write(PORTAL.format(folder=folder, headers=headers))
    nginx = subprocess.Popen([NGINX, "-c", conf, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        while not (folder / "nginx.pid").exists() or not (folder / "nginx.pid").read_text():
            assert nginx.poll() is None, (folder / "nginx.log").read_text()
            time.sleep(0.01)
        yield stack
    finally:
        nginx.terminate()
        nginx.wait()


class InnerServer(http.client.HTTPConnection):
    """Connection to the second server, which trusts the client address from the first."""

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.host)


def fetch(connection, path, **headers):
    connection.request("GET", path, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    return answer


def fetch_all(site, address, paths):
    """Return the answers to a client with this address of 127.0.0.0/8."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", site.port, timeout=20, source_address=(address, 0)
    )
    answers = [fetch(connection, path) for path in paths]
    connection.close()
    return answers


def statuses(answers):
    return Counter(answer.status for answer in answers)


def pages(prefix="/kim/"):
    return [f"{prefix}{n}/" for n in range(REQUESTS)]


def test_a_scraper_is_limited_and_nobody_else(site):
    scraper = fetch_all(site, "127.0.7.1", pages())
    person = fetch_all(site, "127.0.7.2", pages("/materi/")[:20])

    assert statuses(scraper[:149]) == {200: 149}
    assert statuses(scraper)[429] > 100
    assert statuses(person) == {200: 20}


def test_a_limited_client_still_gets_cached_pages(site):
    fetch_all(site, "127.0.7.3", ["/simpan/beranda/"])
    assert fetch_all(site, "127.0.7.4", pages())[-1].status == 429

    answers = fetch_all(site, "127.0.7.4", ["/simpan/beranda/"] * 50)

    assert statuses(answers) == {200: 50}


def test_a_client_never_sees_an_older_copy_again(site):
    copies = []

    while len(set(copies)) < 4:
        copies += [answer.text for answer in fetch_all(site, "127.0.7.20", ["/jam/"])]

    changes = [new for old, new in pairwise(copies) if new != old]
    assert len(changes) == len(set(changes)) == 3


@pytest.mark.parametrize(
    ("paths", "address"),
    [
        (pages("/v/"), "127.0.7.5"),
        (pages("/en/v/"), "127.0.7.6"),
        (pages("/anggota/kegiatan/"), "127.0.7.7"),
        (pages("/admin/review/"), "127.0.7.8"),
        (["/healthz"] * REQUESTS, "127.0.7.9"),
        (pages(), "127.0.0.1"),
    ],
)
def test_verification_forms_and_monitoring_are_not_limited(paths, address, site):
    assert statuses(fetch_all(site, address, paths)) == {200: REQUESTS}


@pytest.mark.parametrize(
    "path", ["/kim/{}/", "/v/../kim/{}/", "/anggota/../kim/{}/", "/%6bim/{}/", "//kim/{}/"]
)
def test_no_spelling_of_a_url_escapes_the_limit(path, site):
    address = f"127.0.8.{len(path)}"

    assert 429 in statuses(fetch_all(site, address, [path.format(n) for n in range(REQUESTS)]))


def post_many(site, address, path, times):
    """Return the statuses of forms sent by a client with this address of 127.0.0.0/8."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", site.port, timeout=20, source_address=(address, 0)
    )
    answers = []
    for _time in range(times):
        connection.request("POST", path, body="a=b", headers={"Host": "localhost"})
        answers.append(connection.getresponse())
        answers[-1].read()
    connection.close()
    return statuses(answers)


@pytest.mark.parametrize("path", ["/v/", "/v/AAAA-AAAA/", "/materi/", "/healthz", "/en/v/"])
def test_forms_to_public_pages_are_limited(path, site):
    answers = post_many(site, f"127.0.11.{len(path)}", path, 40)

    assert answers[200] <= 12
    assert answers[429] >= 28


@pytest.mark.parametrize("path", ["/akun/login/", "/anggota/tulisan/simpan/", "/csp-report/"])
def test_our_own_forms_are_not_limited(path, site):
    assert post_many(site, f"127.0.12.{len(path)}", path, 40) == {200: 40}


@pytest.mark.parametrize(
    ("path", "language", "title"),
    [("/kim/", "id", "Mohon tunggu sebentar"), ("/en/kim/", "en", "One moment, please")],
)
def test_the_429_page_is_in_the_language_of_the_url(path, language, title, site):
    answer = fetch_all(site, f"127.0.9.{len(path)}", pages(path))[-1]

    assert (answer.status, answer.headers["Retry-After"]) == (429, "30")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert f'<html lang="{language}">' in answer.text and f"<h1>{title}</h1>" in answer.text


def test_a_forged_header_does_not_escape_the_limit(site):
    connection = http.client.HTTPConnection(
        "127.0.0.1", site.port, timeout=20, source_address=("127.0.7.10", 0)
    )

    answers = {
        fetch(connection, path, **{"X-Forwarded-For": f"192.0.2.{n % 250}", "User-Agent": f"a{n}"})
        for n, path in enumerate(pages())
    }
    connection.close()

    assert statuses(answers)[429] > 100


def test_an_ipv6_network_is_one_client(site):
    server = InnerServer(f"{site.folder}/gate.sock", timeout=20)

    def read(first):
        addresses = [ip_address(int(ip_address(first)) + n * 2**40) for n in range(REQUESTS)]
        return statuses(
            fetch(server, f"/kim/{n}/", **{"X-Forwarded-For": str(address)})
            for n, address in enumerate(addresses)
        )

    assert read("2001:db8:0:1::1")[429] > 100
    assert read("2001:db8:0:2::1")[200] >= 149


def test_a_private_file_has_the_headers_of_the_portal(site):
    answer = fetch_all(site, "127.0.7.12", ["/anggota/surat/"])[0]

    assert (answer.status, answer.text) == (200, "rahasia")
    assert {name: answer.headers.get_all(name) for name in SECURITY_HEADERS} == {
        name: [value] for name, value in SECURITY_HEADERS.items()
    }
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_shared_caches_revalidate_a_public_file_within_a_minute(site):
    """A file may be withdrawn; only the browser may keep it."""
    (site.folder / "files/media").mkdir()
    (site.folder / "files/media/poster.txt").write_text("poster")

    answer = fetch_all(site, "127.0.7.14", ["/media/poster.txt"])[0]

    caching = answer.headers["Cache-Control"]
    assert (answer.status, caching) == (200, "public, max-age=31536000, s-maxage=30, immutable")


def test_answers_of_nginx_itself_have_hsts(site):
    answers = fetch_all(site, "127.0.7.13", ["/static/css/tokens.css", *pages()])

    assert (answers[0].status, answers[-1].status) == (200, 429)
    values = {answer.headers["Strict-Transport-Security"] for answer in (answers[0], answers[-1])}
    assert values == {SECURITY_HEADERS["Strict-Transport-Security"]}


def raw(site, request):
    """Return (status, whole answer) to these bytes."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    answer = answer.decode()
    return int(answer.split()[1]), answer


HEAD = "Host: localhost\nConnection: close\n"


@pytest.mark.parametrize(
    ("request_text", "status", "title"),
    [
        (f"GET /static/tiada.css HTTP/1.1\n{HEAD}\n", 404, "Berkas ini tidak ada"),
        (f"GET /static/css/ HTTP/1.1\n{HEAD}\n", 404, "Berkas ini tidak ada"),
        (f"GET /media/materials/tiada.pdf HTTP/1.1\n{HEAD}\n", 404, "Berkas ini tidak ada"),
        (f"GET /anggota/hilang/ HTTP/1.1\n{HEAD}\n", 404, "Berkas ini tidak ada"),
        (f"POST /en/static/x HTTP/1.1\n{HEAD}Content-Length: 999999999\n\n", 413, "too much"),
        (f"POST /kim/ HTTP/1.1\n{HEAD}Content-Length: 999999999\n\n", 413, "terlalu besar"),
        (f"GET /kim/ HTTP/1.1\n{HEAD}Cookie: {'a' * 9000}\n\n", 431, "tidak terbaca"),
        (f"GET /en/kim/ HTTP/1.1\n{HEAD}Content-Length: x\n\n", 400, "not read that request"),
        (f"TRACE /kim/ HTTP/1.1\n{HEAD}\n", 405, "tidak terbaca"),
        (
            f"POST /static/css/tokens.css HTTP/1.1\n{HEAD}Content-Length: 0\n\n",
            405,
            "tidak terbaca",
        ),
    ],
)
def test_refusals_of_nginx_itself_have_our_design(request_text, status, title, site):
    actual, answer = raw(site, request_text)

    head, _gap, page = answer.partition("\r\n\r\n")
    assert actual == status
    assert title in page and "/static/css/site.css" in page and "nginx" not in page
    assert "Cache-Control: no-store" in head and "Retry-After" not in head


def test_refusals_of_the_portal_pass_unchanged(site):
    answer = fetch_all(site, "127.0.7.15", ["/anggota/ditolak/"])[0]

    assert (answer.status, answer.text) == (403, "kata portal sendiri")


@pytest.mark.parametrize("language", ["id", "en"])
def test_error_pages_of_nginx_have_only_local_resources(language):
    for status in (400, 404, 413, 429, 503):
        page = (ROOT / f"static/errors/{language}/{status}.html").read_text()
        assert f'<html lang="{language}">' in page
        assert [url for url in re.findall(r'(?:src|href)="([^"]+)"', page) if url[0] != "/"] == []


def test_nginx_logs_no_other_errors(site):
    fetch_all(site, "127.0.7.11", pages())

    logged = (site.folder / "nginx.log").read_text().splitlines()
    assert (
        logged
        and [line for line in logged if not any(refusal in line for refusal in REFUSALS)] == []
    )
