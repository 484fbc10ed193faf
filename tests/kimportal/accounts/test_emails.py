"""Emails about accounts: in both languages, as text and as HTML, and escaped."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from kimportal.mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db
EVENTS = sorted(Path(settings.BASE_DIR, "templates/emails/security").glob("*.txt"))
CONTEXT = {
    "ip": "203.0.113.7",
    "user_agent": "<script>alert(1)</script>",
    "timestamp": timezone.now(),
    "to_email": "baru@example.org",
    "deleted_email": "lama@example.org",
    "password_reset_url": "http://testserver/akun/password/reset/",
}


def security_email(event, language):
    return OutgoingEmail.objects.send(
        "security",
        to="wati@example.org",
        language=language,
        context=CONTEXT | {"event": f"emails/security/{event.name}"},
    )


@pytest.mark.parametrize("event", EVENTS, ids=lambda path: path.stem)
def test_each_event_has_an_email_in_both_languages(event):
    indonesian, english = security_email(event, "id"), security_email(event, "en")

    assert indonesian.subject != english.subject
    for email in (indonesian, english):
        assert email.subject in email.text
        assert "http://testserver/akun/password/reset/" in email.text
        assert "http://testserver/akun/password/reset/" in email.html


PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Chrome, Android"),
        ("<script>", "Browser, perangkat tak dikenal"),
        ("", "Browser"),
    ],
)
def test_a_device_is_named_by_browser_and_system(agent, name, monkeypatch):
    monkeypatch.setitem(CONTEXT, "user_agent", agent)

    email = security_email(EVENTS[0], "id")

    assert f"dengan perangkat: {name}" in email.text
    assert "<script>" not in email.text + email.html


def test_plain_text_is_not_escaped_and_keeps_single_empty_lines():
    email = OutgoingEmail.objects.send(
        "account_reset",
        to="wati@example.org",
        language="en",
        context={"password_reset_url": "http://testserver/?a=1&b=2"},
    )

    assert "http://testserver/?a=1&b=2" in email.text
    assert "http://testserver/?a=1&amp;b=2" in email.html
    assert "\n\n\n" not in email.text


def test_a_subject_is_always_one_line():
    email = OutgoingEmail.objects.send(
        "account_code",
        to="wati@example.org",
        language="id",
        context={"code": "AAAA-BBBB\r\nBcc: x@evil.example"},
    )

    assert email.subject.count("\n") == email.subject.count("\r") == 0
