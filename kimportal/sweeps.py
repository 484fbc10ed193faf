"""What must be done again because a worker, a mail server or a machine went away in the middle."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kimportal.models import Letter
from kimportal.tasks import deliver

#: A task that runs longer than this lost its worker: every task of ours takes seconds.
RUNS_AT_MOST = timedelta(minutes=15)
#: A task that killed this many workers is left as failed, for a person to look at.
MOST_TRIES = 3
log = logging.getLogger("kimportal.sweeps")


def due_letters(limit=500):
    """Send what is due again; returns how many letters were tried."""
    due = Letter.objects.due(timezone.now()).order_by("next_try_at").values_list("pk", flat=True)
    return sum(deliver.call(pk) is None for pk in list(due[:limit]))


def lost_tasks():
    return DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - RUNS_AT_MOST
    )


def dead_tasks():
    """Give tasks whose worker died to the next one; returns how many."""
    return sum(_revive(pk) for pk in list(lost_tasks().values_list("pk", flat=True)))


@transaction.atomic
def _revive(pk):
    task = (
        DBTaskResult.objects.select_for_update()
        .filter(pk=pk, status=TaskResultStatus.RUNNING)
        .first()
    )
    if task is None:
        return False
    if len(task.worker_ids) >= MOST_TRIES:
        task.status, task.finished_at = TaskResultStatus.FAILED, timezone.now()
        log.error("task %s lost %s workers and was given up", task.task_path, MOST_TRIES)
    else:
        task.status, task.started_at = TaskResultStatus.READY, None
    task.save(update_fields=["status", "started_at", "finished_at"])
    return task.status == TaskResultStatus.READY
