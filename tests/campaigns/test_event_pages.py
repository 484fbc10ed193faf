"""Members plan, report, keep and mend; each press brings about one thing, exactly once."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from campaigns.models import EventMaterial, EventPhoto, OutreachEvent, Receipt, Setting, Typed
from campaigns.views.event_own import PER_PAGE
from kimportal.models import Letter
from kimportal.states import State
from tests.factories import EventFactory, MaterialFactory, RegionFactory
from tests.kimportal.uploads.bad_files import jpeg

pytestmark = pytest.mark.django_db


def local(days=0, hour=10):
    """A moment as the form sends it, so many days from today."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=0).strftime("%Y-%m-%dT%H:%M")


def plan(world, days=1, **changes):
    return {
        "key": str(uuid4()),
        "title": "Rembug warga pemilih sehat",
        "starts": local(days, 10),
        "ends": local(days, 12),
        "mode": "in_person",
        "region": world.village.pk,
        "venue": "Balai RW 05",
        **changes,
    }


def report(event, **changes):
    return {
        "key": str(uuid4()),
        "version": event.edition,
        "attendance": "40",
        "story": "Warga bertanya tentang 15 hal baru di TPS.",
        "neutrality": "on",
        **changes,
    }


def photo(name="foto.jpg", width=64):
    return SimpleUploadedFile(name, jpeg(width=width), "image/jpeg")


def report_url(event):
    return reverse("event_report", args=[event.pk])


@pytest.fixture
def mega(world, sign_in):
    return sign_in(world.member)


@pytest.fixture
def draft(world):
    return EventFactory(group=world.group, plan=True, state=State.DRAFT, begun_by=world.member)


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
    assert Typed.objects.get(person=world.member).title == "Judul lain"


def test_a_second_member_is_shown_the_first_ones_event(mega, sign_in, world):
    mega.post(reverse("event_new"), plan(world))
    other = sign_in(world.officer)

    shown = other.post(reverse("event_new"), plan(world, title="Rembug"))
    insisted = other.post(reverse("event_new"), plan(world, title="Rembug", is_another="on"))

    assert [twin.title for twin in shown.context["form"].twins] == ["Rembug warga pemilih sehat"]
    assert insisted.status_code == 302
    assert OutreachEvent.objects.count() == 2


@pytest.mark.parametrize(
    ("minutes", "asked"), [(-119, True), (-120, False), (119, True), (120, False)]
)
def test_an_event_at_the_same_hour_is_asked_about_and_one_after_it_is_not(
    mega, world, minutes, asked
):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    mine = EventFactory(group=world.group, starts=noon)  # two hours long
    EventFactory(group=world.group, title="Arisan", starts=noon + timedelta(minutes=minutes))

    assert ("Arisan" in mega.get(mine.own_url).content.decode()) == asked


def test_a_draft_plan_is_sent_in_with_a_receipt(mega, draft):
    url = reverse("event_submit", args=[draft.pk])

    answer = mega.post(url, {"key": str(uuid4()), "neutrality": "on"})

    receipt = Receipt.objects.get()
    draft.refresh_from_db()
    assert answer.url == reverse("event_receipt", args=[draft.pk, receipt.pk])
    assert draft.state == State.WAITING
    assert receipt.number in mega.get(answer.url).content.decode()


def test_a_plan_is_not_sent_in_without_the_neutrality_declaration(mega, draft):
    mega.post(reverse("event_submit", args=[draft.pk]), {"key": str(uuid4())})

    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_report_with_photos_is_stored_and_a_letter_written(mega, draft, world):
    sent = report(
        draft, photos=[photo(), photo(width=80)], photos_consent="on", photos_caption="Warga"
    )

    answer = mega.post(report_url(draft), sent)

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (draft.state, draft.attendance) == (State.WAITING, 40)
    assert [(p.caption, p.has_consent, p.is_shown) for p in draft.photos.all()] == [
        ("Warga", True, True)
    ] * 2
    assert all(p.file.storage.exists(p.file.name) for p in draft.photos.all())
    letter = Letter.objects.get()
    assert letter.subject.startswith(f"Tanda terima {Receipt.objects.get().number}")
    assert letter.to == world.member.email


