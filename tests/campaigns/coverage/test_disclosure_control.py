"""No published figure, and no combination of them, tells how few people of a kind came somewhere."""

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


def came(attendance, men=None, women=None, young=None, disabled=None):
    split = dict(zip(SPLIT, (men, women, young, disabled), strict=True))
    return SimpleNamespace(attendance=attendance, **split)


def told(event, names=SPLIT):
    """All that the event's page says of who came."""
    return tuple((suppressed(event, name), published(event, name)) for name in names)


@pytest.mark.parametrize("everybody_is_a_man_or_a_woman", [True, False])
def test_a_number_kept_back_could_be_any_from_one_to_four(everybody_is_a_man_or_a_woman):
    """Even a reader who knows that men and women make up the total learns nothing closer."""
    couldbe = {}
    for attendance, men, women in itertools.product(range(31), repeat=3):
        if men + women > attendance:
            continue
        if everybody_is_a_man_or_a_woman and men + women < attendance:
            continue
        event = came(attendance, men, women)
        couldbe.setdefault((attendance, told(event)), []).append((men, women))

    for (attendance, said), pairs in couldbe.items():
        for place, (reason, _number) in enumerate(said[:2]):
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
        event = came(attendance, disabled=number)
        if number <= attendance and published(event, "with_disability") is not None:
            assert number not in range(1, 5) and attendance - number not in range(1, 5)


def test_men_and_women_never_tell_that_few_are_neither():
    for attendance, men, women in itertools.product(range(31), repeat=3):
        event = came(attendance, men, women)
        shown = [published(event, "men"), published(event, "women")]
        if men + women <= attendance and None not in shown:
            assert attendance - sum(shown) not in range(1, 5)


def test_what_counts_in_sums_follows_from_what_is_published():
    found = {}
    for attendance, number in itertools.product([None, *range(31)], NUMBERS):
        if None in (attendance, number) or number <= attendance:
            event = came(attendance, disabled=number)
            key = (attendance, told(event, ["with_disability"]))
            found.setdefault(key, set()).add(counted(event, "with_disability"))

    assert {len(counts) for counts in found.values()} == {1}


@pytest.mark.parametrize(
    ("total", "shown"), [(0, 0), (1, None), (2, None), (3, 5), (7, 5), (8, 10), (1204, 1205)]
)
def test_sums_go_in_steps_of_five(total, shown):
    assert rounded(total) == shown


# -- two worlds that differ only in what is kept back publish the same, word for word


@st.composite
def gatherings(draw):
    attendance = draw(st.one_of(st.none(), st.integers(0, 30)))
    most = 30 if attendance is None else attendance
    number = st.one_of(st.none(), st.integers(0, min(4, most)), st.integers(0, most))
    numbers = [draw(number) for _name in SPLIT]
    assume(None in numbers[:2] or sum(numbers[:2]) <= most)
    return came(attendance, *numbers)


def twins(event):
    """All gatherings of which the same is told: [{name: number}] by sexes, then one by one."""
    most = 30 if event.attendance is None else event.attendance
    for names in [("men", "women"), ("first_time_voters",), ("with_disability",)]:
        ranges = [[None] if getattr(event, n) is None else range(most + 1) for n in names]
        others = [
            SimpleNamespace(**{**vars(event), **dict(zip(names, numbers, strict=True))})
            for numbers in itertools.product(*ranges)
            if None in numbers or sum(numbers) <= most
        ]
        yield [
            {name: getattr(other, name) for name in names}
            for other in others
            if told(other) == told(event)
        ]


def said_in_public():
    """Everything about figures that anybody can fetch, as the bytes they get."""
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


def counted_anew():
    recount.rebuild()
    RegionStats.objects.rebuild()


@pytest.mark.django_db
@given(data=st.data())
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_combination_of_published_figures_tells_what_is_kept_back(django_db_setup, data):
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
                **vars(gathering),
            )
            for gathering in data.draw(st.lists(gatherings(), min_size=1, max_size=4))
        ]
        counted_anew()
        before = said_in_public()

        for event in events:
            for choices in twins(event):
                for name, number in data.draw(st.sampled_from(choices)).items():
                    setattr(event, name, number)
            event.save()
        counted_anew()

        assert said_in_public() == before
        transaction.set_rollback(True)
