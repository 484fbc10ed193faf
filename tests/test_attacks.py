"""What a scanner, a prankster or a cache trickster sends to every public address (SECURITY_BAR R36, R42)."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from kimportal.wsgi import application
from tests.test_access import TABLE
from tests.test_sheet_addresses import KINDS

pytestmark = pytest.mark.django_db

PUBLIC = sorted(name for name, row in TABLE.items() if row.public and row.gets and not row.writes)
#: Pages a shared cache may keep; health checks are answered fresh.
# Not material_file either: it stands in for a public copy that is not made yet.
KEPT = [
    n
    for n in PUBLIC
    if not n.startswith(("healthz", "readyz", "csp", "account", "material_file"))
    and TABLE[n].status == 200
]
PARAMETERS = "q wilayah program pilar jenis bahasa mode dari sampai hal kode provinsi cursor limit page".split()
VALUES = [
    *(
        "",
        " ",
        "-1",
        "0",
        "1e309",
        "NaN",
        "Infinity",
        "1,5",
        "٣",
        "0x1",
        "+1",
        "true",
        "[]",
        "last",
    ),
    *(str(2**31), str(2**63), "9" * 5000, "1000000000"),
    *(
        "\x00",
        "a\x00b",
        "\u202e",
        "\ufeff",
        "\x1b[2J",
        "a\u0301" * 300,
        "👨‍👩‍👧",
        "ꦗꦮ",
        "\r\nSet-Cookie: a=b",
    ),
    *("' OR 1=1--", "%", "_", "\\", "(a+)+$", "../../etc/passwd", "{{7*7}}", "${7*7}", "%s%n"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"),
    *(
        "0001-01-01",
        "9999-12-31",
        "2024-02-30",
        "10000-01-01",
        "2020-13-01T25:61",
        "password",
        "-",
        "?",
    ),
    *("35", "35.73.01.1001", "35.73.01.1001.1", ".", "35..73", "99.99", "é" * 200, "x" * 8000),
]


def address(name, world):
    return reverse(name, kwargs=TABLE[name].kwargs(world))


@pytest.mark.parametrize("name", PUBLIC)
def test_no_query_is_too_strange_for_a_public_page(name, world, client):
    path = address(name, world)
    client.raise_request_exception = False

    faults = [
        (response.status_code, query[:80])
        for query in strange_queries()
        if (response := client.get(f"{path}?{query}")).status_code >= 500
    ]

    assert faults == []


def strange_queries():
    """Each value in all parameters at once, then what no form of ours would send."""
    yield from (urlencode(dict.fromkeys(PARAMETERS, value)) for value in VALUES)
    yield "&".join(f"{p}=1&{p}=2" for p in PARAMETERS)
    yield "&".join(f"{p}[]=1&{p}%00=1" for p in PARAMETERS)
    yield "&".join(f"k{n}=1" for n in range(390))
    yield "q=%ed%a0%80&wilayah=%ff&hal=%c0%af"
    yield "q=%u0041&hal=%%%&=&&&=="


@pytest.mark.parametrize(("address", "status"), [("/kim/", 400), ("/healthz", 200)])
def test_a_thousand_parameters_are_refused_where_any_are_read(client, address, status, db):
    response = client.get(f"{address}?" + "&".join(f"k{n}=1" for n in range(1001)))

    assert response.status_code == status


@pytest.mark.parametrize("name", KEPT)
def test_a_public_page_is_the_same_whatever_headers_come_along(name, world, client, sign_in):
    officer = world.officer
    path = address(name, world)
    plain = body(client.get(path))
    strange = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PROTO": "gopher",
        "HTTP_FORWARDED": "host=evil.example",
        "HTTP_X_ORIGINAL_URL": "/admin/",
        "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
        "HTTP_USER_AGENT": "<script>alert(1)</script>",
        "HTTP_REFERER": "javascript:alert(1)",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_COOKIE": "sessionid=a; csrftoken=b; messages=c; django_language=en",
        "HTTP_X_FORWARDED_PORT": "1337",
        "HTTP_X_FORWARDED_SERVER": "evil.example",
        "HTTP_X_FORWARDED_PREFIX": "/evil",
        "HTTP_X_FORWARDED_FOR": "203.0.113.7",
        "HTTP_X_HOST": "evil.example",
        "HTTP_X_REWRITE_URL": "/admin/",
        "HTTP_X_ORIGINAL_HOST": "evil.example",
        "HTTP_X_WAP_PROFILE": "https://evil.example/",
        "HTTP_TRUE_CLIENT_IP": "203.0.113.7",
        "HTTP_ORIGIN": "https://evil.example",
        "HTTP_AUTHORIZATION": "Basic YTpi",
        "HTTP_X_REQUESTED_WITH": "XMLHttpRequest",
        "HTTP_ACCEPT": "application/json",
    }

    cache.clear()

    assert body(client.get(path, **strange)) == plain
    assert body(sign_in(officer).get(path)) == plain


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, content, response.get("Vary")


@pytest.mark.parametrize("name", KEPT)
def test_a_public_page_may_be_kept_by_any_cache(name, world, client):
    response = client.get(address(name, world))

    told = response["Cache-Control"]
    assert "public" in told and "private" not in told and "no-store" not in told
    assert "s-maxage" in told or "max-age" in told
    assert not response.cookies
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("name", sorted(set(KEPT) - {"sitemap", "sitemap_section", "robots"}))
def test_what_is_approved_or_withdrawn_is_seen_within_a_minute(name, world, client):
    """Through any cache: kept and shown stale for less than a minute together."""
    told = client.get(address(name, world))["Cache-Control"]

    ages = dict(re.findall(r"(max-age|s-maxage|stale-while-revalidate)=(\d+)", told))
    kept = int(ages.get("s-maxage", ages["max-age"])) + int(ages.get("stale-while-revalidate", 0))
    assert kept < 60


@pytest.mark.parametrize("name", KEPT)
def test_a_page_unchanged_costs_no_second_download(name, world, client):
    path = address(name, world)
    # From the beginning of a minute, for a page may tell the time.
    soon = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    with time_machine.travel(soon, tick=False) as clock:
        first = client.get(path)
        if first.streaming:  # sheets of any length are written as they are sent
            assert first["Content-Type"].partition(";")[0] in KINDS
            return
        clock.shift(2)

        again = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])

    assert again.status_code == 304


@pytest.mark.parametrize("suffix", ["x.css", ";a.js", "%0a", "%00", "%2e%2e", "//", "..%2f", "%5c"])
def test_no_private_page_hides_behind_a_public_looking_address(suffix, world, sign_in):
    response = sign_in(world.officer).get(f"/akun/{suffix}")

    assert response.status_code in (301, 302, 400, 404) or "no-store" in response["Cache-Control"]
    assert world.officer.email not in response.content.decode()


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil", "a b"]
)
def test_a_forged_host_is_refused(host, client):
    response = client.get("/", HTTP_HOST=host)

    assert response.status_code == 400
    assert b"evil" not in response.content


@pytest.mark.parametrize("told", ["charset=rot13", "charset=undefined", "charset*=x''utf-8"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_letters_are_read_as_utf_8_whatever_a_request_calls_them(method, told, client, rf):
    kind = "multipart/form-data; boundary=B" if method == "post" else "text/html"
    body = b'--B\r\nContent-Disposition: form-data; name="login"\r\n\r\na@b.id\r\n--B--\r\n'
    path = reverse("account_login") if method == "post" else reverse("help")
    environ = rf.generic(method, f"{path}?q=%C3%A9", body).environ
    statuses = []

    application(
        environ | {"CONTENT_TYPE": f"{kind}; {told}"}, lambda status, _h: statuses.append(status)
    )

    assert statuses == ["403 Forbidden" if method == "post" else "200 OK"]


@pytest.mark.parametrize("name", ["account_login", "dashboard", "admin:index"])
def test_a_cookie_that_holds_a_nul_is_none_of_ours(name, client):
    told = {"cookie": r'sessionid="aaaaaaaaaaaa\000"'}

    answer = client.get(reverse(name), headers=told)

    assert answer.status_code == (200 if name == "account_login" else 302)
