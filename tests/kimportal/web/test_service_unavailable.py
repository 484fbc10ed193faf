import errno

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from psycopg import errors
from psycopg_pool import PoolTimeout

from kimportal.web import error_pages
from kimportal.web.service_unavailable import Database, Overloaded, cannot_be_reached, is_outage

pytestmark = pytest.mark.engine


def answer(error, request):
    try:
        raise error
    except type(error):
        return error_pages.server_error(request)


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OperationalError("server closed the connection"), True),
        (Overloaded("too many passwords to check at once"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (FileNotFoundError(errno.ENOENT, "No such file"), False),
        (KeyError("x"), False),
    ],
)
def test_only_faults_of_the_engines_count_as_an_outage(error, passes):
    assert is_outage(error) is passes


def test_an_outage_is_a_503_that_says_when_to_come_back():
    response = answer(OperationalError("gone"), RequestFactory().get("/kim/"))

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Cache-Control"] == "no-store"


def test_an_outage_gives_back_what_was_typed_but_no_secret():
    sent = {
        "story": "Rembuk <b>warga</b>",
        "password1": "rahasia-sekali",
        "csrfmiddlewaretoken": "tok",
    }

    page = answer(
        OperationalError("gone"), RequestFactory().post("/anggota/", sent)
    ).content.decode()

    assert 'name="story" rows="2">Rembuk &lt;b&gt;warga&lt;/b&gt;</textarea>' in page
    assert "rahasia-sekali" not in page
    assert 'name="csrfmiddlewaretoken" value="tok"' in page


def test_a_fault_of_ours_stays_a_500_with_its_reference():
    request = RequestFactory().get("/")
    request.id = "abc123"

    response = answer(KeyError("x"), request)

    assert response.status_code == 500
    assert "abc123" in response.content.decode()
    assert "KeyError" not in response.content.decode()


def caused_by(cause):
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.fixture
def database(monkeypatch):
    monkeypatch.setattr(Database, "away_until", float("-inf"))


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (caused_by(PoolTimeout("couldn't get a connection after 2.00 sec")), True),
        (caused_by(errors.AdminShutdown("terminating connection")), True),
        (caused_by(errors.QueryCanceled("canceling statement due to statement timeout")), False),
        (caused_by(errors.DiskFull("could not extend file")), False),
        (OperationalError("database is locked"), False),
        (KeyError("x"), False),
    ],
)
def test_only_a_database_that_cannot_be_reached_is_away(error, away):
    assert cannot_be_reached(error) is away


def test_public_pages_are_not_tried_again_for_a_moment(client, database):
    Database.remember(caused_by(PoolTimeout("couldn't get a connection")))

    answer = client.get("/kim/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_whoever_asks_for_health_is_answered_all_the_same(client, database):
    Database.remember(caused_by(PoolTimeout("couldn't get a connection")))

    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_after_the_moment_the_database_is_asked_again(client, database, monkeypatch):
    monkeypatch.setattr("kimportal.web.service_unavailable.PAUSE", -1)
    Database.remember(caused_by(PoolTimeout("couldn't get a connection")))

    assert client.get("/kim/").status_code == 200
