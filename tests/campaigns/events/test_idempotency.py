"""Really at once: twenty senders, one event. Threads with connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from campaigns.events import reminders
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import MAX_STORED_PHOTOS, EventPhoto, storing_photos
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.mail.models import OutgoingEmail
from kimportal.uploads.storage import private_storage
from tests.campaigns.events.event_forms import plan, report, report_url
from tests.factories import EventFactory, MembershipFactory
from tests.kimportal.uploads.bad_files import jpeg

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def at_once(client, url, forms):
    """Send all forms in the same moment, each in a thread of its own. Returns the answers.

    On a busy machine some get no free connection in time and must retry (503).
    """
    barrier = Barrier(len(forms))

    def send(make_form):
        barrier.wait()
        try:
            for _try in range(50):
                answer = client.post(url, make_form())
                if answer.status_code != 503:
                    break
            return answer
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(send, forms))


def stored_files():
    folder = private_storage()
    names = []
    for sub in folder.listdir("event-photos")[0] if folder.exists("event-photos") else []:
        names += [f"event-photos/{sub}/{name}" for name in folder.listdir(f"event-photos/{sub}")[1]]
    return sorted(names)


def with_photo(sent, width=64):
    photo = SimpleUploadedFile("a.jpg", jpeg(width=width), "image/jpeg")
    return {**sent, "photos": [photo], "photos_consent": "on"}


def test_one_plan_twenty_times_at_once_makes_one_event(mega, world):
    sent = plan(world)

    answers = at_once(mega, reverse("event_new"), [lambda: dict(sent)] * 20)

    assert {(a.status_code, a.url) for a in answers} == {(302, answers[0].url)}
    assert OutreachEvent.objects.count() == 1


def test_one_report_with_a_photo_twenty_times_at_once(mega, draft):
    before = set(stored_files())
    sent = report(draft)

    answers = at_once(mega, report_url(draft), [lambda: with_photo(sent)] * 20)

    assert {(a.status_code, a.url) for a in answers} == {(302, answers[0].url)}
    assert (SubmissionReceipt.objects.count(), EventPhoto.objects.count()) == (1, 1)
    assert OutgoingEmail.objects.filter(key__startswith="event_receipt").count() == 1
    assert set(stored_files()) - before == {EventPhoto.objects.get().file.name}


def test_photos_of_unsent_forms_at_once_stay_within_the_limit(mega, draft):
    EventPhoto.objects.bulk_create(
        EventPhoto(event=draft, file=f"{n}.jpg", sha256=str(n), width=1, height=1, is_shown=False)
        for n in range(MAX_STORED_PHOTOS - 1)
    )
    before, sent = set(stored_files()), report(draft, attendance="")

    forms = [partial(with_photo, {**sent, "key": str(uuid4())}, width=64 + n) for n in range(6)]
    at_once(mega, report_url(draft), forms)

    assert draft.photos.count() == MAX_STORED_PHOTOS
    assert len(set(stored_files()) - before) == 1


def test_one_key_with_different_content_at_once_stores_one_and_tells_the_rest(mega, draft):
    sent = report(draft)

    forms = [partial(dict, sent, attendance=str(n)) for n in range(1, 9)]
    answers = at_once(mega, report_url(draft), forms)

    statuses = sorted(a.status_code for a in answers)
    assert statuses == [302] + [409] * 7
    assert SubmissionReceipt.objects.count() == 1


def test_reminders_of_two_clocks_at_once_are_written_once(world):
    now = timezone.now()
    facts = {"group": world.group, "plan": True, "begun_by": world.member}
    EventFactory(**facts, starts=now + timedelta(hours=3), created_at=now - timedelta(days=9))
    EventFactory.create_batch(4, **facts, starts=now - timedelta(hours=5))
    barrier = Barrier(4)

    def remind(_clock):
        barrier.wait()
        try:
            return reminders.write_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(remind, range(4)))

    assert (sum(written), OutgoingEmail.objects.count()) == (5, 5)


def test_a_report_that_fails_midway_leaves_no_receipt_no_email_and_no_photo(
    mega, draft, monkeypatch
):
    before = set(stored_files())
    monkeypatch.setattr(OutreachEvent, "send", lambda *args, **values: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        mega.post(report_url(draft), with_photo(report(draft)))

    rows = [model.objects.count() for model in (SubmissionReceipt, OutgoingEmail, EventPhoto)]
    assert (rows, set(stored_files())) == ([0, 0, 0], before)


def test_the_receipts_email_goes_out_after_the_photos_are_stored(mega, draft, mailoutbox):
    mega.post(report_url(draft), with_photo(report(draft)))

    [email] = mailoutbox
    assert SubmissionReceipt.objects.get().number in email.subject
    assert EventPhoto.objects.get().file.name in stored_files()


def test_two_members_at_once_send_two_reports_and_the_later_is_told(sign_in, world, draft):
    clients = [sign_in(world.member), sign_in(MembershipFactory(group=world.group).person)]
    forms = [report(draft, attendance="11"), report(draft, attendance="22")]
    barrier = Barrier(2)

    def send(pair):
        barrier.wait()
        try:
            return pair[0].post(report_url(draft), pair[1])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, zip(clients, forms, strict=True)))

    receipts = [a for a in answers if a.status_code == 302 and "tanda-terima" in a.url]
    draft.refresh_from_db()
    assert len(receipts) == 1
    assert draft.attendance == (11 if receipts[0] is answers[0] else 22)


def test_a_form_that_turns_stale_while_it_is_sent_comes_back_with_what_was_typed(
    mega, draft, monkeypatch
):
    def store_after_another_window(event, *args, **fields):
        OutreachEvent.objects.get(pk=event.pk).save_draft({"story": "Jendela lain."})
        return storing_photos(event, *args, **fields)

    sent = report(draft, story="Yang saya ketik.")
    monkeypatch.setattr("campaigns.events.submission.storing_photos", store_after_another_window)
    page = mega.post(report_url(draft), sent)

    draft.refresh_from_db()
    assert (page.status_code, page.context["changed"]) == (200, True)
    assert page.context["form"]["story"].value() == "Yang saya ketik."
    assert page.context["version"] == draft.version_token
    assert draft.story == "Jendela lain."
    assert not SubmissionReceipt.objects.exists()


def test_a_key_is_only_good_for_whoever_opened_the_form(sign_in, world, draft):
    sent, other = report(draft), MembershipFactory(group=world.group).person
    first = sign_in(world.member).post(report_url(draft), sent)
    draft.refresh_from_db()

    answer = sign_in(other).post(
        report_url(draft), {**sent, "version": draft.version, "key": sent["key"]}
    )

    assert answer.url != first.url
    assert SubmissionReceipt.objects.filter(key=sent["key"]).count() == 2
