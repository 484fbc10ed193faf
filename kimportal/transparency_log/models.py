import json
import re
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kimportal.audit.models import AppendOnlyModel, AuditEvent
from kimportal.transparency_log.querysets import LogEntryQuerySet

SENTENCES = {
    ("material", "published"): _("Material published"),
    ("material", "withdrawn"): _("Material withdrawn"),
    ("material", "restored"): _("Material published again"),
    ("material", "expired"): _("Material expired"),
    ("kim", "verified"): _("KIM verified"),
    ("kim", "withdrawn"): _("Verification of the KIM withdrawn"),
    ("kim", "restored"): _("KIM verified again"),
}

#: The source of what happened by itself: event, model, key, time.
HAPPENING = re.compile(r"\w+ (\w+\.\w+) \d{1,18} [\d:TZ-]+")


class LogEntry(AppendOnlyModel):
    """One published fact, in the order in which it was logged; append-only."""

    index = models.PositiveBigIntegerField(_("number"), primary_key=True)
    #: The fact as canonical JSON: these bytes are what is hashed.
    data = models.TextField(_("fact"))
    subject = models.CharField(_("code or address"), max_length=100, db_index=True)
    #: The act that made it public; none for what happens by itself, as an expiry does.
    audit_event = models.OneToOneField(
        AuditEvent, models.DO_NOTHING, null=True, related_name="log_entry"
    )
    #: What else it is about, so that nothing is logged twice: "expired campaigns.material 7".
    source = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField(_("logged at"), default=timezone.now)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the public log")
        verbose_name_plural = _("entries of the public log")
        ordering = ["index"]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def number(self) -> int:
        """The number for people, who count from one."""
        return self.index + 1

    @cached_property
    def values(self) -> dict[str, Any]:
        return json.loads(self.data)

    @property
    def target_type(self) -> str:
        """The label of the model it is about: "campaigns.material"; "" if it names none."""
        if self.audit_event:
            return self.audit_event.target_type
        return match[1] if (match := HAPPENING.fullmatch(self.source)) else ""

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language."""
        label = SENTENCES.get((self.values["type"], self.values["event"]))
        return str(label) if label else f"{self.values['type']} {self.values['event']}"


class LogTile(models.Model):
    """Up to 256 hashes of one level of the tree, one after the other; only ever added to."""

    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "number"], name="log_tile_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class LogCheckpoint(AppendOnlyModel):
    """A signed size and root of the log, after each time something was added."""

    size = models.PositiveBigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: Any = models.Manager()

    class Meta:
        ordering = ["size"]
        get_latest_by = "size"

    def __str__(self) -> str:
        return str(self.size)
