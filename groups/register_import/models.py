"""A register as it was uploaded, and its rows from reading to import."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.regions.models import Region
from groups.register_import.layout import Head, body, head_of
from groups.register_import.querysets import RegisterQuerySet, RegisterRowQuerySet
from kimportal.audit.models import AuditTarget

#: How long a register that was not imported is kept: it holds names and phone numbers. Long enough
#: for a week-end in between.
RETENTION_PERIOD = timedelta(days=7)
#: How long rows are kept after their register was imported: to mend what was doubtful.
ROW_RETENTION_PERIOD = timedelta(days=90)
#: A run without a heartbeat for so long has lost its worker.
STALE_AFTER = timedelta(minutes=5)


def json_default(value):
    """Return the options of a JSON column that code of the release before may leave out."""
    return {"default": type(value), "db_default": models.Value(value, models.JSONField())}


class Stage(models.TextChoices):
    """How far a register is. What a worker does is a stage of its own."""

    COLUMNS = "columns", _("Columns to match")
    CHECKING = "checking", _("Being read")
    CHECKED = "checked", _("Not taken in yet")
    IMPORTING = "importing", _("Being taken in")
    IMPORTED = "imported", pgettext_lazy("register", "Taken in")


class Register(AuditTarget):
    """An office's list of KIM: read as text, matched, read row by row, then imported."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="registers")
    office = models.CharField(max_length=200, blank=True)  # its jurisdiction: "35.07 35.73"
    name = models.CharField(_("file"), max_length=120)
    # The sheet it is read from, and the others of the file:
    # {"name", "hidden", "rows": [[row number in the sheet, [cell, …]], …], "merges", "too_long"}
    sheet = models.JSONField(**json_default({}))
    others = models.JSONField(**json_default([]))
    head_start = models.PositiveIntegerField(default=0, db_default=0)
    head_height = models.PositiveSmallIntegerField(default=1, db_default=1)
    head = models.JSONField(default=list)  # the headings of the columns
    rows = models.JSONField(default=list)  # unused since 1.2; the release before reads it
    matching = models.JSONField(default=dict)  # {field: column}
    orders = models.JSONField(**json_default({}))  # {field: order of day and month}
    # {place key of an ambiguous name (place_matching): code chosen}
    places = models.JSONField(**json_default({}))
    stage = models.CharField(
        max_length=10, choices=Stage, default=Stage.COLUMNS, db_default=Stage.COLUMNS
    )
    done = models.PositiveIntegerField(default=0, db_default=0)  # rows, of the stage it is in
    total = models.PositiveIntegerField(default=0, db_default=0)
    heartbeat_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    imported_at = models.DateTimeField(null=True)  # when the import began
    count = models.PositiveIntegerField(default=0)  # KIM that came in

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

    # -- the file

    @classmethod
    def create_from_sheets(cls, sheet, others, *, by, name):
        """Store the content of a file for the next steps."""
        office = by.office[:200]
        last = cls.objects.imported_by_office(office).only("places").first()
        register = cls(by=by, office=office, name=name, places=last.places if last else {})
        register.set_sheet(sheet, others)
        register.save()
        return register

    def set_sheet(self, sheet, others):
        """Read from this sheet; its headings are where they are found."""
        self.sheet, self.others = sheet.as_json(), [other.as_json() for other in others]
        self.set_head(sheet.head)

    def set_head(self, head):
        self.head_start, self.head_height = head.start, head.height
        self.head, _guessed = head_of(self.sheet["rows"], self.sheet["merges"], head, {})
        self.matching, self.orders, self.stage = {}, {}, Stage.COLUMNS

    @property
    def head_place(self):
        return Head(self.head_start, self.head_height)

    @property
    def head_numbers(self):
        """The numbers, in the sheet, of the rows with the headings."""
        rows = self.sheet["rows"][self.head_start : self.head_start + self.head_height]
        return [number for number, _cells in rows]

    @property
    def sheet_name(self):
        return self.sheet.get("name", "")

    def lines(self, matching=None):
        """Return the layout.Lines below the headings."""
        matching = self.matching if matching is None else matching
        sheet = self.sheet
        return body(sheet["rows"], sheet["merges"], self.head_place, self.head, matching)

    @property
    def previous_matching(self):
        """Return {heading: field} as this office matched them in its last import."""
        last = self.last_of_office
        if last is None:
            return {}
        return {
            last.head[column]: field
            for field, column in last.matching.items()
            if column < len(last.head) and last.head[column]
        }

    @property
    def last_of_office(self):
        others = Register.objects.imported_by_office(self.office).exclude(pk=self.pk)
        return others.only("head", "matching", "orders").first()

    # -- stages

    def match(self, matching, orders=()):
        """Store which column is what, for the rows to be read; False if it is too late for that."""
        self.matching, self.orders = matching, dict(orders)
        self.total = max(len(self.sheet["rows"]) - self.head_start - self.head_height, 0)
        before = {Stage.COLUMNS, Stage.CHECKED}
        return self._begin(Stage.CHECKING, before, "matching", "orders", "total")

    def carry_out(self):
        """Begin to import the rows that are right. Works once; False if there are none."""
        self.total = self.rows_in(RowState.GOOD).count()
        self.imported_at = timezone.now()
        return bool(self.total) and self._begin(
            Stage.IMPORTING, {Stage.CHECKED}, "imported_at", "total"
        )

    def _begin(self, stage, before, *fields):
        self.stage, self.done, self.heartbeat_at = stage, 0, timezone.now()
        fields = {name: getattr(self, name) for name in (*fields, "stage", "done", "heartbeat_at")}
        return bool(Register.objects.filter(pk=self.pk, stage__in=before).update(**fields))

    def reach(self, stage, **values):
        """Mark what the worker did as done."""
        self.stage = stage
        Register.objects.filter(pk=self.pk).update(
            stage=stage, heartbeat_at=timezone.now(), **values
        )

    def close_import(self, count):
        """Mark the import as done; return whether it was not before."""
        importing = Register.objects.filter(pk=self.pk, stage=Stage.IMPORTING)
        # The rows hold what is needed of the sheet; the other sheets may be read later.
        self.stage, self.count = Stage.IMPORTED, count
        return importing.update(
            stage=Stage.IMPORTED, count=count, heartbeat_at=timezone.now(), sheet={}
        )

    def add_imported(self, count):
        """Count rows that were mended and came in later."""
        Register.objects.filter(pk=self.pk).update(count=models.F("count") + count)

    def report_progress(self, done):
        self.done = done
        Register.objects.filter(pk=self.pk).update(done=done, heartbeat_at=timezone.now())

    @property
    def is_working(self):
        return self.stage in {Stage.CHECKING, Stage.IMPORTING}

    @property
    def is_stuck(self):
        """Whether no worker has touched it for some minutes."""
        return self.is_working and (
            self.heartbeat_at is None or self.heartbeat_at < timezone.now() - STALE_AFTER
        )

    # -- rows

    def rows_in(self, *states):
        return self.lines_read.filter(state__in=states)

    def choose_place(self, place_key, region):
        """Resolve a doubtful place, for this file and for the office's next ones."""
        self.places[place_key] = region.pk
        self.save(update_fields=["places"])


