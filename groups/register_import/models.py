from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.register_import.bulk_import import import_entries
from kimportal.audit.models import AuditTarget
from kimportal.moderation.states import InvalidTransition, State

#: How long a register that was not imported is kept: it holds names and phone numbers.
RETENTION_PERIOD = timedelta(days=1)


class RegisterQuerySet(models.QuerySet):
    def pending_for(self, person):
        """Return registers that this person uploaded and has not imported yet."""
        return self.filter(by=person, imported_at=None)

    def imported_by_office(self, office):
        return self.filter(office=office).exclude(imported_at=None).order_by("-id")


class Register(AuditTarget):
    """An office's list of KIM: read as text, matched, validated, then imported as a whole."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="registers")
    office = models.CharField(max_length=200, blank=True)  # its jurisdiction: "35.07 35.73"
    name = models.CharField(_("file"), max_length=120)
    head = models.JSONField(default=list)  # the headings of the columns
    rows = models.JSONField(default=list)  # [[row number in the sheet, [cell, …]], …]
    matching = models.JSONField(default=dict)  # {field: column}
    # {place key of an ambiguous name (place_matching): code chosen}
    places = models.JSONField(
        default=dict, db_default=models.Value({}, output_field=models.JSONField())
    )
    created_at = models.DateTimeField(default=timezone.now)
    imported_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(default=0)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        indexes = [models.Index(fields=["office", "-id"], name="register_office")]

    def __str__(self):
        return self.name

    @property
    def region_code(self):
        return self.office if " " not in self.office else ""

    @classmethod
    def create_from_sheet(cls, sheet, *, by, name):
        """Store the content of a file for the next steps."""
        office = by.office[:200]
        last = cls.objects.imported_by_office(office).first()
        return cls.objects.create(
            by=by,
            office=office,
            name=name,
            head=sheet.head,
            rows=sheet.rows,
            places=last.places if last else {},
        )

    @property
    def previous_matching(self):
        """Return {heading: field} as this office matched them in its last import."""
        last = Register.objects.imported_by_office(self.office).first()
        if last is None:
            return {}
        return {last.head[column]: field for field, column in last.matching.items()}

    def match(self, matching):
        self.matching = matching
        self.save(update_fields=["matching"])

    def choose_place(self, place_key, region):
        """Resolve an ambiguous place, for this file and for the office's next ones."""
        self.places[place_key] = region.pk
        self.save(update_fields=["places"])

    @transaction.atomic
    def import_all(self, entries, *, by):
        """Import every entry or none. Works once, and deletes the rows."""
        pending = Register.objects.pending_for(by).filter(pk=self.pk)
        if not pending.update(imported_at=timezone.now(), count=len(entries), rows=[]):
            raise InvalidTransition(self, State.WAITING)
        import_entries(entries, self, by=by)
