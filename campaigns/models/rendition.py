from django.db import models
from django.utils.translation import gettext_lazy as _

from kimportal.uploads.storages import public_storage, upload_to


class Rendition(models.Model):
    """A form of a file made by the portal: other size or format, or bearing QR and code.

    Names: "webp-360" … "avif-1080", "jpeg-720" · "link-preview" · and those people take away:
    "low-data", "social", "story", "print", which carry the code (`stamp`) once it is approved.
    """

    file = models.ForeignKey("campaigns.MaterialFile", models.CASCADE, related_name="renditions")
    name = models.CharField(_("form"), max_length=16)
    content = models.FileField(
        storage=public_storage, upload_to=upload_to("renditions"), max_length=120
    )
    mime = models.CharField(_("type"), max_length=40)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stamp = models.CharField(_("code on it"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["file", "name"], name="one_rendition_per_name")
        ]

    def __str__(self):
        return self.name
