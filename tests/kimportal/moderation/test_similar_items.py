"""Pictures that look alike to a machine, side by side for a person to judge."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from campaigns.events.models.photo import EventPhoto
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State
from tests.factories import EventFactory, MaterialFactory, MaterialFileFactory
from tests.kimportal.uploads.bad_files import jpeg

pytestmark = pytest.mark.django_db
MARK, NEAR, FAR = "f" * 64, "f" * 60 + "0000", "0" * 64


def photo(event, mark, **facts):
    facts = {"sha256": "0" * 64, "width": 64, "height": 48, "fingerprint": mark} | facts
    one = EventPhoto(event=event, **facts)
    one.file.save("a.jpg", ContentFile(jpeg()), save=False)
    one.save()
    return one


@pytest.fixture
def event(world):
    return EventFactory(group=world.group, region=world.village, state=State.WAITING)


@pytest.fixture
def elsewhere(world):
    """Another event within the reviewer's charge, of another KIM and day."""
    return lambda: EventFactory(group__region=world.village, region=world.village)


@pytest.fixture
def reviewing(reviewer, sign_in):
    client = sign_in(reviewer)

    def review(item, kind="outreachevent"):
        return client.get(reverse("admin:review", args=[kind, item.pk]))

    review.client = client
    return review


def test_both_photos_stand_beside_each_other(event, elsewhere, reviewing):
    other = elsewhere()
    ours, theirs = photo(event, MARK), photo(other, NEAR)

    (hint,) = reviewing(event).context["alike"]

    assert (hint.item, hint.pictures) == (
        other,
        [
            f"/admin/review/outreachevent/{event.pk}/paper/photo-{ours.pk}/",
            f"/admin/review/outreachevent/{other.pk}/paper/photo-{theirs.pk}/",
        ],
    )


def test_of_several_photos_the_nearest_is_shown(event, elsewhere, reviewing):
    photo(event, FAR)
    nearest = photo(event, MARK, sha256="1" * 64)
    photo(elsewhere(), NEAR)

    (hint,) = reviewing(event).context["alike"]

    assert hint.pictures[0].endswith(f"photo-{nearest.pk}/")


def test_photos_that_differ_are_no_hint(event, elsewhere, reviewing):
    photo(event, MARK)
    photo(elsewhere(), FAR)

    assert reviewing(event).context["alike"] == []


def test_a_photo_that_was_taken_off_is_not_shown_again(event, elsewhere, reviewing):
    photo(event, MARK)
    photo(elsewhere(), NEAR, is_shown=False)

    assert reviewing(event).context["alike"] == []


def test_the_same_gathering_with_the_same_photo_says_both(event, reviewing):
    twin = EventFactory(group=event.group, region=event.region, starts=event.starts)
    photo(event, MARK)
    photo(twin, NEAR)

    (hint,) = reviewing(event).context["alike"]

    assert hint.why == "KIM, hari, dan tempat yang sama, ada foto yang mirip"
    assert len(hint.pictures) == 2


def test_each_look_at_either_is_remembered(event, elsewhere, reviewing, reviewer):
    other = elsewhere()
    ours, theirs = photo(event, MARK), photo(other, NEAR)
    (hint,) = reviewing(event).context["alike"]

    answers = [reviewing.client.get(address).status_code for address in hint.pictures]

    looks = AuditEvent.objects.filter(action=Action.LOOK).order_by("id")
    assert answers == [200, 200]
    assert [(look.by, look.target_id, look.field) for look in looks] == [
        (reviewer, str(event.pk), f"photo-{ours.pk}"),
        (reviewer, str(other.pk), f"photo-{theirs.pk}"),
    ]


def test_who_may_not_open_private_papers_gets_the_hint_without_photos(
    event, elsewhere, world, sign_in
):
    photo(event, MARK)
    photo(elsewhere(), NEAR)
    page = sign_in(world.editor).get(reverse("admin:review", args=["outreachevent", event.pk]))

    (hint,) = page.context["alike"]

    assert hint.pictures == ()


def test_pictures_of_materials_stand_beside_each_other(world, reviewing):
    mine, other = (
        MaterialFactory(group=world.group, state=State.WAITING, submitted_by=world.member)
        for _ in range(2)
    )
    ours = MaterialFileFactory(material=mine, fingerprint=MARK)
    theirs = MaterialFileFactory(material=other, fingerprint=NEAR)

    (hint,) = reviewing(mine, kind="material").context["alike"]

    assert (hint.item, hint.pictures) == (other, [ours.url, theirs.url])


@pytest.mark.parametrize("many", [1, 3])
def test_many_hints_cost_as_much_as_one(
    event, elsewhere, reviewing, many, django_assert_num_queries
):
    photo(event, MARK)
    for _ in range(many):
        photo(elsewhere(), NEAR)
    reviewing(event)

    with django_assert_num_queries(20):
        reviewing(event)


def test_an_event_of_many_photos_alike_is_named_once(event, elsewhere, reviewing):
    other = elsewhere()
    photo(event, MARK)
    for number in range(3):
        photo(other, NEAR, sha256=str(number) * 64)

    (hint,) = reviewing(event).context["alike"]

    assert hint.why == "ada foto yang mirip"
