"""Every email about a group, in both languages, as text and as HTML."""

import re

import pytest

from groups.kim import emails
from groups.members.models import Invitation
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

NOTE = "Nama <ketua> & nomor SK tidak sama."
EMAILS = [
    *emails.GROUP_TEMPLATES.items(),
    *((action, name) for action, name in emails.CHANGE_TEMPLATES.items()),
]
UNRENDERED = re.compile(r"{{|{%|%\(|None|functools|&lt;bound|<bound| object at ")


def sent_email(name, action, language, world):
    person = PersonFactory(name="Sari", language=language)
    audit_event = AuditEvent(pk=7, action=action, note=NOTE)
    send = (
        emails.change_request_transition
        if name in emails.CHANGE_TEMPLATES.values()
        else emails.group_transition
    )
    items = (None,) if send is emails.change_request_transition else ()
    send(world.group, *items, audit_event, [person])
    return OutgoingEmail.objects.get(to=person.email)


@pytest.mark.parametrize(("action", "name"), EMAILS)
def test_an_email_says_the_same_in_both_languages(action, name, world):
    indonesian, english = (sent_email(name, action, language, world) for language in ("id", "en"))

    assert indonesian.subject != english.subject
    for email in (indonesian, english):
        for part in (email.subject, email.text, email.html):
            assert "KIM Sukun Berseri" in part
            assert not UNRENDERED.search(part)
    assert "http://testserver/en/" in english.text
    assert "http://testserver/en/" in english.html


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (action, name)
        for action, name in EMAILS
        if action in {Action.SEND_BACK, Action.REJECT, Action.WITHDRAW}
    ],
)
def test_a_reason_is_quoted_as_written(action, name, world):
    email = sent_email(name, action, "id", world)

    assert NOTE in email.text
    assert "Nama &lt;ketua&gt; &amp; nomor SK" in email.html


def test_one_decision_is_one_email_to_each(world):
    person, audit_event = PersonFactory(), AuditEvent(pk=7, action=Action.APPROVE)

    emails.group_transition(world.group, audit_event, [person])
    emails.group_transition(world.group, audit_event, [person])

    assert OutgoingEmail.objects.count() == 1


@pytest.mark.parametrize(("language", "role"), [("id", "Sekretaris"), ("en", "Secretary")])
def test_an_invitation_names_the_kim_the_role_and_until_when(language, role, world, officer):
    officer.language = language

    Invitation.send(world.group, by=officer, email="calon@example.org", role="secretary")

    email = OutgoingEmail.objects.get()
    assert "KIM Sukun Berseri" in email.text
    assert f": {role}." in email.text
    assert f": {role}." in email.html
    assert not UNRENDERED.search(email.text + email.html + email.subject)
    assert ("/en/" in email.text) == (language == "en")


def test_a_forged_host_is_in_no_email(world, officer, sign_in, settings):
    settings.ALLOWED_HOSTS = ["*"]

    sign_in(officer).post(
        f"/anggota/kim/{world.group.slug}/orang/undang/",
        {"email": "calon@example.org", "role": "member"},
        headers={"host": "evil.example"},
    )

    email = OutgoingEmail.objects.get()
    assert "evil.example" not in email.text + email.html


def test_line_breaks_in_a_name_stay_out_of_the_subject(world, officer):
    world.group.name = "KIM\r\nBcc: semua@example.org"

    Invitation.send(world.group, by=officer, email="calon@example.org", role="member")

    assert "\n" not in OutgoingEmail.objects.get().subject
