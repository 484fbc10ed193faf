from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimportal.audit.querysets import DecisionQuerySet
from kimportal.audit.security_log import asked_from, note
from kimportal.web.middleware import request_id


class OnlyAdded(models.Model):
    """A memory, whose rows are never changed: PostgreSQL too refuses (migrations 0002, 0006)."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("this memory is only ever added to")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("this memory is only ever added to")


UNDO_WITHIN = timedelta(minutes=10)


class Act(models.TextChoices):
    SUBMIT = "submit", _("submitted")
    APPROVE = "approve", _("approved")
    SEND_BACK = "send_back", _("returned for mending")
    REJECT = "reject", _("rejected")
    WITHDRAW = "withdraw", _("withdrew")
    RESTORE = "restore", _("restored")
    UNDO = "undo", _("undid the last decision on")
    EDIT = "edit", _("changed")
    CONFIRM = "confirm", _("confirmed the data of")
    LOOK = "look", _("looked at a private file of")
    EXPORT = "export", _("exported")
    IMPORT = "import", _("imported")
    ROLE = "role", _("changed the role of")
    LOGIN = "login", _("signed in")
    ERASE = "erase", _("erased")


class DecisionManager(models.Manager.from_queryset(DecisionQuerySet)):
    def record(self, thing, act, *, by, **facts):
        """Remember an act on `thing` by a Person (None: the portal itself)."""
        decision = self.written(thing, act, by=by, **facts)
        decision.save(force_insert=True)
        transaction.on_commit(partial(decision.tell_the_log, ip=asked_from.get()))
        return decision

    def written(self, thing, act, *, by, before="", after="", note="", field="", changes=None):
        """The same, not stored yet: for whoever stores many at once."""
        return self.model(
            thing_type=thing._meta.label_lower,
            thing_id=str(thing.pk),
            thing_name=getattr(thing, "remembered_as", str(thing))[:200],
            region_code=getattr(thing, "region_code", "") or "",
            act=act,
            before=before,
            after=after,
            note=note,
            field=field,
            changes=changes or {},
            by=by,
            request_id=request_id.get(),
        )


class Decision(OnlyAdded):
    """The append-only memory of every act."""

    thing_type = models.CharField(_("kind"), max_length=60)  # "groups.group"
    thing_id = models.CharField(_("key"), max_length=40)
    thing_name = models.CharField(_("thing"), max_length=200)
    region_code = models.CharField(_("region"), max_length=13, blank=True)
    act = models.CharField(_("act"), max_length=20, choices=Act)
    before = models.CharField(_("before"), max_length=20, blank=True)
    after = models.CharField(_("after"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)
    field = models.CharField(_("about the field"), max_length=60, blank=True)
    changes = models.JSONField(_("changes"), default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="decisions",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    request_id = models.CharField(_("request"), max_length=32, blank=True)

    objects = DecisionManager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["thing_type", "thing_id", "-id"], name="decision_thing"),
            models.Index(fields=["by", "-id"], name="decision_by"),
            models.Index(fields=["request_id"], name="decision_request"),
            models.Index(fields=["act", "-id"], name="decision_act"),
            models.Index(fields=["at"], name="decision_at"),
            # For codes that begin with a region's, whatever the database's language sorts by.
            models.Index(
                fields=["region_code"], name="decision_region", opclasses=["varchar_pattern_ops"]
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display()} {self.thing_name}"

    def tell_the_log(self, *, ip):
        """A line beside the row, for whoever watches the logs; without the words of either."""
        note(
            self.act,
            who=self.by_id,
            thing=f"{self.thing_type} {self.thing_id}",
            region=self.region_code,
            before=self.before,
            after=self.after,
            field=self.field,
            decision=self.pk,
            request=self.request_id,
            ip=ip,
        )

    @property
    def may_be_undone_until(self):
        return self.at + UNDO_WITHIN
