from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kimportal.exports.querysets import ExportJobQuerySet
from kimportal.uploads.model_fields import PrivateFileField

#: A file of names and numbers lies about no longer than somebody needs to fetch it.
RETENTION_PERIOD = timedelta(days=3)
#: A run that told nothing for so long has lost its worker; closing a large book takes a minute.
SILENT = timedelta(minutes=5)
#: What killed this many workers is left for a person to look at.
MOST_RUNS = 3
FOLDER = "exports"


class Superseded(Exception):
    """Another run has taken this job over; what this one wrote is worth nothing."""


class JobState(models.TextChoices):
    WAITING = "waiting", _("In line")
    WORKING = "working", _("Being written")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class ExportJobManager(models.Manager.from_queryset(ExportJobQuerySet)):
    def ask(self, name, wanted, *, by):
        """Note down what is asked for, and begin after commit."""
        job = self.create(
            by=by,
            name=name,
            wanted=wanted,
            office=by.office,
            is_personal=by.is_administrator,
        )
        transaction.on_commit(job.enqueue)
        return job


class ExportJob(models.Model):
    """A table being written as a file for one staff person, and the private file it becomes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="export_jobs")
    office = models.TextField(blank=True)  # the regions looked after then: "35.07 35.73"
    is_personal = models.BooleanField(default=False)
    name = models.CharField(max_length=40)  # of the Export: "kim"
    format = models.CharField(max_length=8, default="xlsx", choices=[("xlsx", "XLSX")])
    wanted = models.JSONField(default=dict)  # what a Piece tells
    state = models.CharField(
        _("state"), max_length=8, choices=JobState, default=JobState.WAITING, editable=False
    )
    runs = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # rows written
    total = models.PositiveIntegerField(null=True)  # rows there are; None: not counted yet
    file = PrivateFileField(folder=FOLDER, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(default=timezone.now)  # the last sign of life
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
        indexes = [models.Index(fields=["by", "-asked_at"], name="exportjob_by")]

    def __str__(self):
        return f"{self.name}.{self.format}"

    # -- what may happen

    def begin(self):
        """Whether this run may write: nobody else is at it, and it is not done."""
        mine = ExportJob.objects.filter(pk=self.pk, state=JobState.WAITING, runs=self.runs)
        began = mine.update(
            state=JobState.WORKING, runs=F("runs") + 1, done=0, total=None, heard_at=timezone.now()
        )
        self.runs += began
        return bool(began)

    def tell(self, done, total):
        """How far this run is. Overtaken if it is not this run's any more."""
        if not self._write(done=done, total=total):
            raise Superseded

    def finish(self, content, name):
        """Keep the file this run has written and say that it is ready; else Overtaken."""
        self.file.save(name, content, save=False)
        expires_at = timezone.now() + RETENTION_PERIOD
        told = {"file": self.file.name, "size": self.file.size, "expires_at": expires_at}
        if not self._write(state=JobState.READY, **told):
            self.file.delete(save=False)
            raise Superseded

    def fail(self):
        self._write(state=JobState.FAILED)

    def _write(self, **values):
        """Only while the job is this run's, so that two runs never mix."""
        mine = ExportJob.objects.filter(pk=self.pk, state=JobState.WORKING, runs=self.runs)
        return mine.update(heard_at=timezone.now(), **values)

    def discard(self):
        """The file and then the row: what fails in between is found again."""
        if self.file:
            self.file.delete(save=False)
        self.delete()

    def enqueue(self):
        # Imported here because tasks stand above models: they carry the verb out of the request.
        from kimportal.exports.tasks import write_export

        write_export.enqueue(str(self.pk))

    # -- what it is

    @property
    def is_open(self):
        return self.state in {JobState.WAITING, JobState.WORKING}

    @property
    def is_ready(self):
        return self.state == JobState.READY
