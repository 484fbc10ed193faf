from contextlib import contextmanager

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.events.querysets import PhotoQuerySet
from kimportal.uploads.model_fields import PrivateFileField
from kimportal.web.service_unavailable import is_outage

MOST_PHOTOS = 8
#: Of one event: those shown, those of unsent forms, and those taken off again.
MOST_STORED = 40
FOLDER = "event-photos"


@contextmanager
def stored(event, clean_files, **fields):
    """Photos whose files lie safely in the store while their rows are being written.

    What got no row in the end (a fault, or a photo the event has already) leaves the store again;
    what a killed process leaves behind, the sweep takes. So it does after an outage: a database
    that went away in the middle of a commit may well have kept the rows.
    """
    photos = [EventPhoto.stored(clean, event=event, **fields) for clean in clean_files]
    try:
        yield photos
    except BaseException as error:
        if not is_outage(error):
            for photo in photos:
                photo.discard()
        raise
    for photo in photos:
        if photo.pk is None:
            photo.discard()


def written(photos):
    """Their rows; for one the event has already, the row it has. The event must be held."""
    rows = []
    for photo in photos:
        known = EventPhoto.objects.filter(event=photo.event, sha256=photo.sha256).first()
        if known is None:
            photo.save()
        rows.append(known or photo)
    return rows


class EventPhoto(models.Model):
    """A photo of an event. The file is private; the public sees renditions, made on approval."""

    event = models.ForeignKey("campaigns.OutreachEvent", models.CASCADE, related_name="photos")
    file = PrivateFileField(
        _("photo"), folder=FOLDER, db_index=True
    )  # indexed because retention asks which names have a row
    sha256 = models.CharField(max_length=64, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
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
            # A resend or a second tap brings the same pixels: they are kept once.
            models.UniqueConstraint(fields=["event", "sha256"], name="one_photo_once_per_event"),
        ]

    def __str__(self):
        return self.caption or str(_("Photo of %(event)s") % {"event": self.event})

    @classmethod
    def stored(cls, clean, **fields):
        """A photo whose file lies safely in the store, and whose row is not yet written."""
        photo = cls(
            sha256=clean.sha256,
            fingerprint=clean.fingerprint,
            width=clean.width,
            height=clean.height,
            **fields,
        )
        photo.file.save(clean.name, clean, save=False)
        return photo

    def discard(self):
        """Take the file of a photo whose row was never written out of the store again."""
        self.file.delete(save=False)

    @property
    def picture(self):
        """What templates/parts/_picture.html needs, from the public renditions."""
        by_kind = {"avif": [], "webp": [], "jpeg": []}
        for made in self.renditions:
            by_kind[made["name"].partition("-")[0]].append(made)
        plain = by_kind["jpeg"][-1]
        return {
            "src": plain["url"],
            "alt": str(self),
            "width": plain["width"],
            "height": plain["height"],
            "avif": _srcset(by_kind["avif"]),
            "webp": _srcset(by_kind["webp"]),
            "sizes": "(min-width: 56rem) 24rem, 100vw",
            "caption": self.caption,
            "size": plain["size"],
        }

    @property
    def thumb(self):
        """The smallest of them, beside a row of a list."""
        small = {made["name"].partition("-")[0]: made for made in reversed(self.renditions)}
        plain = small["jpeg"]
        return {
            "src": plain["url"],
            "alt": "",
            "width": plain["width"],
            "height": plain["height"],
            "avif": small["avif"]["url"],
            "webp": small["webp"]["url"],
        }


def _srcset(made):
    return ", ".join(f"{one['url']} {one['width']}w" for one in made)
