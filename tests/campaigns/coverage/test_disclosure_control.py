"""No published figure, and no combination of them, reveals a small number of people."""

import itertools
import re
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from campaigns.coverage import rebuild as recount
from campaigns.coverage.disclosure_control import (
    FEW,
    NEARLY_ALL,
    SPLIT,
    counted,
    published,
    rounded,
    suppressed,
)
from campaigns.events.models.event import OutreachEvent
from groups.regions.models import RegionStats
from tests.factories import CampaignFactory, EventFactory, GroupFactory, RegionFactory

VILLAGES = ["35.73.04.1001", "35.73.04.1003", "35.07.01.2001"]
CODES = ["35", "35.73", "35.07", "35.73.04", *VILLAGES]
NUMBERS = [None, *range(31)]


def event_with(attendance, men=None, women=None, young=None, disabled=None):
    split = dict(zip(SPLIT, (men, women, young, disabled), strict=True))
    return SimpleNamespace(attendance=attendance, **split)


def published_of(event, names=SPLIT):
    """Return all that the event's page shows of its audience."""
    return tuple((suppressed(event, name), published(event, name)) for name in names)


@pytest.mark.parametrize("everybody_is_a_man_or_a_woman", [True, False])
def test_a_suppressed_number_could_be_any_from_one_to_four(everybody_is_a_man_or_a_woman):
    """Even readers who know that men and women make up the total learn nothing more."""
    candidates = {}
    for attendance, men, women in itertools.product(range(31), repeat=3):
        if men + women > attendance:
            continue
        if everybody_is_a_man_or_a_woman and men + women < attendance:
            continue
        event = event_with(attendance, men, women)
        candidates.setdefault((attendance, published_of(event)), []).append((men, women))

    for (attendance, published_numbers), pairs in candidates.items():
        for place, (reason, _number) in enumerate(published_numbers[:2]):
            numbers = {pair[place] for pair in pairs}
            if reason == FEW:
                assert numbers == {1, 2, 3, 4}
            elif reason == NEARLY_ALL:
                assert {attendance - number for number in numbers} == {1, 2, 3, 4}
            elif reason:
                assert len(numbers) > 1 or not numbers & {1, 2, 3, 4}
        assert {attendance - sum(pair) for pair in pairs} not in [{1}, {2}, {3}, {4}]


def test_the_rest_of_a_published_number_is_never_one_to_four():
    for attendance, number in itertools.product(range(31), repeat=2):
        event = event_with(attendance, disabled=number)
        if number <= attendance and published(event, "with_disability") is not None:
            assert number not in range(1, 5) and attendance - number not in range(1, 5)


def test_men_and_women_never_reveal_that_few_are_neither():
    for attendance, men, women in itertools.product(range(31), repeat=3):
        event = event_with(attendance, men, women)
        shown = [published(event, "men"), published(event, "women")]
        if men + women <= attendance and None not in shown:
            assert attendance - sum(shown) not in range(1, 5)


def test_what_is_summed_depends_only_on_what_is_published():
    counts_by_published = {}
    for attendance, number in itertools.product([None, *range(31)], NUMBERS):
        if None in (attendance, number) or number <= attendance:
            event = event_with(attendance, disabled=number)
            key = (attendance, published_of(event, ["with_disability"]))
            counts_by_published.setdefault(key, set()).add(counted(event, "with_disability"))

    assert {len(counts) for counts in counts_by_published.values()} == {1}


@pytest.mark.parametrize(
    ("total", "shown"), [(0, 0), (1, None), (2, None), (3, 5), (7, 5), (8, 10), (1204, 1205)]
)
def test_sums_go_in_steps_of_five(total, shown):
    assert rounded(total) == shown


# -- two databases that differ only in suppressed numbers publish the same bytes


@st.composite
def audiences(draw):
    attendance = draw(st.one_of(st.none(), st.integers(0, 30)))
    maximum = 30 if attendance is None else attendance
    number = st.one_of(st.none(), st.integers(0, min(4, maximum)), st.integers(0, maximum))
    numbers = [draw(number) for _name in SPLIT]
    assume(None in numbers[:2] or sum(numbers[:2]) <= maximum)
    return event_with(attendance, *numbers)


def indistinguishable(event):
    """Yield [{name: number}] of all events with the same published numbers, per group of names."""
    maximum = 30 if event.attendance is None else event.attendance
    for names in [("men", "women"), ("first_time_voters",), ("with_disability",)]:
        ranges = [[None] if getattr(event, n) is None else range(maximum + 1) for n in names]
        others = [
            SimpleNamespace(**{**vars(event), **dict(zip(names, numbers, strict=True))})
            for numbers in itertools.product(*ranges)
            if None in numbers or sum(numbers) <= maximum
        ]
        yield [
            {name: getattr(other, name) for name in names}
            for other in others
            if published_of(other) == published_of(event)
        ]


def published_bytes():
    """Return every public response that contains figures."""
    programmes = ["", "?program=program-a", "?program=program-b"]
    paths = ["/", "/en/", reverse("coverage"), reverse("coverage_csv"), reverse("embed")]
    for name in ("coverage_region", "coverage_region_csv", "embed_region"):
        paths += [reverse(name, args=[code]) for code in CODES]
    paths = [path + query for path in paths for query in programmes if len(path) > 4 or not query]
    paths += [reverse("region_detail", args=[code]) for code in CODES]
    paths += [reverse("data_csv", args=[name]) for name in ("kegiatan", "rekap")]
    paths += [reverse(f"api-1:{name}_list") + "?limit=100" for name in ("event", "tally")]
    for event in OutreachEvent.objects.all():
        paths += [event.get_absolute_url(), reverse("api-1:event_detail", args=[event.pk])]
    client = Client()
    return {path: body(client.get(path)) for path in paths}


def body(response):
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    return re.sub(rb'nonce="[^"]+"', b"", content)


def rebuild_stats():
    recount.rebuild()
    RegionStats.objects.rebuild()


@pytest.mark.django_db
@given(data=st.data())
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_combination_of_published_figures_reveals_suppressed_ones(django_db_setup, data):
    with transaction.atomic():
        programmes = [CampaignFactory(slug="program-a"), CampaignFactory(slug="program-b"), None]
        group = GroupFactory(region=RegionFactory(code=VILLAGES[0]))
        regions = [RegionFactory(code=code) for code in VILLAGES]
        events = [
            EventFactory(
                group=group,
                title="Rembug warga",
                region=data.draw(st.sampled_from(regions)),
                campaign=data.draw(st.sampled_from(programmes)),
                **vars(audience),
            )
            for audience in data.draw(st.lists(audiences(), min_size=1, max_size=4))
        ]
        rebuild_stats()
        before = published_bytes()

        for event in events:
            for choices in indistinguishable(event):
                for name, number in data.draw(st.sampled_from(choices)).items():
                    setattr(event, name, number)
            event.save()
        rebuild_stats()

        assert published_bytes() == before
        transaction.set_rollback(True)
