"""Similar pictures, side by side for a reviewer to judge."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from campaigns.events.models.photo import EventPhoto
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State
from tests.factories import EventFactory, MaterialFactory, MaterialFileFactory
from tests.kimportal.uploads.bad_files import jpeg

pytestmark = pytest.mark.django_db
HASH, NEAR, FAR = "f" * 64, "f" * 60 + "0000", "0" * 64


def photo(event, perceptual_hash, **values):
    values = {
        "sha256": "0" * 64,
        "width": 64,
        "height": 48,
        "perceptual_hash": perceptual_hash,
    } | values
    photo = EventPhoto(event=event, **values)
    photo.file.save("a.jpg", ContentFile(jpeg()), save=False)
    photo.save()
    return photo


@pytest.fixture
def event(world):
    return EventFactory(group=world.group, region=world.village, state=State.WAITING)


@pytest.fixture
def elsewhere(world):
    """Another event in the reviewer's jurisdiction, of another KIM and day."""
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
    ours, theirs = photo(event, HASH), photo(other, NEAR)

    (hint,) = reviewing(event).context["similar_items"]

    assert (hint.item, hint.pictures) == (
        other,
        [
            f"/admin/review/outreachevent/{event.pk}/paper/photo-{ours.pk}/",
            f"/admin/review/outreachevent/{other.pk}/paper/photo-{theirs.pk}/",
        ],
    )


def test_of_several_photos_the_nearest_is_shown(event, elsewhere, reviewing):
    photo(event, FAR)
    nearest = photo(event, HASH, sha256="1" * 64)
    photo(elsewhere(), NEAR)

    (hint,) = reviewing(event).context["similar_items"]

    assert hint.pictures[0].endswith(f"photo-{nearest.pk}/")


def test_photos_that_differ_are_no_hint(event, elsewhere, reviewing):
    photo(event, HASH)
    photo(elsewhere(), FAR)

    assert reviewing(event).context["similar_items"] == []


def test_a_photo_that_was_taken_off_is_not_shown_again(event, elsewhere, reviewing):
    photo(event, HASH)
    photo(elsewhere(), NEAR, is_shown=False)

    assert reviewing(event).context["similar_items"] == []


def test_the_same_gathering_with_the_same_photo_says_both(event, reviewing):
    twin = EventFactory(group=event.group, region=event.region, starts=event.starts)
    photo(event, HASH)
    photo(twin, NEAR)

    (hint,) = reviewing(event).context["similar_items"]

    assert hint.why == "KIM, hari, dan tempat yang sama, ada foto yang mirip"
    assert len(hint.pictures) == 2


def test_each_view_of_either_photo_is_recorded(event, elsewhere, reviewing, reviewer):
    other = elsewhere()
    ours, theirs = photo(event, HASH), photo(other, NEAR)
    (hint,) = reviewing(event).context["similar_items"]

    answers = [reviewing.client.get(url).status_code for url in hint.pictures]

    views = AuditEvent.objects.filter(action=Action.LOOK).order_by("id")
    assert answers == [200, 200]
    assert [(view.by, view.target_id, view.field) for view in views] == [
        (reviewer, str(event.pk), f"photo-{ours.pk}"),
        (reviewer, str(other.pk), f"photo-{theirs.pk}"),
    ]


def test_who_may_not_open_attachments_gets_the_hint_without_photos(
    event, elsewhere, world, sign_in
):
    photo(event, HASH)
    photo(elsewhere(), NEAR)
    page = sign_in(world.editor).get(reverse("admin:review", args=["outreachevent", event.pk]))

    (hint,) = page.context["similar_items"]

    assert hint.pictures == ()


def test_pictures_of_materials_stand_beside_each_other(world, reviewing):
    mine, other = (
        MaterialFactory(group=world.group, state=State.WAITING, submitted_by=world.member)
        for _ in range(2)
    )
    ours = MaterialFileFactory(material=mine, perceptual_hash=HASH)
    theirs = MaterialFileFactory(material=other, perceptual_hash=NEAR)

    (hint,) = reviewing(mine, kind="material").context["similar_items"]

    assert (hint.item, hint.pictures) == (other, [ours.url, theirs.url])


@pytest.mark.parametrize("many", [1, 3])
def test_many_hints_cost_as_much_as_one(
    event, elsewhere, reviewing, many, django_assert_num_queries
):
    photo(event, HASH)
    for _ in range(many):
        photo(elsewhere(), NEAR)
    reviewing(event)

    with django_assert_num_queries(20):
        reviewing(event)


def test_an_event_of_many_photos_alike_is_named_once(event, elsewhere, reviewing):
    other = elsewhere()
    photo(event, HASH)
    for number in range(3):
        photo(other, NEAR, sha256=str(number) * 64)

    (hint,) = reviewing(event).context["similar_items"]

    assert hint.why == "ada foto yang mirip"
