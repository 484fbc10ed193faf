"""List, filter, search and page of materials at 100 and at 100,000; drawing against bare Pillow."""

import io
import statistics
import time

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from campaigns.elections.models import Campaign
from campaigns.materials import renditions
from campaigns.materials.models.material import Material
from tests.benchmarks import indonesia
from tests.benchmarks.crowds import LARGE
from tests.benchmarks.stopwatch import by_anyone, compared, ratios

MOST = LARGE.materials * 10


def pages():
    return {
        "list": "/materi/",
        "page 4": "/materi/?hal=4",
        "one filter": "/materi/?pilar=damai",
        "four filters": "/materi/?pilar=damai&jenis=poster&bahasa=jv&program=serentak",
        "rare language": "/materi/?bahasa=ace",
        "common word": "/materi/?q=memilih",
        "rare words": "/materi/?q=lumbung+padi",
        "no result": "/materi/?q=zzzqqq",
        "material": "/materi/materi-50/",
        "code": f"/v/{Material.objects.get(slug='materi-50').code}/",
        "feed": "/materi/feed/",
    }


def test_pages_at_a_hundred_and_a_hundred_thousand(crowds):
    with crowds.at(LARGE):
        if Material.objects.count() < MOST:
            with indonesia.in_bulk(*indonesia.HEAVY):
                campaign = Campaign.objects.get(slug="serentak")
                indonesia.materials(LARGE.materials, MOST, campaign.pk)

    few, many = compared(crowds, lambda: by_anyone(pages()))

    ratios(f"materials, 100 and {MOST:,}", few, many, same=False)


def bare_pillow(content):
    """The same forms, by Pillow's own shortest way and no rule or stamp of ours."""
    whole = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    whole.save(io.BytesIO(), "JPEG", quality=90, optimize=True)
    picture = whole.copy()
    picture.thumbnail((2160, 2160), reducing_gap=2.0)
    for size in ((1200, 630), (1080, 1080), (1080, 1920)):
        ImageOps.pad(picture, size, Image.LANCZOS).save(io.BytesIO(), "JPEG", quality=82)
    for width in (1080, 720, 360):
        picture = picture.resize((width, picture.height * width // picture.width), Image.LANCZOS)
        for format, options in (("WEBP", {"quality": 70}), ("JPEG", {"quality": 72})):
            picture.save(io.BytesIO(), format, **options)
    picture.save(io.BytesIO(), "JPEG", quality=66)


def test_drawing_against_bare_pillow():
    source = io.BytesIO()
    noise = Image.effect_noise((500, 375), 90).convert("RGB")
    noise.resize((4000, 3000), Image.BICUBIC).save(source, "JPEG", quality=88)

    class Stored:
        kind, file = "picture", ContentFile(source.getvalue())

    def ours():
        list(renditions.page_renditions(Stored))
        list(renditions.download_files(Stored, "K7PM3XQ8"))

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
