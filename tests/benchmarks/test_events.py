"""List, filters and feeds of events at 1,000 and at 1,000,000; a report's photos against bare Pillow."""

import io
import os
import statistics
import time
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageOps

from campaigns.events.models.event import OutreachEvent
from kimportal.uploads.fields import PicturesField
from tests.benchmarks.stopwatch import by_anyone, compared, ratios


def pages():
    told = OutreachEvent.objects.live().exclude(campaign=None).exclude(pillars=None)
    event = told.order_by("-starts")[40:41].get()
    village, pillar = event.region_id, event.pillars.first()
    place = event.region.path.split(", ")[0]
    # Its own, so that few events too have something that fits all four.
    filters = f"wilayah={village[:2]}&program={event.campaign.slug}&pilar={pillar.slug}"
    filters += f"&mode={event.mode}"
    return {
        "list": "/kegiatan/",
        "page 30": "/kegiatan/?hal=30",
        "province": f"/kegiatan/?wilayah={village[:2]}",
        "regency": f"/kegiatan/?wilayah={village[:5]}",
        "village": f"/kegiatan/?wilayah={village}",
        "programme": "/kegiatan/?program=serentak",
        "pillar": "/kegiatan/?pilar=damai",
        "mode": "/kegiatan/?mode=online",
        "days": f"/kegiatan/?dari={event.starts:%Y}-01-01&sampai={event.starts:%Y}-03-31",
        "four filters": f"/kegiatan/?{filters}",
        "common word": "/kegiatan/?q=warga",
        "two common words": "/kegiatan/?q=rembug+warga",
        "a place's name": f"/kegiatan/?{urlencode({'q': place})}",
        "rare word": "/kegiatan/?q=lumbung",
        "no result": "/kegiatan/?q=zzzqqq",
        "event": event.get_absolute_url(),
        "feed": f"/kegiatan/feed/?wilayah={village[:2]}",
        "calendar": f"/kegiatan/kalender.ics?wilayah={village[:2]}",
    }


def test_a_thousand_and_a_million(crowds):
    ratios("events", *compared(crowds, lambda: by_anyone(pages())))


def phone_photo(number):
    """About three megabytes, as phones write them."""
    grain = Image.effect_noise((1000, 750), 60 + number).resize((3200, 2400))
    out = io.BytesIO()
    grain.convert("RGB").save(out, "JPEG", quality=93)
    return out.getvalue()


def test_three_photos_through_the_gate_and_through_bare_pillow():
    photos = [phone_photo(number) for number in range(3)]

    def gate():
        files = [SimpleUploadedFile("f.jpg", photo, "image/jpeg") for photo in photos]
        PicturesField().clean(files)

    def bare():
        for photo in photos:
            picture = ImageOps.exif_transpose(Image.open(io.BytesIO(photo)))
            picture.thumbnail((2560, 2560), reducing_gap=2.0)
            picture.convert("RGB").save(io.BytesIO(), "JPEG", quality=85)

    (ours, ours_cpu), (theirs, theirs_cpu) = (
        map(statistics.median, zip(*(timed(work) for _ in range(5)), strict=True))
        for work in (gate, bare)
    )

    sizes = ", ".join(f"{len(photo) / 1e6:.1f} MB" for photo in photos)
    print(f"\nthree photos ({sizes}): gate {ours:.2f} s, Pillow {theirs:.2f} s", end="")
    print(f", {ours / theirs:.2f}×; of processor {ours_cpu:.2f} s", end="")
    print(f" and {theirs_cpu:.2f} s, {ours_cpu / theirs_cpu:.2f}×")


def timed(work):
    """Seconds on the wall, and of processor with that of child processes."""
    started, before = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - started, sum(os.times()[:4]) - before
