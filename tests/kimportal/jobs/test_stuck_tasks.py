from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kimportal.jobs.stuck_tasks import MAX_RUN_TIME, MAX_TRIES, requeue_stuck_tasks
from kimportal.mail.models import OutgoingEmail

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def task_lost(settings):
    """Create a task that started `ago` and whose worker died."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def make(ago, workers=1):
        return DBTaskResult.objects.create(
            status=TaskResultStatus.RUNNING,
            started_at=timezone.now() - ago,
            run_after=timezone.now(),
            args_kwargs={"args": [0], "kwargs": {}},
            task_path="kimportal.mail.tasks.deliver",
            backend_name="default",
            worker_ids=[f"w{n}" for n in range(workers)],
        )

    return make


def test_due_emails_are_sent_and_others_wait():
    OutgoingEmail(to="a@example.org", subject="Kini", text="-", language="id").save()
    later = timezone.now() + timedelta(minutes=5)
    OutgoingEmail(
        to="b@example.org", subject="Nanti", text="-", language="id", next_try_at=later
    ).save()

    call_command("run_periodic_jobs", stdout=StringIO())

    assert [m.subject for m in mail.outbox] == ["Kini"]


def test_a_failing_job_does_not_stop_the_others(settings, caplog):
    settings.PERIODIC_JOBS = {
        "broken": "tests.kimportal.jobs.test_stuck_tasks.failing_job",
        "fine": "builtins.dict",
    }
    output = StringIO()

    with pytest.raises(CommandError, match="failed, while all other jobs ran: broken"):
        call_command("run_periodic_jobs", stdout=output)

    assert "fine: {}" in output.getvalue()
    assert "periodic job failed: broken" in caplog.text


def failing_job():
    raise KeyError("x")


def test_an_invalid_email_does_not_stop_the_next():
    OutgoingEmail(to="a@example.org", subject="Dua\nbaris", text="-", language="id").save()
    OutgoingEmail(to="b@example.org", subject="Baik", text="-", language="id").save()

    call_command("run_periodic_jobs", stdout=StringIO())

    assert [m.subject for m in mail.outbox] == ["Baik"]
    assert OutgoingEmail.objects.get(to="a@example.org").tries == 1


def test_a_task_whose_worker_died_is_requeued(task_lost):
    task_lost(MAX_RUN_TIME + timedelta(minutes=1))

    assert requeue_stuck_tasks() == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_a_running_task_is_not_requeued(task_lost):
    task_lost(MAX_RUN_TIME - timedelta(minutes=1))

    assert requeue_stuck_tasks() == 0
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING


def test_a_task_that_lost_three_workers_fails(task_lost):
    task_lost(MAX_RUN_TIME + timedelta(minutes=1), workers=MAX_TRIES)

    assert requeue_stuck_tasks() == 0
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


@pytest.mark.parametrize(
    ("tries", "ago", "requeued"),
    [
        (1, timedelta(minutes=4), False),
        (1, timedelta(minutes=6), True),
        (2, timedelta(minutes=59), False),
        (2, timedelta(minutes=61), True),
        (3, timedelta(hours=2), False),
        (1, timedelta(hours=25), False),
    ],
)
def test_a_failed_task_is_tried_three_times_in_all(task_lost, tries, ago, requeued):
    task = task_lost(timedelta(0), workers=tries)
    task.status, task.finished_at = TaskResultStatus.FAILED, timezone.now() - ago
    task.save()

    assert requeue_stuck_tasks() == requeued
    expected = TaskResultStatus.READY if requeued else TaskResultStatus.FAILED
    assert DBTaskResult.objects.get().status == expected
