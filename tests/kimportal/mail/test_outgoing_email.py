import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from kimportal.mail.models import RETRY_DELAYS, OutgoingEmail
from kimportal.mail.tasks import deliver
from kimportal.moderation.states import State
from tests.factories import MaterialFactory, MembershipFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def letter(**fields):
    return OutgoingEmail(
        to="sari@example.org", language="id", subject="Kabar", text="Isi", **fields
    )


def test_a_letter_leaves_only_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        OutgoingEmail.objects.enqueue(letter())
        assert mail.outbox == []

    assert [m.to for m in mail.outbox] == [["sari@example.org"]]
    assert OutgoingEmail.objects.unsent().count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_letter_of_a_failed_act_never_leaves():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        OutgoingEmail.objects.enqueue(letter())
        1 / 0  # noqa: B018

    assert (mail.outbox, OutgoingEmail.objects.count()) == ([], 0)


def test_a_letter_with_a_key_is_written_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = OutgoingEmail.objects.enqueue(letter(key="remind:1"))
        second = OutgoingEmail.objects.enqueue(letter(key="remind:1"))

    assert (first is not None, second) == (True, None)
    assert len(mail.outbox) == 1


def test_a_letter_tried_again_is_known_for_the_same(settings):
    settings.SITE_URL = "https://kim.example.go.id"
    letter = OutgoingEmail(to="a@example.org", subject="Kabar", text="-", language="id")
    letter.save()
    first = letter.message_id

    deliver.call(letter.pk)

    assert mail.outbox[0].message()["Message-ID"] == first
    assert first == OutgoingEmail.objects.get().message_id
    assert first.endswith("@kim.example.go.id>")


def test_delivering_twice_sends_once():
    written = letter()
    written.save()

    deliver.call(written.pk)
    deliver.call(written.pk)

    assert len(mail.outbox) == 1


def test_an_unreachable_mail_server_postpones_and_names_no_address(monkeypatch, caplog):
    monkeypatch.setattr(
        "django.core.mail.EmailMultiAlternatives.send",
        lambda self: (_ for _ in ()).throw(smtplib.SMTPServerDisconnected("sari@example.org")),
    )
    written = letter()
    written.save()
    before = timezone.now()

    deliver.call(written.pk)

    written.refresh_from_db()
    assert (written.sent_at, written.tries, written.error) == (None, 1, "SMTPServerDisconnected")
    assert written.next_try_at >= before + RETRY_DELAYS[0] - timedelta(seconds=1)
    assert "sari@" not in caplog.text


def test_after_the_last_try_a_letter_is_given_up_and_kept(monkeypatch):
    monkeypatch.setattr(
        "django.core.mail.EmailMultiAlternatives.send",
        lambda self: (_ for _ in ()).throw(ConnectionRefusedError()),
    )
    written = letter(tries=len(RETRY_DELAYS))
    written.save()

    deliver.call(written.pk)

    written.refresh_from_db()
    assert written.failed_at is not None
    assert OutgoingEmail.objects.due(timezone.now() + timedelta(days=9)).count() == 0


@pytest.mark.parametrize(
    ("language", "state"), [("id", "Perlu perbaikan"), ("en", "Needs mending")]
)
def test_a_decision_is_named_in_the_subject_in_the_reader_s_language(language, state, world):
    material = MaterialFactory(group=world.group, state=State.WAITING, title="Saring dulu")
    material.submitted_by = MembershipFactory(group=world.group, person__language=language).person
    material.save()

    material.send_back(by=StaffFactory(), note="Sebutkan sumbernya.")

    letter = OutgoingEmail.objects.get(key__startswith="material_decided")
    assert letter.subject == f"“Saring dulu”: {state}"
    assert state in letter.text
    assert state in letter.html
