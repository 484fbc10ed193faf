"""What browsers tell of pages that tried what our policy forbids."""

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


def tell(client, body, **more):
    body = body if isinstance(body, str) else json.dumps(body)
    return client.post(reverse("csp_report"), body, content_type="application/csp-report", **more)


@pytest.fixture
def told(lines):
    return lambda: [line for line in lines() if line.get("event") == "csp_violation"]


def test_the_policy_names_the_address_that_listens():
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["report-uri"] == reverse("csp_report")


def test_a_report_is_one_line_without_what_may_be_secret(client, told):
    answer = tell(client, {"csp-report": REPORT})

    [line] = told()
    assert answer.status_code == 204
    assert (line["directive"], line["blocked"], line["on"]) == (
        "script-src-elem",
        "https://evil.example",
        "http://testserver",
    )
    assert "rahasia" not in json.dumps(line)


def test_ten_a_minute_are_enough_from_one_address(client, told):
    for _time in range(12):
        tell(client, {"csp-report": REPORT})
    tell(client, {"csp-report": REPORT}, REMOTE_ADDR="203.0.113.7")

    assert len(told()) == 11


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "{", '"x"', "\x00", '{"csp-report": []}', '{"csp-report": {}}', "x" * 20_000]
    + [json.dumps({"csp-report": REPORT | {"blocked-uri": "http://[::1"}}), "[" * 15_000],
)
def test_what_is_no_report_is_refused(body, client, told):
    assert tell(client, body).status_code == 400
    assert told() == []
