from contextlib import contextmanager

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.events.querysets import PhotoQuerySet
from kimportal.uploads.model_fields import PrivateFileField
from kimportal.web.service_unavailable import is_outage

MAX_PHOTOS = 8
#: Of one event: those shown, those of form drafts, and those removed again.
MAX_STORED_PHOTOS = 40
FOLDER = "event-photos"


@contextmanager
def storing_photos(event, clean_files, **fields):
    """Store the files of photos and yield the unsaved photos, whose rows the caller saves.

    Files that got no row (after an error, or because the event has the photo already) are deleted
    again. After an outage they stay, since the database may have committed the rows; retention
    deletes those files and what a killed process leaves behind.
    """
    photos = [EventPhoto.from_upload(clean, event=event, **fields) for clean in clean_files]
    try:
        yield photos
    except BaseException as error:
        if not is_outage(error):
            for photo in photos:
                photo.delete_file()
        raise
    for photo in photos:
        if photo.pk is None:
            photo.delete_file()


def upload_details(data, person):
    """Return the fields that all photos of one form share, from its raw or cleaned data."""
    return {
        "caption": " ".join(data.get("photos_caption", "").replace("\0", "").split())[:200],
        "has_consent": bool(data.get("photos_consent")),
        "added_by": person,
    }


def save_photos(photos):
    """Save the photos; return their rows, or the event's own row of the same photo.

    The event's row must be locked.
    """
    rows = []
    for photo in photos:
        existing = EventPhoto.objects.filter(event=photo.event, sha256=photo.sha256).first()
        if existing is None:
            photo.save()
        rows.append(existing or photo)
    return rows


def attach_photos(photos, event, data):
    """Give a new event the photos that were stored with its unsent form; return their rows.

    A photo that the form came with twice stays with the event once.
    """
    rows = {}
    for photo in photos:
        if not data.get(f"remove_{photo.pk}") and photo.sha256 not in rows:
            photo.event, photo.has_consent = event, bool(data.get("photos_consent"))
            photo.save(update_fields=["event", "has_consent"])
            rows[photo.sha256] = photo
    return list(rows.values())


class EventPhoto(models.Model):
    """A photo of an event. The file is private; the public sees renditions, made on approval."""

    #: None: stored with an unsent form whose event does not exist yet (campaigns/events/drafts.py).
    event = models.ForeignKey(
        "campaigns.OutreachEvent", models.CASCADE, null=True, related_name="photos"
    )
    file = PrivateFileField(
        _("photo"), folder=FOLDER, db_index=True
    )  # indexed because retention asks which names have a row
    sha256 = models.CharField(max_length=64, editable=False)
    perceptual_hash = models.CharField(max_length=64, blank=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    has_consent = models.BooleanField(_("those shown agree"), default=False)
    is_shown = models.BooleanField(default=True)  # False: removed, or proposed and not yet accepted
    renditions = models.JSONField(default=list, editable=False)  # [{"name", "path", "width", …}]
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "id"]
        constraints = [
            # A resend or a second click brings the same file: it is stored once.
            models.UniqueConstraint(fields=["event", "sha256"], name="one_photo_per_hash"),
        ]

    def __str__(self):
        return self.caption or str(_("Photo of %(event)s") % {"event": self.event})

    @classmethod
    def from_upload(cls, clean, **fields):
        """Store a validated file and return its photo, not yet saved."""
        photo = cls(
            sha256=clean.sha256,
            perceptual_hash=clean.perceptual_hash,
            width=clean.width,
            height=clean.height,
            **fields,
        )
        photo.file.save(clean.name, clean, save=False)
        return photo

    def delete_file(self):
        """Delete the file of a photo that was never saved."""
        self.file.delete(save=False)

    @property
    def picture(self):
        """What templates/parts/_picture.html needs, from the public renditions."""
        by_kind = {"avif": [], "webp": [], "jpeg": []}
        for rendition in self.renditions:
            by_kind[rendition["name"].partition("-")[0]].append(rendition)
        jpeg = by_kind["jpeg"][-1]
        return {
            "src": jpeg["url"],
            "alt": str(self),
            "width": jpeg["width"],
            "height": jpeg["height"],
            "avif": _srcset(by_kind["avif"]),
            "webp": _srcset(by_kind["webp"]),
            "sizes": "(min-width: 56rem) 24rem, 100vw",
            "caption": self.caption,
            "size": jpeg["size"],
        }

    @property
    def thumb(self):
        """The smallest rendition, for a row of a list."""
        smallest = {item["name"].partition("-")[0]: item for item in reversed(self.renditions)}
        jpeg = smallest["jpeg"]
        return {
            "src": jpeg["url"],
            "alt": "",
            "width": jpeg["width"],
            "height": jpeg["height"],
            "avif": smallest["avif"]["url"],
            "webp": smallest["webp"]["url"],
        }


def _srcset(renditions):
    return ", ".join(f"{rendition['url']} {rendition['width']}w" for rendition in renditions)
