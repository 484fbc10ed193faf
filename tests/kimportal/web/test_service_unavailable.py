import errno

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from psycopg import errors
from psycopg_pool import PoolTimeout

from kimportal.web import error_pages
from kimportal.web.service_unavailable import Database, Overloaded, is_connection_error, is_outage

pytestmark = pytest.mark.engine


def error_response(error, request):
    try:
        raise error
    except type(error):
        return error_pages.server_error(request)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("server closed the connection"), True),
        (Overloaded("too many passwords to check at once"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (FileNotFoundError(errno.ENOENT, "No such file"), False),
        (KeyError("x"), False),
    ],
)
def test_only_infrastructure_errors_are_outages(error, expected):
    assert is_outage(error) is expected


def test_an_outage_is_a_503_with_retry_after():
    response = error_response(OperationalError("gone"), RequestFactory().get("/kim/"))

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Cache-Control"] == "no-store"


def test_an_outage_returns_submitted_fields_but_no_secret():
    data = {
        "story": "Rembuk <b>warga</b>",
        "password1": "rahasia-sekali",
        "csrfmiddlewaretoken": "tok",
    }

    page = error_response(
        OperationalError("gone"), RequestFactory().post("/anggota/", data)
    ).content.decode()

    assert 'name="story" rows="2">Rembuk &lt;b&gt;warga&lt;/b&gt;</textarea>' in page
    assert "rahasia-sekali" not in page
    assert 'name="csrfmiddlewaretoken" value="tok"' in page


def test_a_bug_is_a_500_with_its_request_id():
    request = RequestFactory().get("/")
    request.id = "abc123"

    response = error_response(KeyError("x"), request)

    assert response.status_code == 500
    assert "abc123" in response.content.decode()
    assert "KeyError" not in response.content.decode()


def caused_by(cause):
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.fixture
def database(monkeypatch):
    monkeypatch.setattr(Database, "down_until", float("-inf"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (caused_by(PoolTimeout("couldn't get a connection after 2.00 sec")), True),
        (caused_by(errors.AdminShutdown("terminating connection")), True),
        (caused_by(errors.QueryCanceled("canceling statement due to statement timeout")), False),
        (caused_by(errors.DiskFull("could not extend file")), False),
        (OperationalError("database is locked"), False),
        (KeyError("x"), False),
    ],
)
def test_only_a_failed_connection_counts(error, expected):
    assert is_connection_error(error) is expected


def test_public_pages_do_not_retry_for_a_moment(client, database):
    Database.record(caused_by(PoolTimeout("couldn't get a connection")))

    answer = client.get("/kim/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_health_checks_are_answered_all_the_same(client, database):
    Database.record(caused_by(PoolTimeout("couldn't get a connection")))

    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_after_the_delay_the_database_is_tried_again(client, database, monkeypatch):
    monkeypatch.setattr("kimportal.web.service_unavailable.RETRY_DELAY", -1)
    Database.record(caused_by(PoolTimeout("couldn't get a connection")))

    assert client.get("/kim/").status_code == 200
