from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.events.querysets import EventMaterialQuerySet


class Speaker(models.Model):
    """A speaker of an event. Of all names in an event the public reads these alone."""

    event = models.ForeignKey("campaigns.OutreachEvent", models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=120)
    institution = models.CharField(_("institution"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["order", "id"]

    def __str__(self):
        return f"{self.name} ({self.institution})" if self.institution else self.name


class EventMaterial(models.Model):
    """A material taken to an event and, in the report, the number of copies handed out."""

    event = models.ForeignKey("campaigns.OutreachEvent", models.CASCADE, related_name="handed_out")
    material = models.ForeignKey("campaigns.Material", models.PROTECT, related_name="handed_out")
    copies = models.PositiveIntegerField(
        _("copies handed out"), null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )  # None: not counted

    objects = EventMaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material of an event")
        verbose_name_plural = _("materials of events")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "material"], name="one_material_per_event"),
            models.CheckConstraint(
                condition=Q(copies=None) | Q(copies__lte=1_000_000), name="copies_in_range"
            ),
        ]

    def __str__(self):
        return str(self.material)
