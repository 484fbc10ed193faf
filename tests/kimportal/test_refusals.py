"""A client that is refused repeatedly is answered before its forms are parsed."""

import pytest
from django.test import Client

from kimportal.accounts import refusals
from kimportal.monitoring import csp_reports
from kimportal.web.sliding_window import RateLimit

pytestmark = pytest.mark.django_db
#: Nearly as long as a path may be.
LONG = "/v/" + "a" * 7_900 + "/"


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(refusals, "LIMIT", RateLimit("refused", 3, 300))


@pytest.fixture
def stranger():
    return Client(enforce_csrf_checks=True)


def test_forms_to_a_public_page_are_limited_and_pages_stay_open(stranger):
    answers = [stranger.post(LONG) for _time in range(5)]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 429, 429]
    assert answers[-1]["Retry-After"] == "300"
    assert answers[-1]["Cache-Control"] == "no-store"
    assert len(answers[-1].content) < 200
    assert stranger.get("/v/").status_code == 200


def test_limited_requests_reach_neither_view_nor_database(stranger, django_assert_num_queries):
    for _time in range(3):
        stranger.post(LONG)

    with django_assert_num_queries(0):
        assert stranger.post("/akun/login/").status_code == 429


def test_other_clients_are_not_limited(stranger):
    for _time in range(4):
        stranger.post(LONG)

    assert stranger.post(LONG, REMOTE_ADDR="198.51.100.7").status_code == 403


def test_an_answered_form_is_not_counted(client):
    answers = [client.post("/akun/login/", {"login": ""}) for _time in range(5)]

    assert [answer.status_code for answer in answers] == [200] * 5


def test_csp_reports_have_their_own_limit(client, monkeypatch):
    """Beyond it they are still answered 204, so this limit does not count them."""
    monkeypatch.setattr(csp_reports, "LIMIT", RateLimit("csp_report", 1, 60))
    report = {"csp-report": {"violated-directive": "img-src"}}

    answers = [
        client.post("/csp-report/", report, content_type="application/json") for _time in range(5)
    ]

    assert [answer.status_code for answer in answers] == [204] * 5
