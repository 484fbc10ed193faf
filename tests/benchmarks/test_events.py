"""List, filters and feeds of events at 1,000 and at 1,000,000; a report's photos against bare Pillow."""

import io
import os
import statistics
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageOps

from campaigns.models import Campaign, OutreachEvent
from kimportal.uploads.fields import PicturesField
from tests.factories import GroupFactory, RegionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

#: BENCH_EVENTS=20000 tries it out in a minute.
FEW, MANY, ROUNDS = 1_000, int(os.environ.get("BENCH_EVENTS", "1000000")), 9
PAGES = {
    "list": "/kegiatan/",
    "page 40": "/kegiatan/?hal=40",
    "province": "/kegiatan/?wilayah=35",
    "regency": "/kegiatan/?wilayah=35.11",
    "village": "/kegiatan/?wilayah=35.11.01.2001",
    "programme": "/kegiatan/?program=serentak",
    "pillar": "/kegiatan/?pilar=damai",
    "mode": "/kegiatan/?mode=online",
    "days": "/kegiatan/?dari=2020-01-01&sampai=2020-03-31",
    "four filters": "/kegiatan/?wilayah=35&program=serentak&pilar=damai&mode=online",
    "common word": "/kegiatan/?q=warga",
    "rare word": "/kegiatan/?q=lumbung",
    "no result": "/kegiatan/?q=zzzqqq",
    "event": "{event}",
    "feed": "/kegiatan/feed/?wilayah=35",
    "calendar": "/kegiatan/kalender.ics?wilayah=35",
}
ROWS = """
INSERT INTO campaigns_outreachevent (
  id, state, state_since, state_note, state_field, flags, version, created_at, title, mode, venue,
  link, starts, ends, attendance, story, questions, follow_up, health_checks, links, reported_at,
  search_text, group_id, region_id, campaign_id)
SELECT gen_random_uuid(), 'live', now(), '', '', '', 1, now(), 'Rembug warga ' || n,
  (ARRAY['in_person','in_person','in_person','online','hybrid'])[1 + n % 5], 'Balai RW', '',
  now() - n * interval '{step} seconds', now() - n * interval '{step} seconds' + interval '1 hour',
  n % 90, '', '', '', '[]', '[]', now(),
  ' rembug warga ' || n || CASE WHEN n % 997 = 3 THEN ' lumbung ' ELSE ' ' END,
  {group}, (ARRAY[{regions}])[1 + n % {places}], CASE WHEN n % 3 = 0 THEN NULL ELSE {campaign} END
FROM generate_series({first}, {last}) AS n
"""
PILLARS = """
INSERT INTO campaigns_outreachevent_pillars (outreachevent_id, pillar_id)
SELECT e.id, p.id FROM campaigns_outreachevent e
JOIN campaigns_pillar p ON p."order" = abs(hashtext(e.id::text)) % 3
WHERE NOT EXISTS (SELECT 1 FROM campaigns_outreachevent_pillars x WHERE x.outreachevent_id = e.id)
"""


@pytest.fixture
def ground(db):
    codes = [
        f"{province}.{regency}.01.2001"
        for province in (35, 52, 73, 91)
        for regency in range(11, 61)
    ]
    regions = [RegionFactory(code=code) for code in codes]
    campaign, _made = Campaign.objects.get_or_create(
        slug="serentak", defaults={"name": "Serentak", "starts": "2020-01-01"}
    )
    return {
        "group": GroupFactory(region=regions[0]).pk,
        "regions": ",".join(f"'{code}'" for code in codes),
        "places": len(codes),
        "campaign": campaign.pk,
        # Both crowds spread over the same seven years.
        "step": 0,
    }


def fill(ground, count):
    OutreachEvent.objects.all().delete()
    ground = {**ground, "step": 7 * 365 * 86400 // count, "first": 1, "last": count}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(ROWS.format(**ground))
        cursor.execute(PILLARS)
        cursor.execute("ANALYZE")
        cursor.execute("RESET statement_timeout")


def measured():
    """{page: (median milliseconds, queries)}"""
    event = OutreachEvent.objects.live().order_by("-starts")[40:41].get()
    client, found = Client(), {}
    for name, address in PAGES.items():
        address = address.format(event=event.get_absolute_url())
        client.get(address)
        taken = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            taken.append((time.perf_counter() - started) * 1000)
        found[name] = (statistics.median(taken), len(queries))
    return found


def test_a_thousand_and_a_million(ground, capsys):
    fill(ground, FEW)
    few = measured()
    fill(ground, MANY)
    many = measured()

    with capsys.disabled():
        print(f"\n{'page':14} {FEW:>12,} {MANY:>12,}  ratio  queries")
        for name in PAGES:
            (small, before), (large, after) = few[name], many[name]
            ratio = large / small
            print(f"{name:14} {small:9.1f} ms {large:9.1f} ms  {ratio:5.2f}  {before} / {after}")
    assert {name: queries for name, (_ms, queries) in few.items()} == {
        name: queries for name, (_ms, queries) in many.items()
    }


def phone_photo(number):
    """About three megabytes, as phones write them."""
    grain = Image.effect_noise((1000, 750), 60 + number).resize((3200, 2400))
    out = io.BytesIO()
    grain.convert("RGB").save(out, "JPEG", quality=93)
    return out.getvalue()


def test_three_photos_through_the_gate_and_through_bare_pillow(capsys):
    photos = [phone_photo(number) for number in range(3)]

    def gate():
        files = [SimpleUploadedFile("f.jpg", photo, "image/jpeg") for photo in photos]
        PicturesField().clean(files)

    def bare():
        for photo in photos:
            picture = ImageOps.exif_transpose(Image.open(io.BytesIO(photo)))
            picture.thumbnail((2560, 2560), reducing_gap=2.0)
            picture.convert("RGB").save(io.BytesIO(), "JPEG", quality=85)

    ours, theirs = (statistics.median(timed(work) for _ in range(5)) for work in (gate, bare))

    with capsys.disabled():
        sizes = ", ".join(f"{len(photo) / 1e6:.1f} MB" for photo in photos)
        print(
            f"\nthree photos ({sizes}): gate {ours:.2f} s, Pillow {theirs:.2f} s, {ours / theirs:.2f}×"
        )


def timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
