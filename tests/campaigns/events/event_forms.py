"""What members send from the forms of an event."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.kimportal.uploads.bad_files import jpeg


def local(days=0, hour=10):
    """A moment as the form sends it, so many days from today."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=0).strftime("%Y-%m-%dT%H:%M")


def plan(world, days=1, **changes):
    return {
        "key": str(uuid4()),
        "title": "Rembug warga pemilih sehat",
        "starts": local(days, 10),
        "ends": local(days, 12),
        "mode": "in_person",
        "region": world.village.pk,
        "venue": "Balai RW 05",
        **changes,
    }


def report(event, **changes):
    return {
        "key": str(uuid4()),
        "version": event.version_token,
        "attendance": "40",
        "story": "Warga bertanya tentang 15 hal baru di TPS.",
        "neutrality": "on",
        **changes,
    }


def photo(name="foto.jpg", width=64):
    return SimpleUploadedFile(name, jpeg(width=width), "image/jpeg")


def report_url(event):
    return reverse("event_report", args=[event.pk])


def quick(world, day=0, **changes):
    """The quick form of an event that began at 08:30, so many days from today."""
    return {
        "key": str(uuid4()),
        "title": "Arisan RW 05",
        "day": local(day)[:10],
        "time": "08:30" if day else "00:00",
        "mode": "in_person",
        "region": world.village.pk,
        "attendance": "25",
        "story": "Warga bertanya tentang TPS.",
        "photos_consent": "on",
        "neutrality": "on",
        **changes,
    }