class RowState(models.TextChoices):
    GOOD = "good", pgettext_lazy("row", "Right")
    DOUBTFUL = "doubtful", _("To mend")
    KNOWN = "known", _("In the portal already")
    LEFT_OUT = "left_out", _("Left out")
    IMPORTED = "imported", pgettext_lazy("row", "Taken in")


class RegisterRow(models.Model):
    """A row of a register: what it says, what is doubtful, and the KIM it became."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="lines_read")
    number = models.PositiveIntegerField()  # in the sheet
    texts = models.JSONField(default=dict)  # {field: text of the cell}
    values = models.JSONField(default=dict)  # {field: value as JSON}
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    area = models.CharField(max_length=13, blank=True)  # the narrowest region that is certain
    key = models.CharField(max_length=160, blank=True)  # "region code|name", to find it twice
    state = models.CharField(_("state"), max_length=8, choices=RowState, default=RowState.DOUBTFUL)
    problems = models.JSONField(default=list)  # [[field, code of problems.PROBLEMS, text], …]
    notes = models.JSONField(default=list)  # [[field, code of problems.NOTES, text], …]
    reason = models.CharField(max_length=12, blank=True)  # of problems.REASONS
    flags = models.CharField(max_length=100, blank=True)  # for the reviewer
    suggestions = models.JSONField(default=list)  # codes of places it may mean
    place_key = models.CharField(max_length=400, blank=True)
    existing = models.ForeignKey("groups.Group", models.SET_NULL, null=True, related_name="+")
    group = models.ForeignKey("groups.Group", models.SET_NULL, null=True, related_name="+")
    #: The row of an earlier register that came back in this one.
    origin = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    mended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = RegisterRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a register")
        verbose_name_plural = _("rows of registers")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["good", "imported"])
                | models.Q(region__isnull=False),
                name="registerrow_has_a_region",
            ),
        ]
        indexes = [
            models.Index(fields=["register", "state", "number"], name="registerrow_state"),
            models.Index(fields=["register", "key"], name="registerrow_key"),
            models.Index(
                fields=["area"], condition=models.Q(state="doubtful"), name="registerrow_area"
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.name}"

    @property
    def name(self):
        return self.values.get("name") or self.texts.get("name", "")

    @property
    def is_open(self):
        """Whether it may be mended still: it has not become a KIM."""
        return self.state != RowState.IMPORTED
