"""The quick form: plan and report of an event nobody planned, in one, with one receipt."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.drafts.models import FormDraft
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.campaigns.events.event_forms import photo, quick
from tests.factories import EventFactory, MembershipFactory

pytestmark = pytest.mark.django_db

URL = "/anggota/kegiatan/catat/"
#: As static/js/offline/queue.js asks.
JSON = {"HTTP_ACCEPT": "application/json", "HTTP_X_FROM_QUEUE": "1"}


def key_of(page):
    return page.context["draft_form"]["key"]


def test_one_form_makes_a_waiting_event_with_its_report_photos_and_one_receipt(mega, world):
    yesterday = timezone.localtime() - timedelta(days=1)

    answer = mega.post(URL, quick(world, day=-1, photos=[photo(), photo(width=65)]))

    event = OutreachEvent.objects.get()
    receipt = SubmissionReceipt.objects.get()
    assert answer.url == reverse("event_receipt", args=[event.pk, receipt.pk])
    assert (event.state, event.title, event.attendance) == (State.WAITING, "Arisan RW 05", 25)
    assert (event.group, event.region, event.begun_by) == (world.group, world.village, world.member)
    assert event.local_starts.strftime("%Y-%m-%d %H:%M") == f"{yesterday:%Y-%m-%d} 08:30"
    assert event.ends - event.starts == timedelta(hours=2)
    assert event.is_reported
    assert [p.has_consent for p in event.photos.shown()] == [True, True]
    assert OutgoingEmail.objects.filter(key__startswith="event_receipt").count() == 1


def test_the_same_form_again_brings_the_same_receipt(mega, world):
    sent = quick(world)

    answers = [mega.post(URL, sent), mega.post(URL, sent)]

    assert answers[0].url == answers[1].url
    assert (OutreachEvent.objects.count(), SubmissionReceipt.objects.count()) == (1, 1)


def test_every_rule_of_plan_and_report_holds(mega, world):
    wrong = {
        "title": "",
        "time": "sore",
        "attendance": "-1",
        "neutrality": "",
        "photos": [photo()],
        "photos_consent": "",
    }

    page = mega.post(URL, quick(world, **wrong))

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == wrong.keys() - {"photos"}
    assert not OutreachEvent.objects.exists()


def test_an_event_still_to_come_is_no_report(mega, world):
    page = mega.post(URL, quick(world, day=1))

    assert "belum mulai" in page.content.decode()
    assert not OutreachEvent.objects.exists()


def test_another_day_is_told_by_its_date(mega, world):
    before = quick(world, day=-9)

    mega.post(URL, before | {"day": "other", "other_day": before["day"]})

    assert f"{OutreachEvent.objects.get().local_starts:%Y-%m-%d}" == before["day"]


def test_another_day_without_its_date_is_asked_for(mega, world):
    page = mega.post(URL, quick(world) | {"day": "other"})

    assert page.context["form"].errors == {"other_day": ["Hari apa kegiatannya?"]}


@pytest.mark.parametrize("day", ["2020-02-31", "kemarin", "9" * 400, "-1"])
def test_a_day_that_no_calendar_has_is_refused_in_words(mega, world, day):
    page = mega.post(URL, quick(world) | {"day": day})

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"day"}


def test_a_second_event_of_that_day_and_place_is_asked_about_first(mega, world):
    at_midnight = timezone.localtime().replace(hour=0, minute=0)
    there = EventFactory(group=world.group, region=world.village, starts=at_midnight)

    page = mega.post(URL, quick(world))
    assert there.title in page.content.decode()
    assert page.context["form"].errors.keys() == {"is_another"}

    mega.post(URL, quick(world, is_another="on"))
    assert OutreachEvent.objects.count() == 2


def test_a_refused_form_keeps_words_and_photos_without_javascript(mega, world):
    page = mega.post(URL, quick(world, title="", story="Ramai.", photos=[photo()]))
    kept = EventPhoto.objects.get()
    assert f'name="kept" value="{kept.pk}"' in page.content.decode()
    assert (kept.event, kept.is_shown) == (None, False)

    key = key_of(page)
    again = mega.get(URL, {"kunci": key})
    assert again.context["form"].report["story"].value() == "Ramai."
    assert mega.get(reverse("event_unsent_photo", args=[kept.pk])).status_code == 200

    mega.post(URL, quick(world, key=key, kept=[kept.pk], **{f"caption_{kept.pk}": "Balai"}))
    event = OutreachEvent.objects.get()
    assert [(p.pk, p.caption, p.has_consent) for p in event.photos.shown()] == [
        (kept.pk, "Balai", True)
    ]
    assert not FormDraft.objects.exists()


def test_a_kept_photo_may_be_taken_off_again(mega, world):
    page = mega.post(URL, quick(world, title="", photos=[photo()]))
    kept = EventPhoto.objects.get()

    sent = {"kept": [kept.pk], f"remove_{kept.pk}": "on", "key": key_of(page)}
    mega.post(URL, quick(world, **sent))

    assert OutreachEvent.objects.get().photos.count() == 0
    assert not EventPhoto.objects.exists()


def test_photos_of_somebody_elses_unsent_form_are_nobody_elses(mega, sign_in, world):
    mega.post(URL, quick(world, title="", photos=[photo()]))
    theirs = EventPhoto.objects.get()
    other = sign_in(MembershipFactory(group=world.group).person)

    assert other.get(reverse("event_unsent_photo", args=[theirs.pk])).status_code == 404
    other.post(URL, quick(world, kept=[theirs.pk]))
    theirs.refresh_from_db()
    assert theirs.event is None


def test_throwing_the_unsent_form_away_deletes_its_photos(mega, world):
    page = mega.post(URL, quick(world, title="", photos=[photo()]))

    mega.post(reverse("draft_forget"), {"form": f"quick:{key_of(page)}"})

    assert (FormDraft.objects.count(), EventPhoto.objects.count()) == (0, 0)


def test_the_unfinished_form_is_offered_among_my_events(mega, world):
    key = uuid4()
    mega.post(
        reverse("draft_keep"), quick(world, title="Belum selesai RW 3") | {"form": f"quick:{key}"}
    )

    page = mega.get(reverse("my_events")).content.decode()

    assert f"{URL}?kunci={key}" in page
    assert "Belum selesai RW 3" in page


# -- answers to the phone, which sends by itself


def test_a_script_is_told_of_the_receipt_once_as_new_then_as_known(mega, world):
    sent = quick(world)

    first, again = mega.post(URL, sent, **JSON), mega.post(URL, sent, **JSON)

    receipt = SubmissionReceipt.objects.get()
    url = reverse("event_receipt", args=[receipt.event_id, receipt.pk])
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["receipt"], first.json()["url"]) == (receipt.number, url)
    assert "no-store" in first["Cache-Control"]


def test_a_script_is_told_that_a_key_came_with_other_words(mega, world):
    sent = quick(world)
    mega.post(URL, sent, **JSON)

    answer = mega.post(URL, sent | {"story": "Lain."}, **JSON)

    assert answer.status_code == 409
    assert answer.json()["receipt"] == SubmissionReceipt.objects.get().number
    assert not FormDraft.objects.exists()


def test_a_script_gets_the_errors_by_field_and_nothing_is_stored(mega, world):
    answer = mega.post(URL, quick(world, title="", attendance="banyak"), **JSON)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "title": ["Belum diisi."],
        "attendance": ["Tulis bilangan bulat, misalnya 40 atau 1.200."],
    }
    assert not FormDraft.objects.exists()


def test_a_script_without_a_session_is_told_so(client, world):
    answer = client.post(URL, quick(world), **JSON)

    assert (answer.status_code, answer.json().keys()) == (401, {"error"})


def test_a_script_of_somebody_without_a_kim_is_told_why_not(sign_in, world):
    answer = sign_in(world.newcomer).post(URL, quick(world), **JSON)

    assert answer.status_code == 403
    assert "KIM" in answer.json()["error"]


def test_a_script_with_an_outdated_token_is_told_so(world, sign_in):
    client = sign_in(world.member)
    client.handler.enforce_csrf_checks = True

    answer = client.post(URL, quick(world), **JSON)

    assert (answer.status_code, answer.json()["again"]) == (403, True)


def test_a_script_that_sends_too_much_is_told_so(mega, world):
    answer = mega.post(URL, quick(world, story="a" * 1_200_000), **JSON)

    assert answer.status_code == 413


def test_a_script_is_told_to_wait_during_an_outage(mega, world, monkeypatch):
    from django.db import OperationalError

    def down(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("campaigns.events.views.quick.submit_quick", down)
    mega.raise_request_exception = False

    answer = mega.post(URL, quick(world), **JSON)

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer["Content-Type"] == "application/json"


def test_the_report_of_an_event_answers_a_script_alike(mega, draft):
    from tests.campaigns.events.event_forms import report, report_url

    sent, url = report(draft), report_url(draft)

    wrong = mega.post(url, report(draft, attendance=""), **JSON)
    outdated = mega.post(url, report(draft, version="999"), **JSON)
    first, again = mega.post(url, sent, **JSON), mega.post(url, sent, **JSON)
    other = mega.post(url, sent | {"story": "Lain."}, **JSON)

    statuses = [a.status_code for a in (wrong, outdated, first, again, other)]
    assert statuses == [422, 409, 201, 200, 409]
    assert wrong.json()["errors"].keys() == {"attendance"}
    assert SubmissionReceipt.objects.count() == 1
