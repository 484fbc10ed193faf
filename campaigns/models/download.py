from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.querysets import DownloadQuerySet


class Download(models.Model):
    """How often a file was fetched on one day, in which form. Nobody's trace is kept."""

    file = models.ForeignKey("campaigns.MaterialFile", models.CASCADE, related_name="downloads")
    form = models.CharField(_("form"), max_length=16, blank=True)  # a rendition's name; "": itself
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("downloads"), default=0)

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("downloads of a day")
        verbose_name_plural = _("downloads by day")
        constraints = [
            models.UniqueConstraint(fields=["file", "form", "day"], name="one_tally_per_day")
        ]

    def __str__(self):
        return f"{self.day}: {self.count}"
