"""The front page of the staff site: one queue of everything that waits."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kimportal.moderation.models import SavedView
from kimportal.moderation.queue import Queue, QueueFilter
from kimportal.moderation.states import State
from tests.factories import (
    CampaignFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    PersonFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

QUEUE = "/admin/"


def waiting(factory, hours, **values):
    since = timezone.now() - timedelta(hours=hours)
    return factory(state=State.WAITING, state_since=since, **values)


def change_request(group, by, **new):
    change = group.change_requests.model(item=group, region_code=group.region_code, new=new)
    change.save()
    change.submit(by=by)
    return change


def titles(person, **filters):
    return [row.title for row in Queue(person, QueueFilter(**filters)).page("1")]


def test_everything_that_waits_stands_in_one_queue_oldest_first(world, national_reviewer, officer):
    waiting(MaterialFactory, 2, title="Poster damai")
    waiting(GroupFactory, 30, name="KIM Lama", region=world.village)
    waiting(EventFactory, 9, title="Rembug", group=world.group)
    change_request(world.group, officer, about="Baru")
    GroupFactory(name="KIM Terbit")

    assert titles(national_reviewer) == ["KIM Lama", "Rembug", "Poster damai", "KIM Sukun Berseri"]


def test_a_reviewer_sees_only_what_lies_in_their_region(world, reviewer, far_reviewer, officer):
    waiting(GroupFactory, 3, name="KIM Sini", region=world.village)
    waiting(GroupFactory, 2, name="KIM Sana", region=world.far_village)
    waiting(EventFactory, 1, title="Rembug sini", group=world.group)
    waiting(MaterialFactory, 5, title="Materi kementerian")
    change_request(world.group, officer, about="Baru")

    assert titles(reviewer) == ["KIM Sini", "Rembug sini", "KIM Sukun Berseri"]
    assert titles(far_reviewer) == ["KIM Sana"]


def test_nobody_is_offered_what_they_sent_in_themselves(national_reviewer):
    waiting(GroupFactory, 3, submitted_by=national_reviewer)

    assert titles(national_reviewer) == []


@pytest.mark.parametrize(
    ("filters", "remaining"),
    [
        ({"kind": "group"}, ["KIM Lama"]),
        ({"region": "52"}, ["KIM Lama"]),
        ({"flag": "few_members"}, ["KIM Lama"]),
        ({"flag": "few"}, []),
        ({"kind": "material"}, ["Poster damai"]),
    ],
)
def test_the_queue_can_be_filtered(world, national_reviewer, filters, remaining):
    waiting(GroupFactory, 9, name="KIM Lama", region=world.far_village, flags=" few_members ")
    waiting(MaterialFactory, 2, title="Poster damai")

    assert titles(national_reviewer, **filters) == remaining


def test_by_programme_only_what_can_have_one_is_shown(national_reviewer):
    programme = CampaignFactory()
    waiting(EventFactory, 3, title="Rembug", campaign=programme)
    waiting(EventFactory, 2, title="Lain")
    waiting(GroupFactory, 2)

    assert titles(national_reviewer, campaign=programme.pk) == ["Rembug"]


def test_neighbours_follow_the_order_also_of_the_same_instant(national_reviewer):
    since = timezone.now()
    for _ in range(3):
        GroupFactory(state=State.WAITING, state_since=since)
    EventFactory.create_batch(3, state=State.WAITING, state_since=since)
    queue = Queue(national_reviewer)

    rows = list(queue.page("1"))

    assert [queue.after(row) for row in rows] == [*rows[1:], None]
    assert [queue.before(row) for row in rows] == [None, *rows[:-1]]


def test_what_waits_longer_than_two_working_days_is_marked(national_reviewer):
    late = waiting(GroupFactory, 24 * 6)
    waiting(GroupFactory, 1)

    marked = [row.key for row in Queue(national_reviewer).page("1") if row.is_overdue]

    assert marked == [str(late.pk)]


def test_counts_stop_at_a_thousand(national_reviewer, monkeypatch):
    monkeypatch.setattr("kimportal.moderation.queue.MAX_ROWS", 2)
    for _ in range(4):
        waiting(GroupFactory, 1)
    waiting(MaterialFactory, 1)

    assert Queue(national_reviewer).counts() == {
        "group": 3,
        "material": 1,
        "outreachevent": 0,
        "changerequest": 0,
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_costs_the_same_at_any_length(
    world, national_reviewer, officer, sign_in, django_assert_num_queries, rows
):
    for _ in range(rows):
        waiting(GroupFactory, 1)
        waiting(EventFactory, 2)
        waiting(MaterialFactory, 3)
        change_request(GroupFactory(), officer, about="Baru")
    client = sign_in(national_reviewer)

    # Session, person, jurisdiction, provinces and programmes of the filter, views; two for the queue.
    with django_assert_num_queries(8):
        response = client.get(QUEUE)

    assert len(response.context["queue_page"].rows) == rows * 4


def test_the_filter_stands_in_the_address_and_nonsense_is_no_fault(world, reviewer, sign_in):
    waiting(GroupFactory, 3, name="KIM Sini", region=world.village)
    waiting(EventFactory, 3, title="Rembug", group=world.group)
    client = sign_in(reviewer)

    one = client.get(QUEUE, {"jenis": "group", "wilayah": "35.73"})
    odd = client.get(
        QUEUE, {"jenis": "x\x1b", "wilayah": "zz", "program": "-1", "umur": "?", "hal": "9" * 40}
    )

    assert [row.title for row in one.context["queue_page"]] == ["KIM Sini"]
    assert odd.status_code == 200


def test_the_queue_leads_to_its_oldest_at_once(world, reviewer, sign_in):
    waiting(GroupFactory, 1, region=world.village)
    oldest = waiting(GroupFactory, 3, region=world.village)

    page = sign_in(reviewer).get(QUEUE, {"jenis": "group"}).content.decode()

    url = f"{reverse('admin:review', args=['group', oldest.pk])}?jenis=group"
    assert re.search(rf'href="{re.escape(url)}">\s*Mulai dari yang terlama', page)


def test_a_view_is_kept_and_seen_by_its_owner_only(reviewer, national_reviewer, sign_in):
    sign_in(reviewer).post(reverse("admin:view_save"), {"name": "Malang", "query": "wilayah=35.73"})
    view = SavedView.objects.get()

    theirs = sign_in(national_reviewer).get(QUEUE)
    refused = sign_in(national_reviewer).post(reverse("admin:view_remove", args=[view.pk]))

    assert (view.person, view.get_absolute_url()) == (reviewer, "/admin/?wilayah=35.73")
    assert list(theirs.context["views"]) == []
    assert refused.status_code == 404


@pytest.mark.parametrize(
    ("text", "remaining"),
    [
        ("lama", ["KIM Lama"]),
        ("poster", ["Poster damai"]),
        ("Berseri", ["KIM Sukun Berseri"]),
        ("kim", ["KIM Lama", "KIM Sukun Berseri"]),
        ("tidak ada", []),
    ],
)
def test_the_queue_is_searched_by_text(world, national_reviewer, officer, text, remaining):
    waiting(MaterialFactory, 2, title="Poster damai")
    waiting(GroupFactory, 30, name="KIM Lama", region=world.far_village)
    change_request(world.group, officer, about="Baru")

    assert titles(national_reviewer, text=text) == remaining


@pytest.mark.parametrize(
    ("text", "remaining"),
    [
        ("bu ratna", ["KIM Lama", "Rembuk"]),
        ("188.45/17/2020", ["KIM Lama"]),
        ("188 45 17", ["KIM Lama"]),
        ("pilkada serentak", ["Rembuk"]),
        ("kecamatan sukun", ["Rembuk"]),
        ("35.73", ["Rembuk"]),
        ("bu lain", []),
    ],
)
def test_the_queue_finds_sender_decree_programme_and_place(
    world, national_reviewer, text, remaining
):
    ratna = PersonFactory(name="Bu Ratna Dewi")
    programme = CampaignFactory(name="Pilkada Serentak 2020")
    group = waiting(
        GroupFactory,
        30,
        name="KIM Lama",
        region=world.far_village,
        submitted_by=ratna,
        decree_number="188.45/17/2020",
    )
    waiting(
        EventFactory, 9, title="Rembuk", group=world.group, campaign=programme, submitted_by=ratna
    )

    assert group.decree_number_folded == "188 45 17 2020"
    assert titles(national_reviewer, text=text) == remaining


def test_the_next_item_is_the_next_match_of_the_search(world, reviewer, sign_in):
    for name in ("KIM Sini", "KIM Lain", "KIM Sini Juga"):
        waiting(GroupFactory, 3, name=name, region=world.village)
    client = sign_in(reviewer)

    page = client.get(QUEUE, {"q": "sini"})
    first, second = page.context["queue_page"].rows
    item = client.get(reverse("admin:review", args=["group", first.key]), {"q": "sini"})

    assert item.context["next"] == second
    assert item.context["query"] == "q=sini"
