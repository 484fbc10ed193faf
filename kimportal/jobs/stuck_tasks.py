import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

#: A task that runs longer than this lost its worker: every task of ours takes seconds.
RUNS_AT_MOST = timedelta(minutes=15)
#: A task that killed this many workers, or failed so often, is left for a person to look at.
MOST_TRIES = 3
#: How long after its first and its second failure a task is tried anew: the outage may be over.
AGAIN = [timedelta(minutes=5), timedelta(hours=1)]
log = logging.getLogger("kimportal.sweeps")


def lost_tasks():
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - RUNS_AT_MOST
    )


def failed_tasks():
    """Keys of those that are to be tried anew now, which harms nothing: all are idempotent."""
    now = timezone.now()
    failed = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__gt=now - timedelta(days=1)
    )
    tried = failed.values_list("pk", "finished_at", "worker_ids")
    return [pk for pk, at, by in tried if len(by) < MOST_TRIES and at < now - AGAIN[len(by) - 1]]


def requeue_stuck_tasks():
    """Give tasks whose worker died, or that failed, to the next one; returns how many."""
    lost = lost_tasks().values_list("pk", flat=True)
    return sum(_requeue(pk) for pk in [*lost, *failed_tasks()])


@transaction.atomic
def _requeue(pk):
    task = (
        DBTaskResult.objects.select_for_update()
        .filter(pk=pk, status__in=[TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
        .first()
    )
    if task is None:
        return False
    if len(task.worker_ids) >= MOST_TRIES:
        task.status, task.finished_at = TaskResultStatus.FAILED, timezone.now()
        log.error("task %s lost %s workers and was given up", task.task_path, MOST_TRIES)
    else:
        task.status, task.started_at, task.finished_at = TaskResultStatus.READY, None, None
    task.save(update_fields=["status", "started_at", "finished_at"])
    return task.status == TaskResultStatus.READY