def test_the_same_report_again_gets_the_same_receipt_and_no_second_photo(mega, draft):
    sent = report(draft, photos_consent="on")

    answers = [mega.post(report_url(draft), {**sent, "photos": [photo()]}) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert (Receipt.objects.count(), EventPhoto.objects.count()) == (1, 1)


def test_another_report_under_the_same_key_overwrites_nothing(mega, draft, world):
    sent = report(draft)
    mega.post(report_url(draft), sent)

    answer = mega.post(report_url(draft), {**sent, "attendance": "41", "story": "Lain"})

    draft.refresh_from_db()
    assert (answer.status_code, draft.attendance) == (409, 40)
    assert Typed.objects.of(world.member, f"report:{draft.pk}").values["story"] == ["Lain"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0", 0),
        ("40", 40),
        ("1.200", 1200),
        ("1 200", 1200),
        ("1.000", 1000),
        (" 7 ", 7),
        ("1000000", 1_000_000),
    ],
)
def test_numbers_as_people_write_them(mega, draft, typed, stored):
    mega.post(report_url(draft), report(draft, attendance=typed))

    draft.refresh_from_db()
    assert draft.attendance == stored


@pytest.mark.parametrize(
    "changes",
    [
        {"attendance": wrong}
        for wrong in (
            "",
            "-1",
            "1000001",
            "1,5",
            "٣",
            "0x1",
            "+1",
            "1e3",
            "NaN",
            "9" * 400,
            "empat puluh",
        )
    ]
    + [
        {"attendance": "10", "men": "11"},
        {"attendance": "10", "women": "11"},
        {"attendance": "10", "men": "6", "women": "5"},
        {"attendance": "10", "first_time_voters": "11"},
        {"attendance": "10", "with_disability": "11"},
        {"neutrality": ""},
        {"links": "javascript:alert(1)"},
        {"links": "\n".join(f"https://a.example/{n}" for n in range(11))},
    ],
)
def test_impossible_reports_are_refused_and_nothing_is_sent(mega, draft, changes):
    answer = mega.post(report_url(draft), report(draft, **changes))

    draft.refresh_from_db()
    assert (answer.status_code, draft.state) == (200, State.DRAFT)
    assert len(answer.context["form"].errors) == 1


def test_unknown_is_not_nobody(mega, draft):
    mega.post(report_url(draft), report(draft, men="0", women=""))

    draft.refresh_from_db()
    assert (draft.men, draft.women) == (0, None)


def test_a_report_names_materials_that_were_not_in_the_plan(mega, draft):
    brought, used, _unused = MaterialFactory.create_batch(3)
    EventMaterial.objects.create(event=draft, material=brought)
    copies = {f"copies_{brought.pk}": "30"}

    mega.post(report_url(draft), report(draft, also_used=[used.pk], **copies))

    rows = list(draft.handed_out.values_list("material", "copies"))
    assert rows == [(brought.pk, 30), (used.pk, None)]


def test_the_receipt_of_a_change_says_that_the_change_waits(mega, world):
    live = EventFactory(group=world.group)

    page = mega.post(report_url(live), report(live, attendance="41"), follow=True).content.decode()

    assert "Diajukan" in page
    assert "Disetujui" not in page


def test_what_has_not_begun_cannot_be_reported(mega, world):
    event = EventFactory(
        group=world.group, plan=True, state=State.DRAFT, starts=timezone.now() + timedelta(hours=1)
    )

    answer = mega.post(report_url(event), report(event))

    assert answer.context["form"].non_field_errors()


def test_many_people_are_flagged_and_the_member_is_told(mega, draft):
    draft.setting = Setting.objects.get(slug="pos-ronda")
    draft.save()

    answer = mega.post(report_url(draft), report(draft, attendance="4.000"), follow=True)

    draft.refresh_from_db()
    assert draft.state == State.WAITING
    assert draft.flag_list == ["unusual_number"]
    assert len(answer.context["warnings"]) == 1


def test_a_photo_needs_the_consent_of_those_shown(mega, draft):
    answer = mega.post(report_url(draft), report(draft, photos=[photo()]))

    assert list(answer.context["form"].errors) == ["photos_consent"]


def test_photos_of_a_refused_form_are_kept_and_sent_with_the_next(mega, draft):
    first = mega.post(report_url(draft), report(draft, photos=[photo()], attendance=""))
    kept = [p.pk for p in first.context["form"].kept_photos]
    again = report(draft, photos_consent="on", kept=kept, **{f"caption_{kept[0]}": "Warga"})

    mega.post(report_url(draft), again)

    draft.refresh_from_db()
    assert draft.state == State.WAITING
    assert [(p.pk, p.caption, p.is_shown) for p in draft.photos.all()] == [(kept[0], "Warga", True)]


