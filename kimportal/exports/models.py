from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimportal.exports.querysets import ExportJobQuerySet
from kimportal.uploads.model_fields import PrivateFileField

if TYPE_CHECKING:
    from kimportal.accounts.models import Person

#: How long a file with names and numbers is kept for its download.
RETENTION_PERIOD = timedelta(days=3)
#: A run without a heartbeat for so long has lost its worker; closing a large book takes a minute.
STALE_AFTER = timedelta(minutes=5)
#: A job that killed so many workers is marked as failed.
MAX_RUNS = 3
FOLDER = "exports"


class Superseded(Exception):
    """Another run has taken over this job; what this run wrote is void."""


class JobState(models.TextChoices):
    WAITING = "waiting", _("In line")
    WORKING = "working", _("Being written")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


_ExportJobManager = models.Manager.from_queryset(ExportJobQuerySet)


class ExportJobManager(_ExportJobManager["ExportJob"]):
    def request(self, name: str, filters: dict[str, str], *, by: "Person") -> "ExportJob":
        """Store a job and start it after commit."""
        job = self.create(
            by=by,
            name=name,
            filters=filters,
            office=by.office,
            is_personal=by.is_administrator,
        )
        transaction.on_commit(job.enqueue)
        return job


class ExportJob(models.Model):
    """A table being written to a file for one staff person, and the private file it becomes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="export_jobs")
    office = models.TextField(blank=True)  # the jurisdiction at that time: "35.07 35.73"
    is_personal = models.BooleanField(default=False)
    name = models.CharField(max_length=40)  # of the Export: "kim"
    format = models.CharField(max_length=8, default="xlsx", choices=[("xlsx", "XLSX")])
    filters = models.JSONField(default=dict)  # ExportSelection.filters
    state = models.CharField(
        _("state"), max_length=8, choices=JobState, default=JobState.WAITING, editable=False
    )
    runs = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # rows written
    total = models.PositiveIntegerField(null=True)  # None: not counted yet
    file = PrivateFileField(folder=FOLDER, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    requested_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)

    objects = ExportJobManager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=JobState.READY) | (~Q(file="") & Q(expires_at__isnull=False)),
                name="exportjob_ready_has_a_file",
            ),
        ]
        indexes = [models.Index(fields=["by", "-requested_at"], name="exportjob_by")]

    def __str__(self) -> str:
        return f"{self.name}.{self.format}"

    # -- transitions

    def begin(self) -> bool:
        """Start a run; return False if the job is finished or another run has it."""
        unclaimed = ExportJob.objects.filter(pk=self.pk, state=JobState.WAITING, runs=self.runs)
        began = unclaimed.update(
            state=JobState.WORKING,
            runs=F("runs") + 1,
            done=0,
            total=None,
            heartbeat_at=timezone.now(),
        )
        self.runs += began
        return bool(began)

    def report_progress(self, done: int, total: int) -> None:
        """Store how many rows are written. Raise Superseded if another run has the job."""
        if not self._write(done=done, total=total):
            raise Superseded

    def finish(self, content: File, name: str) -> None:
        """Store the file and mark the job as ready. Raise Superseded if another run has it."""
        self.file.save(name, content, save=False)
        expires_at = timezone.now() + RETENTION_PERIOD
        values = {"file": self.file.name, "size": self.file.size, "expires_at": expires_at}
        if not self._write(state=JobState.READY, **values):
            self.file.delete(save=False)
            raise Superseded

    def fail(self) -> None:
        self._write(state=JobState.FAILED)

    def _write(self, **values: Any) -> int:
        """Update the row only while this run has the job, so that two runs never mix."""
        own = ExportJob.objects.filter(pk=self.pk, state=JobState.WORKING, runs=self.runs)
        return own.update(heartbeat_at=timezone.now(), **values)

    def discard(self) -> None:
        """Delete the file, then the row: after a failure in between the row is still found."""
        if self.file:
            self.file.delete(save=False)
        self.delete()

    def enqueue(self) -> None:
        # Imported here because kimportal.exports.tasks imports this module.
        from kimportal.exports.tasks import write_export

        write_export.enqueue(str(self.pk))

    # -- state

    @property
    def is_open(self) -> bool:
        return self.state in {JobState.WAITING, JobState.WORKING}

    @property
    def is_ready(self) -> bool:
        return self.state == JobState.READY
