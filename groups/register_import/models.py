from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.register_import.bulk_import import take_in
from kimportal.audit.models import AuditTarget
from kimportal.moderation.states import InvalidTransition, State

#: A register nobody carried out holds names and numbers of people: it goes after this.
KEPT = timedelta(days=1)


class RegisterQuerySet(models.QuerySet):
    def open_of(self, person):
        """What this person has brought and not yet carried out."""
        return self.filter(by=person, imported_at=None)

    def done_by_office(self, office):
        return self.filter(office=office).exclude(imported_at=None).order_by("-id")


class Register(AuditTarget):
    """A list of KIM as an office keeps it: read as text, matched, judged, then taken in whole."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="registers")
    office = models.CharField(max_length=200, blank=True)  # its jurisdiction: "35.07 35.73"
    name = models.CharField(_("file"), max_length=120)
    head = models.JSONField(default=list)  # the words above the columns
    rows = models.JSONField(default=list)  # [[row number in the sheet, [cell, …]], …]
    matching = models.JSONField(default=dict)  # {field: column}
    # {words of a place that were in doubt: code chosen}
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
    def bring(cls, sheet, *, by, name):
        """Keep what was read from a file for the steps that follow."""
        office = by.office[:200]
        last = cls.objects.done_by_office(office).first()
        return cls.objects.create(
            by=by,
            office=office,
            name=name,
            head=sheet.head,
            rows=sheet.rows,
            places=last.places if last else {},
        )

    @property
    def remembered(self):
        """{word above a column: field} as this office matched them the last time."""
        last = Register.objects.done_by_office(self.office).first()
        if last is None:
            return {}
        return {last.head[column]: field for field, column in last.matching.items()}

    def match(self, matching):
        self.matching = matching
        self.save(update_fields=["matching"])

    def choose_place(self, words, region):
        """From now on these words mean this region, in this file and in the office's next ones."""
        self.places[words] = region.pk
        self.save(update_fields=["places"])

    @transaction.atomic
    def carry_out(self, entries, *, by):
        """Take every entry in, or none; works once. The rows are not kept any longer."""
        mine = Register.objects.open_of(by).filter(pk=self.pk)
        if not mine.update(imported_at=timezone.now(), count=len(entries), rows=[]):
            raise InvalidTransition(self, State.WAITING)
        take_in(entries, self, by=by)
