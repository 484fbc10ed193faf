"""Home, a place and coverage with 1,000 and with 1,000,000 reported events (EVENTS=… for fewer)."""

import os
import statistics
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import recount
from campaigns.models import Mode, OutreachEvent
from groups.models import Region, RegionTally
from kimportal.states import State
from tests.factories import CampaignFactory, GroupFactory

pytestmark = pytest.mark.django_db

SMALL, LARGE = 1_000, int(os.environ.get("EVENTS", 1_000_000))
ROUNDS, BATCH = 7, 5_000


def add_events(first, count, groups, campaign):
    """Plain rows: what the pages read of them are the newest few and the tallies."""
    begun = datetime(2020, 9, 26, tzinfo=UTC)
    for start in range(first, first + count, BATCH):
        OutreachEvent.objects.bulk_create(
            OutreachEvent(
                id=uuid.UUID(int=n + 1),
                group=groups[n % len(groups)],
                region_id=groups[n % len(groups)].region_id,
                campaign=campaign,
                title=f"Rembug warga {n}",
                mode=Mode.values[n % 4],
                starts=begun + timedelta(minutes=n % 100_000),
                ends=begun + timedelta(minutes=n % 100_000 + 90),
                attendance=n % 60,
                reported_at=begun,
                state=State.LIVE,
            )
            for n in range(start, min(start + BATCH, first + count))
        )
    recount.rebuild()
    RegionTally.objects.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measured(address):
    taken, client = [], Client()
    for _round in range(ROUNDS):
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        taken.append((time.perf_counter() - started) * 1000)
        assert response.status_code == 200
    return statistics.median(taken), len(queries)


def test_pages_cost_the_same_at_a_million_events():
    call_command("load_regions", verbosity=0)
    villages = list(Region.objects.filter(level=4).order_by("code")[::40])
    groups = [GroupFactory(region=village) for village in villages]
    campaign = CampaignFactory(slug="serentak-2020")
    place = villages[500].code  # among the first thousand events too
    asked = [
        reverse("home"),
        reverse("region_detail", args=[place[:2]]),
        reverse("region_detail", args=[place]),
        reverse("coverage"),
        f"{reverse('coverage')}?program={campaign.slug}",
        reverse("coverage_region", args=[place[:5]]),
    ]

    add_events(0, SMALL, groups, campaign)
    small = {address: measured(address) for address in asked}
    add_events(SMALL, LARGE - SMALL, groups, campaign)
    large = {address: measured(address) for address in asked}

    print(f"\n{connection.vendor}: {SMALL:,} against {LARGE:,} events, {len(groups):,} KIM")
    for address in asked:
        (before, few), (after, many) = small[address], large[address]
        print(
            f"  {address:38} {before:7.1f} ms → {after:7.1f} ms ({after / before:4.1f}×), "
            f"{few} → {many} queries"
        )
        assert few == many
