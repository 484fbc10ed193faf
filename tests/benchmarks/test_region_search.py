"""Loading the list, and a place found among 91,599 regions against among 916."""

import statistics
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.regions import official_list
from groups.regions.models import Region
from groups.regions.nearby import find_places

pytestmark = pytest.mark.django_db

QUESTIONS = ["sukun malang", "malang", "kel suka", "jakarta pusat", "mekar jaya", "se", "zzzqqq"]
ROUNDS = 15


def milliseconds(question):
    taken = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        find_places(question)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def analyze():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_region_search():
    every_hundredth = {
        code: name
        for n, (code, name) in enumerate(sorted(official_list.names().items()))
        if n % 100 == 0
    }
    whole = {r.code: r for r in official_list.regions(official_list.names())}
    few = {above for code in every_hundredth for above in [code, *whole[code].ancestor_codes]}
    Region.objects.bulk_create([whole[code] for code in sorted(few, key=lambda c: (len(c), c))])
    analyze()
    small = {question: milliseconds(question) for question in QUESTIONS}

    for again in ("first", "second"):
        started = time.perf_counter()
        call_command("load_regions", stdout=StringIO())
        print(f"\nload_regions, {again} time: {time.perf_counter() - started:.1f} s", end="")
    analyze()
    print(f"\n{connection.vendor}: {len(few):,} regions against {len(whole):,}")
    for question in QUESTIONS:
        with CaptureQueriesContext(connection) as queries:
            found = find_places(question)
        large = milliseconds(question)
        print(
            f"  {question!r:16} {small[question]:6.1f} ms → {large:6.1f} ms "
            f"({large / small[question]:4.1f}×), {len(queries)} query, {len(found)} places"
        )
        assert len(queries) == 1
