from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Jurisdiction(models.Model):
    """Where a staff person's word counts. A staff person without any row is national."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="jurisdictions"
    )
    region = models.ForeignKey("groups.Region", models.PROTECT, verbose_name=_("region"))

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = [
            models.UniqueConstraint(fields=["person", "region"], name="one_jurisdiction_per_region")
        ]

    def __str__(self):
        return str(self.region)
