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


def new_email(**fields):
    return OutgoingEmail(
        to="sari@example.org", language="id", subject="Kabar", text="Isi", **fields
    )


def test_an_email_is_sent_only_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        OutgoingEmail.objects.enqueue(new_email())
        assert mail.outbox == []

    assert [m.to for m in mail.outbox] == [["sari@example.org"]]
    assert OutgoingEmail.objects.unsent().count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_email_of_a_rolled_back_transaction_is_never_sent():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        OutgoingEmail.objects.enqueue(new_email())
        1 / 0  # noqa: B018

    assert (mail.outbox, OutgoingEmail.objects.count()) == ([], 0)


def test_an_email_with_a_key_is_stored_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = OutgoingEmail.objects.enqueue(new_email(key="remind:1"))
        second = OutgoingEmail.objects.enqueue(new_email(key="remind:1"))

    assert (first is not None, second) == (True, None)
    assert len(mail.outbox) == 1


def test_the_message_id_stays_the_same_on_retries(settings):
    settings.SITE_URL = "https://kim.example.go.id"
    email = OutgoingEmail(to="a@example.org", subject="Kabar", text="-", language="id")
    email.save()
    first = email.message_id

    deliver.call(email.pk)

    assert mail.outbox[0].message()["Message-ID"] == first
    assert first == OutgoingEmail.objects.get().message_id
    assert first.endswith("@kim.example.go.id>")


def test_delivering_twice_sends_once():
    email = new_email()
    email.save()

    deliver.call(email.pk)
    deliver.call(email.pk)

    assert len(mail.outbox) == 1


def test_after_a_failure_the_email_is_postponed_and_the_log_holds_no_address(monkeypatch, caplog):
    monkeypatch.setattr(
        "django.core.mail.EmailMultiAlternatives.send",
        lambda self: (_ for _ in ()).throw(smtplib.SMTPServerDisconnected("sari@example.org")),
    )
    email = new_email()
    email.save()
    before = timezone.now()

    deliver.call(email.pk)

    email.refresh_from_db()
    assert (email.sent_at, email.tries, email.error) == (None, 1, "SMTPServerDisconnected")
    assert email.next_try_at >= before + RETRY_DELAYS[0] - timedelta(seconds=1)
    assert "sari@" not in caplog.text


def test_after_the_last_try_an_email_is_marked_as_failed(monkeypatch):
    monkeypatch.setattr(
        "django.core.mail.EmailMultiAlternatives.send",
        lambda self: (_ for _ in ()).throw(ConnectionRefusedError()),
    )
    email = new_email(tries=len(RETRY_DELAYS))
    email.save()

    deliver.call(email.pk)

    email.refresh_from_db()
    assert email.failed_at is not None
    assert OutgoingEmail.objects.due(timezone.now() + timedelta(days=9)).count() == 0


@pytest.mark.parametrize(
    ("language", "state"), [("id", "Perlu perbaikan"), ("en", "Needs mending")]
)
def test_the_subject_names_the_decision_in_the_recipient_s_language(language, state, world):
    material = MaterialFactory(group=world.group, state=State.WAITING, title="Saring dulu")
    material.submitted_by = MembershipFactory(group=world.group, person__language=language).person
    material.save()

    material.send_back(by=StaffFactory(), note="Sebutkan sumbernya.")

    email = OutgoingEmail.objects.get(key__startswith="material_decided")
    assert email.subject == f"“Saring dulu”: {state}"
    assert state in email.text
    assert state in email.html
