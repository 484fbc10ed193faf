"""Members plan, report, store and edit; each press has exactly one effect."""

import re
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.events.views.members import PER_PAGE
from kimportal.drafts.models import FormDraft
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.campaigns.events.event_forms import local, photo, plan, report, report_url
from tests.factories import EventFactory, RegionFactory

pytestmark = pytest.mark.django_db


def parse_local(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def test_a_plan_ahead_becomes_a_draft_and_is_shown_to_be_sent_in(mega, world):
    answer = mega.post(reverse("event_new"), plan(world))

    event = OutreachEvent.objects.get()
    assert answer.url == reverse("event_own", args=[event.pk])
    assert (event.state, event.group, event.begun_by) == (State.DRAFT, world.group, world.member)


def test_what_has_happened_goes_on_to_its_report(mega, world):
    answer = mega.post(reverse("event_new"), plan(world, days=-1))

    assert answer.url == report_url(OutreachEvent.objects.get())


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("35.73.04.1003", "Asia/Jakarta"),
        ("52.71.05.1002", "Asia/Makassar"),
        ("91.01.01.1001", "Asia/Jayapura"),
    ],
)
def test_times_are_those_of_the_place(mega, world, region, zone):
    RegionFactory(code=region)
    times = {"starts": "2020-11-26T19:30", "ends": "2020-11-26T21:00"}

    mega.post(reverse("event_new"), plan(world, region=region, **times))

    event = OutreachEvent.objects.get()
    assert event.starts == datetime(2020, 11, 26, 19, 30, tzinfo=ZoneInfo(zone))
    page = mega.get(reverse("event_plan", args=[event.pk])).content.decode()
    assert 'value="2020-11-26T19:30"' in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": local(1, 9)}, "ends"),
        ({"starts": "0001-01-01T00:00"}, "starts"),
        ({"ends": "9999-12-31T23:59"}, "ends"),
        ({"starts": "2024-02-30T10:00"}, "starts"),
        ({"title": ""}, "title"),
        ({"title": "x" * 141}, "title"),
        ({"region": "99.99"}, "region"),
        ({"mode": "dreamt"}, "mode"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_impossible_plans_are_refused_with_a_sentence(mega, world, changes, field):
    answer = mega.post(reverse("event_new"), plan(world, **changes))

    assert list(answer.context["form"].errors) == [field]
    assert not OutreachEvent.objects.exists()


def test_the_same_key_and_content_makes_one_event(mega, world):
    sent = plan(world)

    first, second = (mega.post(reverse("event_new"), sent) for _ in range(2))

    assert first.url == second.url
    assert OutreachEvent.objects.count() == 1


def test_the_same_key_with_other_content_keeps_both_and_explains(mega, world):
    sent = plan(world)
    mega.post(reverse("event_new"), sent)

    answer = mega.post(reverse("event_new"), {**sent, "title": "Judul lain"})

    assert answer.status_code == 409
    assert "Judul lain" in answer.content.decode()
    assert OutreachEvent.objects.get().title == sent["title"]
    assert FormDraft.objects.get(person=world.member).title == "Judul lain"


def test_a_second_member_is_shown_the_first_ones_event(mega, sign_in, world):
    mega.post(reverse("event_new"), plan(world))
    other = sign_in(world.officer)

    shown = other.post(reverse("event_new"), plan(world, title="Rembug"))
    insisted = other.post(reverse("event_new"), plan(world, title="Rembug", is_another="on"))

    assert [duplicate.title for duplicate in shown.context["form"].duplicates] == [
        "Rembug warga pemilih sehat"
    ]
    assert insisted.status_code == 302
    assert OutreachEvent.objects.count() == 2


@pytest.mark.parametrize(
    ("hour", "venue", "is_asked"),
    [
        (10, "Masjid", True),  # the same hour
        (11, "", True),  # while it lasts
        (19, "balai RW.5", True),  # the same place
        (19, "Balai RW 06", False),
        (19, "", False),
        (12, "Masjid", False),  # after it
    ],
)
def test_only_an_event_near_in_time_or_place_is_asked_about(mega, world, hour, venue, is_asked):
    EventFactory(group=world.group, starts=parse_local(local(1, 10)), venue="Balai RW 05")
    times = {"starts": local(1, hour), "ends": local(1, hour + 1)}

    answer = mega.post(reverse("event_new"), plan(world, venue=venue, **times))

    assert (answer.status_code == 200) == is_asked
    if is_asked:
        assert list(answer.context["form"].errors) == ["is_another"]
        page = answer.content.decode()
        assert "KIM Anda sudah mencatat ini pada hari yang sama." in page
        assert "Balai RW 05" in page


@pytest.mark.parametrize(
    ("minutes", "is_asked"), [(-119, True), (-120, False), (119, True), (120, False)]
)
def test_an_event_at_the_same_hour_is_asked_about_and_one_after_it_is_not(
    mega, world, minutes, is_asked
):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    mine = EventFactory(group=world.group, starts=noon)  # two hours long
    EventFactory(group=world.group, title="Arisan", starts=noon + timedelta(minutes=minutes))

    assert ("Arisan" in mega.get(mine.own_url).content.decode()) == is_asked


def test_a_draft_plan_is_sent_in_with_a_receipt(mega, draft):
    url = reverse("event_submit", args=[draft.pk])

    answer = mega.post(url, {"key": str(uuid4()), "neutrality": "on"})

    receipt = SubmissionReceipt.objects.get()
    draft.refresh_from_db()
    assert answer.url == reverse("event_receipt", args=[draft.pk, receipt.pk])
    assert draft.state == State.WAITING
    assert receipt.number in mega.get(answer.url).content.decode()


def test_a_plan_is_not_sent_in_without_the_neutrality_declaration(mega, draft):
    mega.post(reverse("event_submit", args=[draft.pk]), {"key": str(uuid4())})

    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_words_typed_are_found_on_another_device(mega, sign_in, draft, world):
    typed = {"form": f"report:{draft.pk}", "attendance": "empat", "story": "Baru setengah"}

    answer = mega.post(reverse("draft_keep"), typed, headers={"accept": "application/json"})

    page = sign_in(world.member).get(report_url(draft)).content.decode()
    assert answer.json() == {"kept": True}
    assert "Baru setengah" in page
    assert 'value="empat"' in page


def test_a_new_event_half_typed_waits_among_my_events(mega, world):
    key = uuid4()
    mega.post(reverse("draft_keep"), {"form": f"new:{key}", "title": "Setengah jadi"})

    listed = mega.get(reverse("my_events")).content.decode()
    opened = mega.get(reverse("event_new"), {"kunci": key}).content.decode()

    assert f"?kunci={key}" in listed
    assert 'value="Setengah jadi"' in opened


def test_nobody_keeps_words_in_anothers_event(sign_in, world, draft):
    typed = {"form": f"report:{draft.pk}", "story": "x"}

    answer = sign_in(world.outsider).post(reverse("draft_keep"), typed)

    assert (answer.status_code, FormDraft.objects.count()) == (404, 0)


def test_a_returned_report_shows_its_reason_at_the_field_and_goes_out_again(mega, draft, world):
    mega.post(report_url(draft), report(draft))
    draft.refresh_from_db()
    draft.send_back(by=world.reviewer, note="Jumlahnya terlalu bulat?", field="attendance")

    own = mega.get(reverse("event_own", args=[draft.pk])).content.decode()
    form = mega.get(report_url(draft)).context["form"]
    mega.post(report_url(draft), report(draft, attendance="38"))

    assert f"{report_url(draft)}#id_attendance_field" in own
    assert "Jumlahnya terlalu bulat?" in form.fields["attendance"].help_text
    draft.refresh_from_db()
    assert (draft.state, draft.attendance) == (State.WAITING, 38)


def test_reporting_on_a_live_plan_proposes_with_photos_and_shows_nothing_yet(mega, world):
    live = EventFactory(group=world.group, plan=True)

    mega.post(report_url(live), report(live, photos=[photo()], photos_consent="on"))

    live.refresh_from_db()
    assert (live.attendance, live.photos.shown().count()) == (None, 0)
    assert live.open_change_request.new["attendance"] == 40


def test_an_accepted_report_on_a_live_plan_counts_and_shows_its_photos(
    mega, world, django_capture_on_commit_callbacks
):
    live = EventFactory(group=world.group, plan=True)
    mega.post(report_url(live), report(live, photos=[photo()], photos_consent="on"))

    live.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        live.open_change_request.approve(by=world.reviewer)

    live = OutreachEvent.objects.get(pk=live.pk)
    assert (live.attendance, live.counts, live.photos.published().count()) == (40, True, 1)


def test_words_read_before_somebody_elses_change_are_not_sent_over_it(mega, draft):
    stale = report(draft, story="Punya saya")
    draft.save_draft({"story": "Punya teman"})

    answer = mega.post(report_url(draft), stale)

    draft.refresh_from_db()
    assert (answer.context["changed"], draft.story) == (True, "Punya teman")


def test_a_change_sent_back_stands_with_its_reason_among_my_events(mega, world):
    live = EventFactory(group=world.group)
    live.send({"attendance": 41}, by=world.member).send_back(
        by=world.reviewer, note="Mana daftar hadirnya?", field="attendance"
    )

    for page in ("/anggota/kegiatan/", "/anggota/", live.own_url):
        html = mega.get(page).content.decode()
        assert "Mana daftar hadirnya?" in html
        assert f"{report_url(live)}#id_attendance_field" in html


def test_a_report_of_a_live_plan_sent_back_without_a_field_opens_the_report(mega, world):
    live = EventFactory(group=world.group, plan=True)
    mega.post(report_url(live), report(live))
    live.refresh_from_db()
    live.open_change_request.send_back(by=world.reviewer, note="Mohon diperjelas.")

    live.refresh_from_db()
    assert live.edit_url == report_url(live)
    own = mega.get(live.own_url).content.decode()
    assert f'<a class="btn" href="{report_url(live)}">Perbaiki dan kirim lagi</a>' in own


def test_a_report_that_waits_as_a_change_is_not_requested_again(mega, world):
    live = EventFactory(group=world.group, plan=True)
    before = report_url(live) in mega.get("/anggota/kegiatan/").content.decode()

    mega.post(report_url(live), report(live))

    html = mega.get("/anggota/kegiatan/").content.decode()
    assert (before, report_url(live) in html) == (True, False)
    assert "Laporan Anda menunggu" in html


def test_officers_withdraw_and_say_why(sign_in, world):
    live = EventFactory(group=world.group)
    url = reverse("event_withdraw_now", args=[live.pk])

    by_member = sign_in(world.member).post(url, {"note": "Salah"})
    by_officer = sign_in(world.officer).post(url, {"note": "Salah"})

    live.refresh_from_db()
    assert (by_member.status_code, by_officer.status_code) == (403, 302)
    assert (live.state, live.state_note) == (State.WITHDRAWN, "Salah")


def test_the_page_to_withdraw_asks_for_the_reason(sign_in, world):
    live = EventFactory(group=world.group)
    officer = sign_in(world.officer)

    page = officer.get(reverse("event_withdraw", args=[live.pk])).content.decode()
    refused = officer.post(reverse("event_withdraw_now", args=[live.pk]), {"note": " "})

    live.refresh_from_db()
    assert 'name="note"' in page
    assert list(refused.context["form"].errors) == ["note"]
    assert live.state == State.LIVE


def test_a_draft_is_thrown_away_with_what_was_typed_for_it(mega, draft):
    mega.post(reverse("draft_keep"), {"form": f"report:{draft.pk}", "photos": [photo()]})

    answer = mega.post(reverse("event_discard_now", args=[draft.pk]))

    assert answer.url == "/anggota/kegiatan/"
    rows = [model.objects.count() for model in (OutreachEvent, FormDraft, EventPhoto)]
    assert rows == [0, 0, 0]


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_nothing_but_a_draft_is_thrown_away(mega, world, state):
    event = EventFactory(group=world.group, state=state, begun_by=world.member)

    answer = mega.post(reverse("event_discard_now", args=[event.pk]))

    assert (answer["Location"], OutreachEvent.objects.count()) == (event.own_url, 1)


def test_fields_not_in_the_form_change_nothing(mega, draft, world):
    more = {
        "state": "live",
        "group": world.other_group.pk,
        "submitted_by": "1",
        "flags": "x",
        "id": "y",
    }

    mega.post(report_url(draft), report(draft, **more))

    draft.refresh_from_db()
    assert (draft.state, draft.group, draft.flags) == (State.WAITING, world.group, "")


def test_a_single_page_is_not_counted_but_two_are(mega, world):
    EventFactory.create_batch(PER_PAGE, group=world.group)
    single = mega.get(reverse("my_events")).content.decode()
    EventFactory(group=world.group)

    first = mega.get(reverse("my_events")).content.decode()

    assert "Halaman 1" not in single and 'rel="next"' not in single
    assert "Halaman 1" in first and 'rel="next"' in first


def test_my_events_cost_the_same_at_one_and_at_three(mega, world, django_assert_num_queries):
    EventFactory(group=world.group)
    mega.get(reverse("my_events"))
    with django_assert_num_queries(7):
        mega.get(reverse("my_events"))
    EventFactory.create_batch(2, group=world.group)

    with django_assert_num_queries(7):
        mega.get(reverse("my_events"))


def submission_label(client, receipt_url):
    page = client.get(receipt_url).content.decode()
    return re.search(r"Yang Anda kirim</dt><dd>(.*?)</dd>", page)[1]


def test_a_change_to_an_approved_event_is_called_one(mega, world):
    event = EventFactory(group=world.group, submitted_by=world.member)
    form = mega.get(report_url(event)).content.decode()

    sent = mega.post(report_url(event), report(event, attendance="41"))
    own = mega.get(event.own_url).content.decode()

    assert "<h1>Usulkan perubahan laporan</h1>" in form
    assert "Usulkan perubahan ini" in form
    assert "Kirim laporan" not in form
    assert submission_label(mega, sent.url) == "Perubahan pada kegiatan yang sudah disetujui"
    assert "Perubahan menunggu peninjauan" in own
    email = OutgoingEmail.objects.get(key__startswith="event_receipt")
    assert f"Perubahan pada kegiatan yang sudah disetujui: {event}" in email.text

    event.change_requests.open().get().approve(by=world.reviewer)

    email = OutgoingEmail.objects.get(key__startswith="event_decided")
    assert email.subject.startswith(f"Perubahan {event}: ")
    assert "peninjau sudah memutuskan perubahan yang Anda usulkan" in email.text
    assert "peninjau sudah memutuskan perubahan yang Anda usulkan" in email.html


def test_the_first_report_on_an_approved_plan_is_called_a_report(mega, world):
    event = EventFactory(group=world.group, submitted_by=world.member, plan=True)
    form = mega.get(report_url(event)).content.decode()

    sent = mega.post(report_url(event), report(event))
    own = mega.get(event.own_url).content.decode()

    assert "<h1>Bagaimana kegiatannya?</h1>" in form
    assert "Kirim laporan" in form
    assert submission_label(mega, sent.url) == "Laporan"
    assert "Laporan Anda menunggu peninjauan" in own
    assert "Perubahan menunggu peninjauan" not in own

    event.change_requests.open().get().approve(by=world.reviewer)

    email = OutgoingEmail.objects.get(key__startswith="event_decided")
    assert email.subject.startswith(f"{event}: ")


def test_a_waiting_report_is_changed_not_sent_anew(mega, world):
    event = EventFactory(group=world.group, state=State.WAITING, submitted_by=world.member)

    form = mega.get(report_url(event)).content.decode()

    assert "<h1>Ubah laporan</h1>" in form
    assert "Usulkan perubahan</button>" in re.sub(r"\s+(?=<)", "", form)
