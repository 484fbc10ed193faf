"""Reports of CSP violations."""

import json

import pytest
from django.conf import settings
from django.urls import reverse

REPORT = {
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.example/x.js?token=rahasia",
    "document-uri": "http://testserver/anggota/undangan/rahasia/?q=rahasia",
    "script-sample": "rahasia",
}


def send(client, body, **more):
    body = body if isinstance(body, str) else json.dumps(body)
    return client.post(reverse("csp_report"), body, content_type="application/csp-report", **more)


@pytest.fixture
def logged(lines):
    return lambda: [line for line in lines() if line.get("event") == "csp_violation"]


def test_the_policy_has_the_report_url():
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["report-uri"] == reverse("csp_report")


def test_a_report_is_logged_without_what_may_be_secret(client, logged):
    answer = send(client, {"csp-report": REPORT})

    [line] = logged()
    assert answer.status_code == 204
    assert (line["directive"], line["blocked"], line["document"]) == (
        "script-src-elem",
        "https://evil.example",
        "http://testserver",
    )
    assert "rahasia" not in json.dumps(line)


def test_ten_a_minute_are_logged_from_one_address(client, logged):
    for _time in range(12):
        send(client, {"csp-report": REPORT})
    send(client, {"csp-report": REPORT}, REMOTE_ADDR="203.0.113.7")

    assert len(logged()) == 11


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{",
        '"x"',
        "\x00",
        '{"csp-report": []}',
        '{"csp-report": {}}',
        "x" * 20000,
        json.dumps({"csp-report": REPORT | {"blocked-uri": "http://[::1"}}),
        "[" * 15000,
    ],
)
def test_an_invalid_report_is_refused(body, client, logged):
    assert send(client, body).status_code == 400
    assert logged() == []
