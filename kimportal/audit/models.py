from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimportal.audit.querysets import AuditEventQuerySet
from kimportal.audit.security_log import current_client_ip, log_event
from kimportal.web.middleware import request_id

if TYPE_CHECKING:
    from kimportal.accounts.models import Person


class AppendOnlyModel(models.Model):
    """A model whose rows are never changed or deleted; triggers in PostgreSQL refuse it too."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("append-only: rows are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("append-only: rows are never changed")


class AuditTarget(models.Model):
    """A model that says how the audit log names its rows and to which region they belong."""

    #: Code of the region, as a field or a property; "" for what belongs to none.
    region_code = ""

    class Meta:
        abstract = True

    @property
    def audit_repr(self) -> str:
        """The name in the audit log, whose rows are never erased: not that of a person."""
        return str(self)


UNDO_WITHIN = timedelta(minutes=10)


class Action(models.TextChoices):
    SUBMIT = "submit", _("submitted")
    APPROVE = "approve", _("approved")
    SEND_BACK = "send_back", _("returned for mending")
    REJECT = "reject", _("rejected")
    WITHDRAW = "withdraw", _("withdrew")
    RESTORE = "restore", _("restored")
    UNDO = "undo", _("undid the last decision on")
    OBJECT = "object", _("objected to")
    EDIT = "edit", _("changed")
    CONFIRM = "confirm", _("confirmed the data of")
    LOOK = "look", _("looked at a private file of")
    EXPORT = "export", _("exported")
    IMPORT = "import", _("imported")
    ROLE = "role", _("changed the role of")
    LOGIN = "login", _("signed in")
    ERASE = "erase", _("erased")


_AuditEventManager = models.Manager.from_queryset(AuditEventQuerySet)


class AuditEventManager(_AuditEventManager["AuditEvent"]):
    def record(
        self, item: Any, action: Action, *, by: "Person | None", **kwargs: Any
    ) -> "AuditEvent":
        """Store what a Person (None: the portal itself) did to an object."""
        audit_event = self.build(item, action, by=by, **kwargs)
        audit_event.save(force_insert=True)
        transaction.on_commit(partial(audit_event.write_security_log, ip=current_client_ip.get()))
        return audit_event

    def build(
        self,
        item: Any,
        action: Action,
        *,
        by: "Person | None",
        before: str = "",
        after: str = "",
        note: str = "",
        field: str = "",
        changes: dict[str, Any] | None = None,
        region_code: str | None = None,
    ) -> "AuditEvent":
        """Return the event without storing it, for bulk_create.

        `region_code` is read from an AuditTarget; whatever else has a region must pass it.
        """
        is_target = isinstance(item, AuditTarget)
        if region_code is None:
            region_code = item.region_code if is_target else ""
        return self.model(
            target_type=item._meta.label_lower,
            target_id=str(item.pk),
            target_repr=(item.audit_repr if is_target else str(item))[:200],
            region_code=region_code or "",
            action=action,
            before=before,
            after=after,
            note=note,
            field=field,
            changes=changes or {},
            by=by,
            request_id=request_id.get(),
        )


class AuditEvent(AppendOnlyModel):
    """Who did what to which object, and when; append-only."""

    target_type = models.CharField(_("kind"), max_length=60)  # "groups.group"
    target_id = models.CharField(_("key"), max_length=40)
    target_repr = models.CharField(_("thing"), max_length=200)
    region_code = models.CharField(_("region"), max_length=13, blank=True)
    action = models.CharField(_("act"), max_length=20, choices=Action)
    before = models.CharField(_("before"), max_length=20, blank=True)
    after = models.CharField(_("after"), max_length=20, blank=True)
    note = models.TextField(_("note"), blank=True)
    field = models.CharField(_("about the field"), max_length=60, blank=True)
    changes = models.JSONField(_("changes"), default=dict, encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="audit_events",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    request_id = models.CharField(_("request"), max_length=32, blank=True)

    objects = AuditEventManager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["target_type", "target_id", "-id"], name="auditevent_target"),
            models.Index(fields=["by", "-id"], name="auditevent_by"),
            models.Index(fields=["request_id"], name="auditevent_request"),
            models.Index(fields=["action", "-id"], name="auditevent_action"),
            models.Index(fields=["at"], name="auditevent_at"),
            # For LIKE '35.73%', in whatever collation the database has.
            models.Index(
                fields=["region_code"], name="auditevent_region", opclasses=["varchar_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.target_repr}"

    def write_security_log(self, *, ip: str) -> None:
        """Log the event too, without notes and values, for who watches the logs."""
        log_event(
            self.action,
            user_id=self.by_id,
            target=f"{self.target_type} {self.target_id}",
            region=self.region_code,
            before=self.before,
            after=self.after,
            field=self.field,
            audit_event=self.pk,
            request=self.request_id,
            ip=ip,
        )

    @property
    def may_be_undone_until(self) -> datetime:
        return self.at + UNDO_WITHIN
