"""List, filter, search and page of materials at 100 and at 100,000; drawing against bare Pillow."""

import io
import random
import statistics
import time
from datetime import timedelta
from functools import cache

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image, ImageOps

from campaigns import codes, drawing
from campaigns.models import Campaign, Language, Material, MaterialFile, MaterialKind, Pillar
from kimportal.search import search_text

pytestmark = pytest.mark.django_db

WORDS = (
    "pemilih suara damai sehat cerdas desa kabar bohong masker antre bilik tinta petugas".split()
)
FILLING = [f"kata{n}" for n in range(60)]
FEW, MANY, ROUNDS = 100, 100_000, 7
PAGES = {
    "list": "/materi/",
    "page 40": "/materi/?hal=40",
    "one filter": "/materi/?pilar=damai",
    "four filters": "/materi/?pilar=damai&jenis=poster&bahasa=jv&program=serentak",
    "rare language": "/materi/?bahasa=ace",
    "common word": "/materi/?q=memilih",
    "rare words": "/materi/?q=lumbung+padi",
    "no result": "/materi/?q=zzzqqq",
    "material": "/materi/materi-50/",
    "code": f"/v/{'K7PM3XQ8'}/",
    "feed": "/materi/feed/",
}


@cache
def stems(word):
    return search_text(word).strip()


def stored(title):
    """A search text as long as a real one's; each word is stemmed once for all rows."""
    return f" {' '.join(stems(word) for word in [*title.split(), *FILLING])} "


def fill(first, last, chance):
    """Materials number `first` to `last`, with their pillars and one file each."""
    languages = dict(Language.objects.values_list("slug", "pk"))
    tags = ["id"] * 70 + ["jv"] * 15 + ["su"] * 10 + ["mad"] * 5
    campaign, _made = Campaign.objects.get_or_create(
        slug="serentak", defaults={"name": "Serentak", "starts": "2020-11-10"}
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
    now = timezone.now()
    for start in range(first, last, 1000):
        rows = []
        for n in range(start, min(start + 1000, last)):
            title = " ".join(chance.choices(WORDS, k=4))
            title += " lumbung padi" if n % 5000 == 7 else ""
            rows.append(
                Material(
                    slug=f"materi-{n}",
                    title=title,
                    kind=chance.choice(MaterialKind.values),
                    language_id=languages["ace" if n % 5000 == 9 else chance.choice(tags)],
                    campaign=campaign if n % 3 else None,
                    state="live",
                    code="K7PM3XQ8" if n == 50 else codes.new_code(),
                    published_at=now - timedelta(minutes=n),
                    search_text=stored(title),
                )
            )
        Material.objects.bulk_create(rows)
        pillars = list(Pillar.objects.values_list("pk", flat=True))
        through = Material.pillars.through
        through.objects.bulk_create(
            through(material_id=row.pk, pillar_id=chance.choice(pillars)) for row in rows
        )
        MaterialFile.objects.bulk_create(
            MaterialFile(
                material=row, role="original", kind="picture", mime="image/jpeg", size=84_000,
                width=1080, height=1350, file="materials/aa/x.jpg", rendered_at=now,
            )
            for row in rows
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("RESET statement_timeout")


def measured():
    """{page: (median milliseconds, queries)}"""
    client, found = Client(), {}
    for name, address in PAGES.items():
        client.get(address)
        taken = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            answer = client.get(address)
            taken.append((time.perf_counter() - started) * 1000)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert answer.status_code == 200, address
        found[name] = statistics.median(taken), len(queries)
    return found


def test_pages_at_a_hundred_and_a_hundred_thousand():
    chance = random.Random(2020)
    fill(0, FEW, chance)
    small = measured()
    fill(FEW, MANY, chance)
    large = measured()

    print(f"\n{connection.vendor}: {FEW} materials against {MANY:,}")
    for name, (after, queries) in large.items():
        before, few_queries = small[name]
        print(
            f"  {name:14} {before:6.1f} ms → {after:7.1f} ms ({after / before:4.1f}×), "
            f"{few_queries} and {queries} queries"
        )
        assert queries <= 13


def bare_pillow(content):
    """The same pictures, by Pillow's own shortest way and no rule of ours."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    for width in (1080, 720, 360):
        picture = picture.resize((width, picture.height * width // picture.width), Image.LANCZOS)
        for format, options in (("WEBP", {"quality": 70}), ("JPEG", {"quality": 72})):
            picture.save(io.BytesIO(), format, **options)
    for size in ((1200, 630), (1080, 1080), (1080, 1920)):
        ImageOps.pad(picture, size, Image.LANCZOS).save(io.BytesIO(), "JPEG", quality=82)
    picture.save(io.BytesIO(), "JPEG", quality=66)


def test_drawing_against_bare_pillow():
    source = io.BytesIO()
    noise = Image.effect_noise((500, 375), 90).convert("RGB")
    noise.resize((4000, 3000), Image.BICUBIC).save(source, "JPEG", quality=88)

    class Stored:
        kind, file = "picture", ContentFile(source.getvalue())

    def ours():
        list(drawing.basics(Stored))
        list(drawing.takeaways(Stored, "K7PM3XQ8"))

    times = {}
    for name, work in (("bare", lambda: bare_pillow(source.getvalue())), ("ours", ours)):
        taken = []
        for _round in range(3):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
        times[name] = statistics.median(taken)
    print(f"\n12 MP photo, bare Pillow {times['bare']:.2f} s, ours {times['ours']:.2f} s", end="")
    print(f" ({times['ours'] / times['bare']:.1f}×, with QR strips, print at full size, ≤ 100 KB)")
