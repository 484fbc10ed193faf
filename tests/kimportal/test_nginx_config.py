"""What nginx lets through, with a real nginx: who reads too much waits, everybody else does not."""

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
#: Stands for the portal: /simpan/… and, for a second, /jam/ may be kept by caches, all else is drawn
#: anew. /jam/ is never the same twice; /anggota/surat/ is a private file that nginx is to send.
PORTAL = """
server {{
  listen unix:{folder}/web.sock;
  location / {{ return 200 "halaman"; }}
  location /simpan/ {{ add_header Cache-Control "public, s-maxage=30"; return 200 "halaman"; }}
  location /jam/ {{ add_header Cache-Control "public, s-maxage=1"; return 200 $request_id; }}
  location /anggota/surat/ {{
    {walls}
    add_header Cache-Control "private, no-store"; add_header X-Accel-Redirect /private/surat.txt;
    return 200;
  }}
  location /anggota/hilang/ {{ add_header X-Accel-Redirect /private/hilang.txt; return 200; }}
  location /anggota/ditolak/ {{ return 403 "kata portal sendiri"; }}
}}
"""
MANY = 300
#: What nginx writes into its log of the requests that these tests have it refuse.
REFUSALS = (
    "limiting requests",
    "No such file or directory",
    "is forbidden",
    "too large body",
    "client sent",
)
#: What the portal says of a private file (kimportal/uploads/private_files.py and the middleware).
WALLS = {
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
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """An nginx as `make serve` starts it; `port` and `folder` say where."""
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
    walls = "".join(f'add_header {name} "{value}";' for name, value in WALLS.items())
    with (folder / "portal.conf").open("a") as site:
        site.write(PORTAL.format(folder=folder, walls=walls))
    nginx = subprocess.Popen([NGINX, "-c", conf, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        while not (folder / "nginx.pid").exists() or not (folder / "nginx.pid").read_text():
            assert nginx.poll() is None, (folder / "nginx.log").read_text()
            time.sleep(0.01)
        yield stack
    finally:
        nginx.terminate()
        nginx.wait()


class Gate(http.client.HTTPConnection):
    """Straight to the second server, which trusts the address that the first gives it."""

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.host)


def ask(connection, path, **headers):
    connection.request("GET", path, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    return answer


def asked(site, address, paths):
    """The answers to this address of the machine's own 127.0.0.0/8."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", site.port, timeout=20, source_address=(address, 0)
    )
    answers = [ask(connection, path) for path in paths]
    connection.close()
    return answers


def statuses(answers):
    return Counter(answer.status for answer in answers)


def pages(prefix="/kim/"):
    return [f"{prefix}{n}/" for n in range(MANY)]


def test_who_reads_every_page_waits_and_nobody_else_does(site):
    scraper = asked(site, "127.0.7.1", pages())
    person = asked(site, "127.0.7.2", pages("/materi/")[:20])

    assert statuses(scraper[:149]) == {200: 149}
    assert statuses(scraper)[429] > 100
    assert statuses(person) == {200: 20}


def test_who_has_to_wait_still_gets_what_others_opened(site):
    asked(site, "127.0.7.3", ["/simpan/beranda/"])
    assert asked(site, "127.0.7.4", pages())[-1].status == 429

    answers = asked(site, "127.0.7.4", ["/simpan/beranda/"] * 50)

    assert statuses(answers) == {200: 50}


def test_whoever_saw_a_page_kept_anew_never_sees_the_old_one_again(site):
    seen = []

    while len(set(seen)) < 4:
        seen += [answer.text for answer in asked(site, "127.0.7.20", ["/jam/"])]

    changes = [new for old, new in pairwise(seen) if new != old]
    assert len(changes) == len(set(changes)) == 3


@pytest.mark.parametrize(
    ("paths", "address"),
    [
        (pages("/v/"), "127.0.7.5"),
        (pages("/en/v/"), "127.0.7.6"),
        (pages("/anggota/kegiatan/"), "127.0.7.7"),
        (pages("/admin/review/"), "127.0.7.8"),
        (["/healthz"] * MANY, "127.0.7.9"),
        (pages(), "127.0.0.1"),
    ],
)
def test_checks_forms_and_our_own_watch_are_no_reading(paths, address, site):
    assert statuses(asked(site, address, paths)) == {200: MANY}


@pytest.mark.parametrize(
    "path", ["/kim/{}/", "/v/../kim/{}/", "/anggota/../kim/{}/", "/%6bim/{}/", "//kim/{}/"]
)
def test_no_spelling_of_an_address_escapes_the_count(path, site):
    address = f"127.0.8.{len(path)}"

    assert 429 in statuses(asked(site, address, [path.format(n) for n in range(MANY)]))


def sent(site, address, path, many):
    """The answers to forms of this address of the machine's own 127.0.0.0/8."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", site.port, timeout=20, source_address=(address, 0)
    )
    answers = []
    for _time in range(many):
        connection.request("POST", path, body="a=b", headers={"Host": "localhost"})
        answers.append(connection.getresponse())
        answers[-1].read()
    connection.close()
    return statuses(answers)


@pytest.mark.parametrize("path", ["/v/", "/v/AAAA-AAAA/", "/materi/", "/healthz", "/en/v/"])
def test_forms_to_public_pages_are_counted_whatever_the_page(path, site):
    answers = sent(site, f"127.0.11.{len(path)}", path, 40)

    assert answers[200] <= 12
    assert answers[429] >= 28


@pytest.mark.parametrize("path", ["/akun/login/", "/anggota/kegiatan/simpan/", "/csp-report/"])
def test_forms_of_ours_are_not_counted_among_them(path, site):
    assert sent(site, f"127.0.12.{len(path)}", path, 40) == {200: 40}


@pytest.mark.parametrize(
    ("path", "language", "title"),
    [("/kim/", "id", "Mohon tunggu sebentar"), ("/en/kim/", "en", "One moment, please")],
)
def test_waiting_is_asked_in_the_language_of_the_address(path, language, title, site):
    answer = asked(site, f"127.0.9.{len(path)}", pages(path))[-1]

    assert (answer.status, answer.headers["Retry-After"]) == (429, "30")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert f'<html lang="{language}">' in answer.text and f"<h1>{title}</h1>" in answer.text


def test_a_forged_header_makes_nobody_else_of_a_scraper(site):
    connection = http.client.HTTPConnection(
        "127.0.0.1", site.port, timeout=20, source_address=("127.0.7.10", 0)
    )

    met = {
        ask(connection, path, **{"X-Forwarded-For": f"192.0.2.{n % 250}", "User-Agent": f"a{n}"})
        for n, path in enumerate(pages())
    }
    connection.close()

    assert statuses(met)[429] > 100


def test_a_network_of_ipv6_is_one_reader(site):
    gate = Gate(f"{site.folder}/gate.sock", timeout=20)

    def read(first):
        addresses = [ip_address(int(ip_address(first)) + n * 2**40) for n in range(MANY)]
        return statuses(
            ask(gate, f"/kim/{n}/", **{"X-Forwarded-For": str(one)})
            for n, one in enumerate(addresses)
        )

    assert read("2001:db8:0:1::1")[429] > 100
    assert read("2001:db8:0:2::1")[200] >= 149


def test_a_private_file_is_sent_with_all_that_the_portal_says_of_it(site):
    answer = asked(site, "127.0.7.12", ["/anggota/surat/"])[0]

    assert (answer.status, answer.text) == (200, "rahasia")
    assert {name: answer.headers.get_all(name) for name in WALLS} == {
        name: [value] for name, value in WALLS.items()
    }
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_caches_on_the_way_ask_for_a_public_file_anew_within_a_minute(site):
    """It may be withdrawn; a reader's own copy is theirs."""
    (site.folder / "files/media").mkdir()
    (site.folder / "files/media/poster.txt").write_text("poster")

    answer = asked(site, "127.0.7.14", ["/media/poster.txt"])[0]

    caching = answer.headers["Cache-Control"]
    assert (answer.status, caching) == (200, "public, max-age=31536000, s-maxage=30, immutable")


def test_what_nginx_answers_itself_is_for_https_alone_too(site):
    answers = asked(site, "127.0.7.13", ["/static/css/tokens.css", *pages()])

    assert (answers[0].status, answers[-1].status) == (200, 429)
    values = {answer.headers["Strict-Transport-Security"] for answer in (answers[0], answers[-1])}
    assert values == {WALLS["Strict-Transport-Security"]}


def raw(site, request):
    """(status, whole answer) to these bytes."""
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
def test_what_nginx_refuses_by_itself_is_said_in_our_design(request_text, status, title, site):
    met, answer = raw(site, request_text)

    head, _gap, page = answer.partition("\r\n\r\n")
    assert met == status
    assert title in page and "/static/css/site.css" in page and "nginx" not in page
    assert "Cache-Control: no-store" in head and "Retry-After" not in head


def test_what_the_portal_itself_says_of_a_refusal_passes_unchanged(site):
    answer = asked(site, "127.0.7.15", ["/anggota/ditolak/"])[0]

    assert (answer.status, answer.text) == (403, "kata portal sendiri")


@pytest.mark.parametrize("language", ["id", "en"])
def test_our_pages_for_when_nginx_answers_itself_need_nothing_from_elsewhere(language):
    for status in (400, 404, 413, 429, 503):
        page = (ROOT / f"static/errors/{language}/{status}.html").read_text()
        assert f'<html lang="{language}">' in page
        assert [one for one in re.findall(r'(?:src|href)="([^"]+)"', page) if one[0] != "/"] == []


def test_nginx_itself_complains_of_nothing_else(site):
    asked(site, "127.0.7.11", pages())

    lines = (site.folder / "nginx.log").read_text().splitlines()
    assert (
        lines and [line for line in lines if not any(refusal in line for refusal in REFUSALS)] == []
    )
