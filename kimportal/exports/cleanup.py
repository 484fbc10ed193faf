"""Exports whose worker died, whose time is over, and files that no row knows."""

from django.core.files.storage import storages
from django.utils import timezone

from kimportal.exports.models import FOLDER, MOST_RUNS, SILENT, ExportJob, JobState
from kimportal.uploads.orphaned_files import orphaned_files, remove

MANY = 500


def sweep():
    """Begin again, give up, delete. Returns how many jobs and files were touched."""
    return _requeue() + expire(ExportJob.objects.lapsed()[:MANY]) + _strays()


def _requeue():
    now = timezone.now()
    quiet = ExportJob.objects.unfinished().filter(heard_at__lt=now - SILENT)
    given_up = quiet.filter(runs__gte=MOST_RUNS).update(state=JobState.FAILED)
    keys = list(quiet.values_list("pk", flat=True))
    # Back in line: should the silent run live after all, what it writes counts no longer.
    quiet.update(state=JobState.WAITING, heard_at=now)
    for job in ExportJob.objects.filter(pk__in=keys):
        job.enqueue()
    return given_up + len(keys)


def expire(jobs):
    """Delete jobs with their files; returns how many."""
    jobs = list(jobs)
    for job in jobs:
        job.discard()
    return len(jobs)


def _strays():
    """A run killed between storing its file and saying so leaves the file behind."""
    return remove(orphaned_files(storages["private"], FOLDER, _known, timezone.now() - SILENT))


def _known(names):
    return set(ExportJob.objects.filter(file__in=names).values_list("file", flat=True))