def test_nine_photos_are_one_too_many(mega, draft):
    photos = [photo(width=64 + n) for n in range(9)]

    answer = mega.post(report_url(draft), report(draft, photos=photos, photos_consent="on"))

    assert list(answer.context["form"].errors) == ["photos"]


def test_words_typed_are_found_on_another_device(mega, sign_in, draft, world):
    typed = {"form": f"report:{draft.pk}", "attendance": "empat", "story": "Baru setengah"}

    answer = mega.post(reverse("event_keep"), typed, headers={"accept": "application/json"})

    page = sign_in(world.member).get(report_url(draft)).content.decode()
    assert answer.json() == {"kept": True}
    assert "Baru setengah" in page
    assert 'value="empat"' in page


def test_a_new_event_half_typed_waits_among_my_events(mega, world):
    key = uuid4()
    mega.post(reverse("event_keep"), {"form": f"new:{key}", "title": "Setengah jadi"})

    listed = mega.get(reverse("my_events")).content.decode()
    opened = mega.get(reverse("event_new"), {"kunci": key}).content.decode()

    assert f"?kunci={key}" in listed
    assert 'value="Setengah jadi"' in opened


def test_nobody_keeps_words_in_anothers_event(sign_in, world, draft):
    typed = {"form": f"report:{draft.pk}", "story": "x"}

    answer = sign_in(world.outsider).post(reverse("event_keep"), typed)

    assert (answer.status_code, Typed.objects.count()) == (404, 0)


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
    assert live.open_proposal.new["attendance"] == 40


def test_an_accepted_report_on_a_live_plan_counts_and_shows_its_photos(
    mega, world, django_capture_on_commit_callbacks
):
    live = EventFactory(group=world.group, plan=True)
    mega.post(report_url(live), report(live, photos=[photo()], photos_consent="on"))

    with django_capture_on_commit_callbacks(execute=True):
        live.open_proposal.approve(by=world.reviewer)

    live = OutreachEvent.objects.get(pk=live.pk)
    assert (live.attendance, live.counts, live.photos.published().count()) == (40, True, 1)


def test_words_read_before_somebody_elses_change_are_not_sent_over_it(mega, draft):
    stale = report(draft, story="Punya saya")
    draft.keep({"story": "Punya teman"})

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
    live.open_proposal.send_back(by=world.reviewer, note="Mohon diperjelas.")

    assert live.mend_url == report_url(live)
    own = mega.get(live.own_url).content.decode()
    assert f'<a class="btn" href="{report_url(live)}">Perbaiki dan kirim lagi</a>' in own


def test_what_waits_as_a_change_is_not_asked_for_again(mega, world):
    live = EventFactory(group=world.group, plan=True)
    asked = report_url(live) in mega.get("/anggota/kegiatan/").content.decode()

    mega.post(report_url(live), report(live))

    html = mega.get("/anggota/kegiatan/").content.decode()
    assert (asked, report_url(live) in html) == (True, False)
    assert "Perubahan menunggu" in html


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

    asked = officer.get(reverse("event_withdraw", args=[live.pk])).content.decode()
    refused = officer.post(reverse("event_withdraw_now", args=[live.pk]), {"note": " "})

    live.refresh_from_db()
    assert 'name="note"' in asked
    assert list(refused.context["form"].errors) == ["note"]
    assert live.state == State.LIVE


def test_a_draft_is_thrown_away_with_what_was_typed_for_it(mega, draft):
    mega.post(reverse("event_keep"), {"form": f"report:{draft.pk}", "photos": [photo()]})

    answer = mega.post(reverse("event_discard_now", args=[draft.pk]))

    assert answer.url == "/anggota/kegiatan/"
    rows = [model.objects.count() for model in (OutreachEvent, Typed, EventPhoto)]
    assert rows == [0, 0, 0]


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_nothing_but_a_draft_is_thrown_away(mega, world, state):
    event = EventFactory(group=world.group, state=state, begun_by=world.member)

    answer = mega.post(reverse("event_discard_now", args=[event.pk]))

    assert (answer.status_code, OutreachEvent.objects.count()) == (403, 1)


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
    with django_assert_num_queries(6):
        mega.get(reverse("my_events"))
    EventFactory.create_batch(2, group=world.group)

    with django_assert_num_queries(6):
        mega.get(reverse("my_events"))
