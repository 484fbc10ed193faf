"""Periodic cleanup: stalled export jobs, expired files, and files that no row refers to."""

from collections.abc import Iterable

from django.core.files.storage import storages
from django.utils import timezone

from kimportal.exports.models import FOLDER, MAX_RUNS, STALE_AFTER, ExportJob, JobState
from kimportal.uploads.orphaned_files import orphaned_files, remove

BATCH_SIZE = 500


def clean_up() -> int:
    """Requeue stalled jobs, delete expired jobs and orphaned files; return how many of all."""
    expired = ExportJob.objects.expired()[:BATCH_SIZE]
    return _requeue() + expire(expired) + _remove_orphaned_files()


def _requeue() -> int:
    now = timezone.now()
    stalled = ExportJob.objects.unfinished().filter(heartbeat_at__lt=now - STALE_AFTER)
    failed = stalled.filter(runs__gte=MAX_RUNS).update(state=JobState.FAILED)
    keys = list(stalled.values_list("pk", flat=True))
    # Should the stalled run be alive after all, the new state makes its writes void.
    stalled.update(state=JobState.WAITING, heartbeat_at=now)
    for job in ExportJob.objects.filter(pk__in=keys):
        job.enqueue()
    return failed + len(keys)


def expire(jobs: Iterable[ExportJob]) -> int:
    """Delete jobs with their files; return how many."""
    jobs = list(jobs)
    for job in jobs:
        job.discard()
    return len(jobs)


def _remove_orphaned_files() -> int:
    """Delete files left by a run that was killed between storing the file and naming it."""
    before = timezone.now() - STALE_AFTER
    return remove(orphaned_files(storages["private"], FOLDER, _referenced, before))


def _referenced(names: Iterable[str]) -> set[str]:
    return set(ExportJob.objects.filter(file__in=names).values_list("file", flat=True))
