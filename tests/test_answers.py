"""Every kind of answer carries the wall, and no fault tells how the house is built (R41, R46)."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from kimportal.moderation.states import State
from kimportal.pages.views import PrivacyPage
from tests.campaigns.access_materials import file_of
from tests.factories import GroupFactory
from tests.groups.access import with_decree
from tests.test_access import TABLE
from tests.test_open_to_sites import OPEN

pytestmark = pytest.mark.django_db
#: Others show these on their own pages, so they alone may be framed.
SHARED = {"embed", "embed_region"}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OWN = {"X-Frame-Options": "DENY"}
#: What an answer must never hold: versions, paths of the machine, statements, traces.
INNARDS = ("Traceback", "/site-packages", "Django/", "python", "SELECT ", "INSERT ", "settings.py")


def walled(answer, *, is_open=False):
    """What is missing of the full set of headers; tests/test_open_to_sites.py says what is open."""
    resource_policy = "cross-origin" if is_open else "same-origin"
    wanted = ALWAYS | OWN | {"Cross-Origin-Resource-Policy": resource_policy}
    missing = [name for name, value in wanted.items() if answer.get(name) != value]
    policy = answer.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        missing.append("Content-Security-Policy")
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        missing.append("Permissions-Policy")
    told = [name for name in ("Server", "X-Powered-By", "Via") if name in answer.headers]
    return missing + told


@pytest.mark.parametrize("name", sorted(set(TABLE) - SHARED))
def test_every_address_answers_behind_the_wall(name, world, client, sign_in):
    row, role = TABLE[name], TABLE[name].roles[0]
    reader = client if role == "anonymous" else sign_in(getattr(world, role))
    address = reverse(name, kwargs=row.kwargs(world))

    answers = [reader.get(address, row.query(world)), reader.put(address), reader.head(address)]

    assert [walled(answer, is_open=name in OPEN) for answer in answers] == [[], [], []]


def gone(world, client, sign_in):
    return client.get(GroupFactory(state=State.WITHDRAWN, slug="bubar") and "/kim/bubar/")


def forbidden(world, client, sign_in):
    assert world.group
    return sign_in(world.member).get(reverse("group_profile", args=[world.group.slug]))


def too_many(world, client, sign_in):
    for _time in range(4):
        answer = client.post(reverse("account_reset_password"), {"email": "a@example.org"})
    return answer


def private_file(world, client, sign_in):
    return sign_in(world.officer).get(reverse("group_decree_file", kwargs=with_decree(world)))


def export(world, client, sign_in):
    return sign_in(world.administrator).post(reverse("admin:export", args=["kim"]))


def fault(error):
    def made(world, client, sign_in, monkeypatch):
        def broken(self, *args, **kwargs):
            raise error

        monkeypatch.setattr(PrivacyPage, "get_context_data", broken)
        client.raise_request_exception = False
        return client.get("/privasi/")

    return made


KINDS = {
    "a forged host": (400, lambda w, c, s: c.get("/", HTTP_HOST="evil.example")),
    "forbidden": (403, forbidden),
    "a forged form": (403, lambda w, c, s: Client(enforce_csrf_checks=True).post("/akun/login/")),
    "not there": (404, lambda w, c, s: c.get("/tidak-ada/")),
    "gone": (410, gone),
    "too many": (429, too_many),
    "a private file": (200, private_file),
    "an export": (200, export),
    "a download": (
        302,
        lambda w, c, s: c.get(reverse("material_download", kwargs=file_of(State.LIVE)(w))),
    ),
    "to the sign-in page": (302, lambda w, c, s: c.get("/anggota/")),
    "a missing slash": (301, lambda w, c, s: c.get("/materi")),
    "the staff site": (302, lambda w, c, s: c.get("/admin/")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_stands_behind_the_wall(kind, world, client, sign_in):
    status, ask = KINDS[kind]

    answer = ask(world, client, sign_in)

    missing = walled(answer, is_open=kind == "a download")
    assert (answer.status_code, missing) == (status, [])


@pytest.mark.parametrize(
    ("language", "title"), [("", "Mohon tunggu sebentar"), ("/en", "One moment, please")]
)
def test_who_tried_too_often_is_told_when_to_come_back(language, title, client):
    address = f"{language}/akun/password/reset/"
    for _time in range(4):
        answer = client.post(address, {"email": "a@example.org"})

    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert f"<h1>{title}</h1>" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "status"),
    [(ZeroDivisionError("SELECT 1 in /srv/settings.py"), 500), (OperationalError("SELECT 1"), 503)],
)
def test_a_fault_stands_behind_the_wall_and_tells_nothing(
    error, status, world, client, monkeypatch
):
    answer = fault(error)(world, client, None, monkeypatch)

    text = answer.content.decode()
    assert (answer.status_code, walled(answer)) == (status, [])
    assert [word for word in INNARDS if word in text] == []
    assert status == 503 or answer["X-Request-Id"] in text


@pytest.mark.parametrize("name", sorted(SHARED))
def test_what_others_show_keeps_the_rest_of_the_wall(name, world, client):
    answer = client.get(reverse(name, kwargs=TABLE[name].kwargs(world)))

    assert {header: answer[header] for header in ALWAYS} == ALWAYS
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_public_files_are_not_sniffed(client):
    name = storages["default"].save(
        "materials/ab/uji.jpg", ContentFile(b"<script>alert(1)</script>")
    )

    answer = client.get(f"/media/{name}")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    "/.git/HEAD /.git/config /.env /.env.production /.venv/ /.htaccess /.svn/entries /wp-login.php /wp-admin/ "
    "/xmlrpc.php /phpinfo.php /server-status /actuator/env /debug/ /__debug__/ /graphql /console /backup.zip "
    "/db.sqlite3 /var/db.sqlite3 /requirements.txt /Makefile /pyproject.toml /manage.py /kimportal/settings.py "
    "/static/../manage.py /static/..%2fmanage.py /media/..%2f..%2fetc/passwd /metrics /private/decrees/".split(),
)
def test_nothing_of_the_house_is_served(path, client):
    answer = client.get(path)

    # The page leads to the same address in the other language.
    text = answer.content.decode().replace(path, "")
    assert answer.status_code == 404
    assert [word for word in INNARDS if word in text] == []


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "BREW", "DEBUG"])
@pytest.mark.parametrize("path", ["/", "/akun/login/", "/admin/", "/healthz"])
def test_odd_methods_are_refused_and_echo_nothing(method, path, client):
    answer = client.generic(method, path, HTTP_X_SECRET="jangan-dipantulkan")

    assert answer.status_code in {302, 405}
    assert b"jangan-dipantulkan" not in answer.content


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Proto", "Accept-Language", "Range", "If-None-Match",
               "If-Modified-Since", "Cookie", "Authorization", "Origin", "Referer", "User-Agent"]
)  # fmt: skip
@pytest.mark.parametrize(
    "value", ["", "\x00", "%", "a" * 8000, "\xff\xfe", "bytes=0-,0-,9-1", "'\"<>"]
)
def test_no_header_is_a_fault(header, value, client):
    client.raise_request_exception = False

    assert client.get("/privasi/", headers={header: value}).status_code < 500
