"""Unsent input is never lost: an ended session, an error, a race; and it is shown as unsent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import MAX_STORED_PHOTOS, EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from kimportal.drafts.models import FormDraft
from kimportal.moderation.states import State
from tests.campaigns.events.event_forms import local, photo, plan, report, report_url
from tests.factories import EventFactory, PersonFactory, RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(world):
    return EventFactory(group=world.group, plan=True, begun_by=world.member)


def whose(person):
    return FormDraft.objects.owner_token(person)


# -- the session ended meanwhile


def test_a_report_sent_after_the_session_ended_is_found_after_signing_in(
    client, sign_in, world, draft
):
    sent = report(draft, whose=whose(world.member), photos=[photo()], story="Ditulis lama")

    answer = client.post(report_url(draft), sent)
    opened = sign_in(world.member).get(report_url(draft))

    assert answer.url == f"/akun/login/?next={report_url(draft)}"
    assert "Yang Anda ketik aman" in str(next(iter(get_messages(answer.wsgi_request))))
    assert "Ditulis lama" in opened.content.decode()
    assert [p.is_shown for p in opened.context["form"].stored_photos] == [False]


def test_a_new_event_sent_after_the_session_ended_is_found_after_signing_in(client, sign_in, world):
    sent = plan(world, whose=whose(world.member), title="Arisan RT 02")

    answer = client.post(reverse("event_new"), sent)
    opened = sign_in(world.member).get(f"{reverse('event_new')}?kunci={sent['key']}")

    assert answer.url == f"/akun/login/?next=/anggota/kegiatan/baru/%3Fkunci%3D{sent['key']}"
    assert 'value="Arisan RT 02"' in opened.content.decode()
    assert not OutreachEvent.objects.exists()


def test_keeping_for_later_works_after_the_session_ended_too(client, world, draft):
    sent = {"form": f"report:{draft.pk}", "whose": whose(world.member), "story": "Separuh"}

    answer = client.post(reverse("draft_keep"), sent, headers={"accept": "application/json"})

    assert answer.json() == {"kept": True}
    assert FormDraft.objects.of(world.member, sent["form"]).values["story"] == ["Separuh"]


@pytest.mark.parametrize("token", ["none", "forged", "outsider", "elsewhere", "disabled", "old"])
def test_nothing_is_stored_for_whoever_did_not_open_the_form(
    client, world, draft, token, monkeypatch
):
    tokens = {
        "none": "",
        "forged": whose(world.member)[:-1] + "_",
        "outsider": whose(world.outsider),
    }
    sent = report(draft, whose=tokens.get(token) if token in tokens else whose(world.member))
    if token == "elsewhere":
        world.member.end_sessions()
    if token == "disabled":
        world.member.disable(by=PersonFactory())
    if token == "old":
        monkeypatch.setattr("kimportal.drafts.models.OWNER_TOKEN_AGE", timedelta(seconds=-1))

    answer = client.post(report_url(draft), sent | {"photos": [photo()]})

    assert answer.status_code in {302, 404}
    assert (FormDraft.objects.count(), EventPhoto.objects.count()) == (0, 0)


def test_the_owner_token_grants_no_access(client, world, draft):
    client.post(report_url(draft), report(draft, whose=whose(world.member)))

    assert client.get(report_url(draft)).status_code == 302
    assert SubmissionReceipt.objects.count() == 0


def test_a_form_with_an_old_token_is_kept_and_opened_again(world, draft):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.member)
    form = {"form": f"report:{draft.pk}", "whose": whose(world.member)}

    answer = strict.post(report_url(draft), report(draft, **form, photos=[photo()]))

    draft.refresh_from_db()
    opened = strict.get(report_url(draft))
    assert (answer.status_code, answer.url) == (302, report_url(draft))
    assert (draft.state, SubmissionReceipt.objects.count()) == (State.DRAFT, 0)
    assert "Yang Anda ketik aman" in opened.content.decode()
    assert len(opened.context["form"].stored_photos) == 1


def test_whoever_lost_session_and_token_is_asked_to_sign_in(world, draft):
    strict = Client(enforce_csrf_checks=True)
    form = {"form": f"report:{draft.pk}", "whose": whose(world.member)}

    sign_in_page = strict.post(
        report_url(draft), report(draft, **form), follow=True
    ).content.decode()

    assert "Yang Anda ketik aman: masuk lagi untuk melanjutkan." in sign_in_page
    assert FormDraft.objects.count() == 1


@pytest.mark.parametrize("form", ["report", "x:y", ""])
def test_an_old_csrf_token_without_an_owner_token_stores_nothing(world, draft, form):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.member)

    answer = strict.post(report_url(draft), report(draft, form=form, whose="tebak"))

    assert (answer.status_code, FormDraft.objects.count()) == (403, 0)


def test_keeping_asks_for_one_of_the_two_tokens_of_the_form(world, draft):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.member)
    sent = {"form": f"report:{draft.pk}", "story": "x"}
    as_script = {"accept": "application/json"}

    without = strict.post(reverse("draft_keep"), sent, headers=as_script)
    with_owner = strict.post(
        reverse("draft_keep"), sent | {"whose": whose(world.member)}, headers=as_script
    )

    assert (without.status_code, with_owner.status_code) == (403, 200)
    assert FormDraft.objects.get().values["story"] == ["x"]


# -- a fault, or somebody else was quicker


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.WAITING, State.LIVE])
def test_photos_of_a_refused_form_are_kept_in_every_state_and_shown_nowhere(mega, world, state):
    event = EventFactory(group=world.group, plan=True, state=state)

    refused = mega.post(report_url(event), report(event, photos=[photo()], attendance=""))
    kept = [p.pk for p in refused.context["form"].stored_photos]
    later = [p.pk for p in mega.get(report_url(event)).context["form"].stored_photos]

    assert kept == later == [event.photos.get().pk]
    assert event.photos.shown().count() == 0


def test_photos_taken_off_again_and_again_have_a_limit(mega, draft):
    EventPhoto.objects.bulk_create(
        EventPhoto(event=draft, file=f"{n}.jpg", sha256=str(n), width=1, height=1, is_shown=False)
        for n in range(MAX_STORED_PHOTOS)
    )

    answer = mega.post(report_url(draft), report(draft, photos=[photo()], photos_consent="on"))

    assert list(answer.context["form"].errors) == ["photos"]
    assert draft.photos.count() == MAX_STORED_PHOTOS


def test_a_photo_that_does_not_pass_takes_no_other_with_it(mega, draft):
    bad = photo("rusak.jpg")
    bad.file.truncate(100)
    sent = report(draft, photos=[photo(), bad], photos_consent="on")

    refused = mega.post(report_url(draft), sent)

    assert list(refused.context["form"].errors) == ["photos"]
    assert len(refused.context["form"].stored_photos) == 1


def test_photos_of_unsent_forms_have_a_limit(mega, draft, world):
    EventPhoto.objects.bulk_create(
        EventPhoto(event=draft, file=f"{n}.jpg", sha256=str(n), width=1, height=1, is_shown=False)
        for n in range(MAX_STORED_PHOTOS - 1)
    )

    mega.post(
        report_url(draft), report(draft, attendance="", photos=[photo(width=w) for w in (64, 66)])
    )

    assert draft.photos.count() == MAX_STORED_PHOTOS


def test_text_and_photos_overtaken_by_another_change_are_stored(mega, draft, world):
    stale = report(draft, story="Punya saya", photos=[photo()], photos_consent="on")
    draft.save_draft({"story": "Punya teman"})

    answer = mega.post(report_url(draft), stale)
    again = mega.get(report_url(draft))

    assert answer.context["changed"]
    assert len(answer.context["form"].stored_photos) == 1
    assert "Punya saya" in again.content.decode()
    assert again.context["draft"].form == f"report:{draft.pk}"


def test_a_change_asked_for_by_another_member_is_not_overwritten_unseen(mega, sign_in, live, world):
    stale = report(live, attendance="46")
    sign_in(world.officer).post(report_url(live), report(live, attendance="45"))

    answer = mega.post(report_url(live), stale)

    live.refresh_from_db()
    assert answer.context["changed"]
    assert live.open_change_request.new["attendance"] == 45
    assert mega.post(report_url(live), report(live, version=live.version_token)).status_code == 302


def test_a_fault_does_not_hide_that_somebody_else_changed_the_event(mega, draft):
    stale = report(draft, attendance="")
    draft.save_draft({"story": "Punya teman"})

    refused = mega.post(report_url(draft), stale)
    answer = mega.post(
        report_url(draft), report(draft, version=refused.context["version"], attendance="9")
    )

    assert answer.context["changed"]


def test_a_draft_of_an_older_version_says_so_when_opened_again(mega, draft):
    typed = {"form": f"report:{draft.pk}", "version": draft.version, "story": "Punya saya"}
    mega.post(reverse("draft_keep"), typed)
    before = mega.get(report_url(draft)).context["changed"]

    draft.save_draft({"story": "Punya teman"})

    assert (before, mega.get(report_url(draft)).context["changed"]) == (False, True)


def test_drafts_are_named_as_such_and_can_be_deleted(mega, draft, world):
    mega.post(reverse("draft_keep"), {"form": f"report:{draft.pk}", "story": "Separuh jadi"})
    own = mega.get(draft.own_url).content.decode()
    form = mega.get(report_url(draft)).content.decode()

    mega.post(reverse("draft_forget"), {"form": f"report:{draft.pk}"})

    assert own.count("Belum dikirim") == form.count("Belum dikirim") == 1
    assert "Separuh jadi" not in mega.get(report_url(draft)).content.decode()


@pytest.mark.parametrize("how", ["thrown away", "erased", "too many forms"])
def test_unsent_photos_are_deleted_with_their_draft(mega, draft, world, how, monkeypatch):
    mega.post(reverse("draft_keep"), {"form": f"report:{draft.pk}", "photos": [photo()]})
    before = draft.photos.count()

    if how == "thrown away":
        mega.post(reverse("draft_forget"), {"form": f"report:{draft.pk}"})
    elif how == "erased":
        world.member.erase(by=PersonFactory())
    else:
        monkeypatch.setattr("kimportal.drafts.models.MAX_DRAFTS", 1)
        mega.post(reverse("draft_keep"), {"form": f"new:{uuid4()}", "title": "Lain"})

    assert (before, draft.photos.count()) == (1, 0)


def test_photos_of_a_waiting_change_stay_when_a_later_draft_is_deleted(mega, live, world):
    mega.post(report_url(live), report(live, photos=[photo()], photos_consent="on"))
    live.refresh_from_db()
    [[key, _caption]] = live.open_change_request.new["photos"]
    more = {"form": f"report:{live.pk}", "kept": [key], "photos": [photo(width=70)]}
    mega.post(reverse("draft_keep"), more)
    before = live.photos.count()

    mega.post(reverse("draft_forget"), {"form": f"report:{live.pk}"})

    assert (before, [p.pk for p in live.photos.all()]) == (2, [key])


def test_an_autosave_that_arrives_after_its_own_report_is_not_stored(mega, draft, world):
    sent = report(draft)
    mega.post(report_url(draft), sent)
    late = {"form": f"report:{draft.pk}", "key": sent["key"], "story": "Warga"}

    answer = mega.post(reverse("draft_keep"), late, headers={"accept": "application/json"})

    assert (answer.status_code, FormDraft.objects.count()) == (409, 0)


def test_storing_text_alone_deletes_no_photo(mega, draft):
    mega.post(reverse("draft_keep"), {"form": f"report:{draft.pk}", "photos": [photo()]})

    mega.post(
        reverse("draft_keep"),
        {"form": f"report:{draft.pk}", "story": "Warga"},
        headers={"accept": "application/json"},
    )

    assert len(mega.get(report_url(draft)).context["form"].stored_photos) == 1


@pytest.mark.parametrize("kind", ["live:", "new:x", "x"])
def test_only_forms_are_thrown_away(mega, kind):
    answer = mega.post(reverse("draft_forget"), {"form": f"{kind}{uuid4()}"})

    assert answer.status_code == 404


def test_the_same_change_of_a_draft_twice_is_kept_once(mega, draft, world):
    sent = plan(world, days=-1, title="Judul baru", version=draft.version)
    url = reverse("event_plan", args=[draft.pk])

    first, second = (mega.post(url, sent) for _ in range(2))

    draft.refresh_from_db()
    assert (first.url, second.url) == (report_url(draft), report_url(draft))
    assert (draft.title, draft.version) == ("Judul baru", int(sent["version"]) + 1)


# -- what cannot be


def test_what_was_reported_is_not_moved_into_the_future(mega, world):
    event = EventFactory(group=world.group, state=State.RETURNED)
    sent = plan(world, days=1, version=event.version, neutrality="on")

    answer = mega.post(reverse("event_plan", args=[event.pk]), sent)

    assert list(answer.context["form"].errors) == ["starts"]


def test_a_report_waiting_for_review_is_not_moved_into_the_future_either(mega, world, live):
    mega.post(report_url(live), report(live))
    sent = plan(world, days=1, version=live.version, neutrality="on")

    answer = mega.post(reverse("event_plan", args=[live.pk]), sent)

    assert list(answer.context["form"].errors) == ["starts"]


def test_a_plan_moved_ahead_by_a_change_is_not_reported_before_it_begins(mega, world, live):
    mega.post(
        reverse("event_plan", args=[live.pk]),
        plan(world, days=1, version=live.version, neutrality="on"),
    )

    answer = mega.post(report_url(live), report(live))

    assert answer.context["form"].non_field_errors()


def test_the_report_of_what_has_not_begun_is_not_opened(mega, world):
    event = EventFactory(group=world.group, plan=True, starts=timezone.now() + timedelta(days=1))

    assert mega.get(report_url(event)).url == event.own_url


@pytest.mark.parametrize(("code", "zone"), [("35.73.04.1003", 7), ("91.01.01.1001", 9)])
def test_the_first_hours_of_our_century_are_refused_with_a_sentence(mega, world, code, zone):
    RegionFactory(code=code)
    early = plan(world, region=code, starts="2000-01-01T06:59", ends="2000-01-01T08:00")

    answer = mega.post(reverse("event_new"), early)

    assert list(answer.context["form"].errors) == ["starts"]


def test_without_an_end_two_hours_are_taken(mega, world):
    mega.post(reverse("event_new"), plan(world, starts=local(1, 19), ends=""))

    event = OutreachEvent.objects.get()
    assert (event.ends - event.starts).total_seconds() == 7200


def test_text_in_the_place_of_a_photo_keeps_no_form_from_opening(mega, draft):
    mega.post(reverse("draft_keep"), {"form": f"report:{draft.pk}", "photos": ["x", "[]"]})

    assert mega.get(report_url(draft)).status_code == 200


def test_keys_of_photos_that_no_database_holds_keep_no_report_back(mega, draft):
    forged = {"form": f"report:{draft.pk}", "kept": ["9" * 5000, "9" * 30, "²", "-1"]}
    mega.post(reverse("draft_keep"), forged)

    answer = mega.post(report_url(draft), report(draft))

    assert (answer.status_code, FormDraft.objects.count()) == (302, 0)
    assert OutreachEvent.objects.get().state == State.WAITING
