from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimportal.models.only_added import OnlyAdded
from kimportal.querysets import OnlyAddedQuerySet


class Note(OnlyAdded):
    """What staff tell each other about a thing; its submitter and the public never read it."""

    thing_type = models.CharField(max_length=60)  # "groups.group", as in Decision
    thing_id = models.CharField(max_length=40)
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notes", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects = OnlyAddedQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        indexes = [models.Index(fields=["thing_type", "thing_id", "-id"], name="note_thing")]

    def __str__(self):
        return self.text
