"""Events of the demo in every mode and state, created by the models' own methods."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, islice
from zoneinfo import ZoneInfo

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from campaigns.demo.election import load_campaign
from campaigns.demo.event_texts import PLANNED, REPORTED, UNPUBLISHED
from campaigns.demo.scenes import photo
from campaigns.elections.models import Pillar, Setting
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.photo import EventPhoto
from groups.kim.models import Group
from kimportal.mail.models import OutgoingEmail
from kimportal.uploads.validation import validate_upload

SCENES = {"online": "screen", "media": "mast"}
CAPTIONS = {
    "hall": "Tempat kegiatan seusai acara",
    "screen": "Layar pertemuan daring, tanpa wajah peserta",
    "chat": "Percakapan di grup warga, tanpa isi pesan",
    "mast": "Pemancar siaran setempat",
}
NUMBERS = ("attendance", "men", "women", "first_time_voters", "with_disability")


@transaction.atomic
def load(scene):
    """Create the missing events. A part of load_demo (see campaigns/demo/__init__.py)."""
    last = OutgoingEmail.objects.order_by("-id").values_list("id", flat=True).first() or 0
    groups = {group.name: group for group in Group.objects.live().select_related("region")}
    loader = EventLoader(scene, groups, load_campaign())
    for row in REPORTED:
        loader.reported(*row)
    for row in PLANNED:
        loader.planned(*row)
    for row in UNPUBLISHED:
        loader.unpublished(*row)
    # Emails about invented events would fill the console.
    OutgoingEmail.objects.filter(id__gt=last).delete()
    return f"{OutreachEvent.objects.live().count()} published events"


class EventLoader:
    """Create events for the KIM of the scene."""

    def __init__(self, scene, groups, campaign):
        self.people, self.groups, self.campaign = scene.people, groups, campaign
        self.pillars = {pillar.slug: pillar.pk for pillar in Pillar.objects.all()}
        self.settings = {setting.slug: setting.pk for setting in Setting.objects.all()}
        self.numbers = count(1)

    def reported(self, name, title, start, hours, mode, setting, venue, pillars, people, story):
        starts = datetime.fromisoformat(start)
        event = self.begin(name, title, starts, hours, mode, setting, venue, pillars, self.campaign)
        if event is None:
            return
        reported_at = event.ends + timedelta(hours=3)
        values = dict(zip(NUMBERS, people, strict=True))
        values |= {"story": story, "reported_at": reported_at.isoformat()}
        if mode in {"in_person", "hybrid"}:
            values["health_checks"] = self.campaign.checklist
        self.send(event, values, photos=2)
        event.approve(by=self.people["reviewer"])
        OutreachEvent.objects.filter(pk=event.pk).update(
            submitted_at=reported_at, state_since=reported_at + timedelta(hours=15)
        )

    def planned(self, name, title, days, hour, mode, setting, venue, pillars, link):
        starts = datetime.combine(timezone.localdate() + timedelta(days=days), datetime.min.time())
        starts = starts.replace(hour=hour)
        event = self.begin(name, title, starts, 2, mode, setting, venue, pillars, None, link)
        if event is not None:
            self.send(event, {}, photos=0)
            event.approve(by=self.people["reviewer"])

    def unpublished(self, name, title, days, people, fate, note, field):
        starts = datetime.combine(timezone.localdate() - timedelta(days=days), datetime.min.time())
        starts = starts.replace(hour=19)
        event = self.begin(
            name, title, starts, 2, "in_person", "pos-ronda", "Pos ronda", "damai", None
        )
        if event is None or fate == "draft":
            return
        values = {"attendance": people, "reported_at": timezone.now().isoformat()}
        self.send(event, values | {"story": "Warga saling berbagi cara memeriksa kabar."}, photos=1)
        reviewer = self.people["reviewer"]
        if fate == "returned":
            event.send_back(by=reviewer, note=note, field=field)
        elif fate == "rejected":
            event.reject(by=reviewer, note=note, field=field)
        elif fate == "withdrawn":
            event.approve(by=reviewer)
            event.withdraw(by=reviewer, note=note)

    def begin(self, name, title, starts, hours, mode, setting, venue, pillars, campaign, link=""):
        """Return a new draft, or None if it exists already or its KIM does not."""
        group = self.groups.get(name)
        if group is None or OutreachEvent.objects.filter(group=group, title=title).exists():
            return None
        starts = starts.replace(tzinfo=ZoneInfo(group.region.timezone)).astimezone(UTC)
        chair = group.memberships.current().chairs().first()
        event = OutreachEvent(group=group, begun_by=chair.person if chair else None)
        event.apply_values(
            {
                "title": title,
                "campaign": campaign.pk if campaign else None,
                "pillars": sorted(self.pillars[slug] for slug in pillars.split()),
                "mode": mode,
                "setting": self.settings[setting],
                "region": group.region_id,
                "venue": venue,
                "link": link,
                "starts": starts.isoformat(),
                "ends": (starts + timedelta(hours=hours)).isoformat(),
            }
        )
        return event

    def send(self, event, values, *, photos):
        caption, kind = kind_of_photo(event)
        with ThreadPoolExecutor(2) as pool:
            files = pool.map(partial(validated_photo, kind), list(islice(self.numbers, photos)))
        rows = [
            EventPhoto.from_upload(file, event=event, caption=caption, has_consent=True)
            for file in files
        ]
        for row in rows:
            row.save()
        photo_values = [[row.pk, row.caption] for row in rows]
        event.send({**values, "photos": photo_values}, by=event.begun_by or self.people["chair"])


def kind_of_photo(event):
    """Return (caption, name of the scene) for a photo of this event."""
    kind = SCENES.get(event.mode, "hall")
    if event.setting and event.setting.slug == "grup-whatsapp":
        kind = "chat"
    return CAPTIONS[kind], kind


def validated_photo(kind, number):
    """Return a drawn photo as a validated file."""
    return validate_upload(
        File(io.BytesIO(photo(kind, number)), name="foto.jpg"), kinds=("picture",)
    )
