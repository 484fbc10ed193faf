"""Hints to look twice at an event: photos without consent, the same event twice."""

import pytest
from django.urls import reverse

from campaigns.events.flags import flags_of, warnings_of
from campaigns.events.models.photo import EventPhoto
from kimportal.moderation.queue import Queue, QueueFilter
from kimportal.moderation.states import State
from tests.campaigns.events.test_photos import add
from tests.factories import CampaignFactory, EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(world):
    return EventFactory(group=world.group, state=State.DRAFT)


def shown(event):
    return [[photo.pk, photo.caption] for photo in event.photos.shown()]


@pytest.mark.parametrize(("consents", "flags"), [
    ([], []), ([True], []), ([False], ["missing_consent"]), ([True, False], ["missing_consent"]),
])  # fmt: skip
def test_one_photo_without_the_tick_is_enough(consents, flags, event):
    for number, consent in enumerate(consents):
        add(event, consent=consent, width=800 + number)

    assert flags_of(event) == flags
    assert bool(warnings_of(event)) == bool(flags)


def test_a_photo_that_is_not_shown_needs_no_consent(event):
    add(event, consent=False)
    EventPhoto.objects.update(is_shown=False)

    assert flags_of(event) == []


def test_the_tick_given_later_takes_the_flag_away(event, world):
    add(event, consent=False)
    event.send({"title": "Rembug"}, by=world.officer)
    flagged = event.flags
    EventPhoto.objects.update(has_consent=True)

    event.send({"title": "Rembug warga"}, by=world.officer)

    assert (flagged, event.flags) == (" missing_consent ", "")


def test_a_change_is_flagged_for_the_photos_it_would_show(event, world):
    add(event, consent=True)
    event.state = State.LIVE
    event.save()
    kept = shown(event)
    fresh = add(event, consent=False, width=801)
    EventPhoto.objects.filter(pk=fresh.pk).update(is_shown=False)

    without = flags_of(event, {"photos": kept})
    change = event.send({"photos": [*kept, [fresh.pk, ""]]}, by=world.officer)

    assert without == []
    assert change.flags == " missing_consent "


def test_the_queue_shows_the_flag_and_filters_by_it(event, world, sign_in):
    add(event, consent=False)
    event.send({"title": "Pojok baca"}, by=world.officer)
    EventFactory(group=world.group, state=State.WAITING, title="Ronda bercerita")

    titles = [
        row.title for row in Queue(world.reviewer, QueueFilter(flag="missing_consent")).page("1")
    ]
    page = sign_in(world.reviewer).get(reverse("admin:index"), {"tanda": "missing_consent"})

    assert titles == ["Pojok baca"]
    text = page.content.decode()
    assert ("Pojok baca" in text, "Ronda bercerita" in text) == (True, False)
    assert text.count("Persetujuan belum ada") == 2  # the filter's word and the row's


def test_the_review_page_says_why_at_the_number_and_at_the_photo(world, sign_in):
    programme = CampaignFactory(head_count_cap=50)
    event = EventFactory(
        group=world.group, state=State.DRAFT, attendance=6000, campaign=programme, mode="in_person"
    )
    add(event, consent=False)
    event.send({"title": "Rembuk"}, by=world.officer)

    page = sign_in(world.reviewer).get(reverse("admin:review", args=["outreachevent", event.pk]))

    text = " ".join(page.content.decode().split())
    number = text.split("<dt>Jumlah hadir</dt>")[1].split("</dd>")[0]
    assert "Jumlah yang lazim:" in number
    assert "membatasi 50 orang di satu tempat; yang hadir 6000." in number
    assert "1 foto tanpa persetujuan orang yang tampak: tidak akan terbit." in text


def test_a_change_says_why_above_its_fields(event, world, sign_in):
    event.state = State.LIVE
    event.save()
    change = event.send({"attendance": 6000}, by=world.officer)

    page = sign_in(world.reviewer).get(reverse("admin:review", args=["changerequest", change.pk]))

    assert "Jumlah yang lazim:" in page.content.decode()


# -- the same gathering twice


def test_a_second_report_of_the_same_day_and_place_is_flagged(event, world):
    EventFactory(group=world.group, starts=event.starts, state=State.DRAFT)
    EventFactory(group=world.group, starts=event.starts, state=State.REJECTED)
    EventFactory(group=world.other_group, starts=event.starts)
    alone = flags_of(event)
    EventFactory(group=world.group, starts=event.starts)

    assert alone == []
    assert flags_of(event) == ["duplicate"]


def test_a_change_to_another_place_is_held_against_that_place(event, world):
    other = EventFactory(group=world.group, region=world.district, starts=event.starts)

    assert flags_of(event) == []
    assert flags_of(event, {"region": other.region_id}) == ["duplicate"]
