"""The directory of KIM, its filters and searches, at 200 and at 20,000 groups."""

import random
import statistics
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups.models import Group, Membership
from tests.factories import make_region

pytestmark = pytest.mark.django_db

FEW, MANY, ROUNDS = 200, 20_000, 9
WORDS = "berseri maju rukun guyub jaya makmur cerdas kreatif bahari mandiri sejahtera".split()
PAGES = {
    "list": "/kim/",
    "page 40": "/kim/?hal=40",
    "province": "/kim/?wilayah=35",
    "city": "/kim/?wilayah=35.10",
    "district": "/kim/?wilayah=35.10.01",
    "village": "/kim/?wilayah=35.10.01.2003",
    "common word": "/kim/?q=kim",
    "two words": "/kim/?q=rukun+maju",
    "rare word": "/kim/?q=lumbung",
    "word and city": "/kim/?q=rukun&wilayah=35.10",
    "no result": "/kim/?q=zzzqqq",
    "group": "/kim/kim-50/",
}


def places():
    """400 villages in two provinces."""
    return [
        make_region(f"{province}.{city:02}.01.{2000 + village}")
        for province in ("35", "52")
        for city in range(10, 30)
        for village in range(1, 11)
    ]


def fill(first, last, villages, chance):
    """Live groups number `first` to `last`, each with three officers."""
    now = timezone.now()
    rows = []
    for n in range(first, last):
        name = f"KIM {chance.choice(WORDS)} {chance.choice(WORDS)} {n}"
        name += " lumbung" if n % 5000 == 7 else ""
        group = Group(
            slug=f"kim-{n}",
            name=name,
            region=villages[n % len(villages)],
            state="live",
            verified_at=now,
            last_confirmed_at=now,
            about="Kabar resmi dari rumah ke rumah. " * 5,
        )
        rows.append(group.with_search_text())
    Group.objects.bulk_create(rows, batch_size=2000)
    Membership.objects.bulk_create(
        (
            Membership(group=group, name="Bu Sri", role=role, name_is_public=True)
            for group in rows
            for role in ("chair", "secretary", "treasurer")
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measured():
    """{page: (median milliseconds, queries)}"""
    client, found = Client(), {}
    for name, address in PAGES.items():
        assert client.get(address).status_code == 200, address
        taken = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            client.get(address)
            taken.append((time.perf_counter() - started) * 1000)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[name] = statistics.median(taken), len(queries)
    return found


def test_the_directory_at_200_and_at_20_000():
    chance, villages = random.Random(2020), places()
    fill(0, FEW, villages, chance)
    small = measured()
    fill(FEW, MANY, villages, chance)
    large = measured()

    print(f"\n{connection.vendor}: {FEW} groups against {MANY:,}")
    for name, (after, queries) in large.items():
        before, few_queries = small[name]
        print(
            f"  {name:14} {before:6.1f} ms → {after:7.1f} ms ({after / before:4.1f}×), "
            f"{few_queries} and {queries} queries"
        )
        assert queries == few_queries <= 5
