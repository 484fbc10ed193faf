"""Requeue background tasks that failed or lost their worker."""

import logging
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

#: A task that runs longer than this lost its worker: every task of ours takes seconds.
MAX_RUN_TIME = timedelta(minutes=15)
#: A task that lost this many workers, or failed this often, is left to an operator.
MAX_TRIES = 3
#: Delay after the first and second failure.
RETRY_DELAYS = [timedelta(minutes=5), timedelta(hours=1)]
log = logging.getLogger("kimportal.jobs")


def lost_tasks() -> QuerySet[DBTaskResult]:
    """Return running tasks whose worker must have died."""
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - MAX_RUN_TIME
    )


def failed_tasks() -> list[uuid.UUID]:
    """Return the keys of failed tasks that are due for a retry; every task is idempotent."""
    now = timezone.now()
    failed = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__gt=now - timedelta(days=1)
    )
    return [
        pk
        for pk, finished_at, workers in failed.values_list("pk", "finished_at", "worker_ids")
        if finished_at
        and len(workers) < MAX_TRIES
        and finished_at < now - RETRY_DELAYS[len(workers) - 1]
    ]


def requeue_stuck_tasks() -> int:
    """Requeue tasks that failed or whose worker died; return how many."""
    lost = lost_tasks().values_list("pk", flat=True)
    return sum(_requeue(pk) for pk in [*lost, *failed_tasks()])


@transaction.atomic
def _requeue(pk: uuid.UUID) -> bool:
    task = (
        DBTaskResult.objects.select_for_update()
        .filter(pk=pk, status__in=[TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
        .first()
    )
    if task is None:
        return False
    if len(task.worker_ids) >= MAX_TRIES:
        task.status, task.finished_at = TaskResultStatus.FAILED, timezone.now()
        log.error("task %s lost %s workers and was given up", task.task_path, MAX_TRIES)
    else:
        task.status, task.started_at, task.finished_at = TaskResultStatus.READY, None, None
    task.save(update_fields=["status", "started_at", "finished_at"])
    return task.status == TaskResultStatus.READY
