"""How it was: numbers, photos and words, refused with a sentence or stored once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.elections.models import Setting
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.events.models.related import EventMaterial
from kimportal.drafts.models import FormDraft
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from tests.campaigns.events.event_forms import photo, report, report_url
from tests.factories import EventFactory, MaterialFactory

pytestmark = pytest.mark.django_db


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
    email = OutgoingEmail.objects.get()
    assert email.subject.startswith(f"Tanda terima {SubmissionReceipt.objects.get().number}")
    assert email.to == world.member.email


def test_the_same_report_again_gets_the_same_receipt_and_no_second_photo(mega, draft):
    sent = report(draft, photos_consent="on")

    answers = [mega.post(report_url(draft), {**sent, "photos": [photo()]}) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert (SubmissionReceipt.objects.count(), EventPhoto.objects.count()) == (1, 1)


def test_another_report_under_the_same_key_overwrites_nothing(mega, draft, world):
    sent = report(draft)
    mega.post(report_url(draft), sent)

    answer = mega.post(report_url(draft), {**sent, "attendance": "41", "story": "Lain"})

    draft.refresh_from_db()
    assert (answer.status_code, draft.attendance) == (409, 40)
    assert FormDraft.objects.of(world.member, f"report:{draft.pk}").values["story"] == ["Lain"]


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
    kept = [p.pk for p in first.context["form"].stored_photos]
    again = report(draft, photos_consent="on", kept=kept, **{f"caption_{kept[0]}": "Warga"})

    mega.post(report_url(draft), again)

    draft.refresh_from_db()
    assert draft.state == State.WAITING
    assert [(p.pk, p.caption, p.is_shown) for p in draft.photos.all()] == [(kept[0], "Warga", True)]


def test_nine_photos_are_one_too_many(mega, draft):
    photos = [photo(width=64 + n) for n in range(9)]

    answer = mega.post(report_url(draft), report(draft, photos=photos, photos_consent="on"))

    assert list(answer.context["form"].errors) == ["photos"]
