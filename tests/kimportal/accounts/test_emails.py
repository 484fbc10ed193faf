"""Every letter about an account: in both languages, as text and as HTML, and harmless."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from kimportal.mail.models import OutgoingEmail

pytestmark = pytest.mark.django_db
EVENTS = sorted(Path(settings.BASE_DIR, "templates/emails/security").glob("*.txt"))
TOLD = {
    "ip": "203.0.113.7",
    "user_agent": "<script>alert(1)</script>",
    "timestamp": timezone.now(),
    "to_email": "baru@example.org",
    "deleted_email": "lama@example.org",
    "password_reset_url": "http://testserver/akun/password/reset/",
}


def written(event, language):
    return OutgoingEmail.objects.send(
        "security",
        to="wati@example.org",
        language=language,
        context=TOLD | {"event": f"emails/security/{event.name}"},
    )


@pytest.mark.parametrize("event", EVENTS, ids=lambda path: path.stem)
def test_each_event_is_told_in_both_languages(event):
    ours, theirs = written(event, "id"), written(event, "en")

    assert ours.subject != theirs.subject
    for letter in (ours, theirs):
        assert letter.subject in letter.text
        assert "http://testserver/akun/password/reset/" in letter.text
        assert "http://testserver/akun/password/reset/" in letter.html


PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Chrome, Android"),
        ("<script>", "Browser, perangkat tak dikenal"),
        ("", "Browser"),
    ],
)
def test_a_device_is_named_as_people_know_it(agent, words, monkeypatch):
    monkeypatch.setitem(TOLD, "user_agent", agent)

    letter = written(EVENTS[0], "id")

    assert f"dengan perangkat: {words}" in letter.text
    assert "<script>" not in letter.text + letter.html


def test_plain_text_is_not_escaped_and_keeps_single_empty_lines():
    letter = OutgoingEmail.objects.send(
        "account_reset",
        to="wati@example.org",
        language="en",
        context={"password_reset_url": "http://testserver/?a=1&b=2"},
    )

    assert "http://testserver/?a=1&b=2" in letter.text
    assert "http://testserver/?a=1&amp;b=2" in letter.html
    assert "\n\n\n" not in letter.text


def test_a_subject_is_one_line_whatever_it_names():
    letter = OutgoingEmail.objects.send(
        "account_code",
        to="wati@example.org",
        language="id",
        context={"code": "AAAA-BBBB\r\nBcc: x@evil.example"},
    )

    assert letter.subject.count("\n") == letter.subject.count("\r") == 0
