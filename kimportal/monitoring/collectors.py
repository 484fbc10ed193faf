"""Prometheus collector: queries the state of emails, tasks and queue at each scrape."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily

from kimportal.jobs.stuck_tasks import lost_tasks
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.states import State


class StateCollector:
    """Metrics of emails, tasks and queue; only portal_database_up while the database is down."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        up = GaugeMetricFamily("portal_database_up", "1 while the database answers.")
        try:
            metrics = [*emails(), *tasks(), *queue()]
        except DatabaseError:
            metrics = []
        finally:
            # Each scrape runs in a thread of its own, whose connection nobody else closes.
            if not connection.in_atomic_block:
                connection.close()
        up.add_metric([], 1 if metrics else 0)
        return [up, *metrics]


def seconds_since(time: datetime | None) -> float:
    return (timezone.now() - time).total_seconds() if time else 0


def emails() -> Iterator[GaugeMetricFamily]:
    unsent = OutgoingEmail.objects.unsent().aggregate(count=Count("pk"), first=Min("created_at"))
    failed = OutgoingEmail.objects.exclude(failed_at=None).count()
    yield GaugeMetricFamily("portal_emails_unsent", "Emails waiting to be sent.", unsent["count"])
    yield GaugeMetricFamily(
        "portal_emails_oldest_seconds",
        "Age of the oldest unsent email.",
        seconds_since(unsent["first"]),
    )
    yield GaugeMetricFamily("portal_emails_failed", "Emails given up after the last retry.", failed)


def tasks() -> Iterator[GaugeMetricFamily]:
    by_status = GaugeMetricFamily("portal_tasks", "Background tasks.", labels=["status"])
    for row in DBTaskResult.objects.values("status").annotate(count=Count("pk")).order_by():
        by_status.add_metric([row["status"].lower()], row["count"])
    yield by_status
    yield GaugeMetricFamily(
        "portal_tasks_lost", "Running tasks whose worker must have died.", lost_tasks().count()
    )


def queue() -> Iterator[GaugeMetricFamily]:
    waiting = GaugeMetricFamily("portal_queue_waiting", "Items to review.", labels=["kind"])
    oldest = GaugeMetricFamily("portal_queue_oldest_seconds", "Age of the oldest.", labels=["kind"])
    for model in (model for model in apps.get_models() if issubclass(model, ModeratedModel)):
        rows = model._base_manager.filter(state=State.WAITING)
        totals = rows.aggregate(count=Count("pk"), first=Min("state_since"))
        waiting.add_metric([model._meta.label_lower], totals["count"])
        oldest.add_metric([model._meta.label_lower], seconds_since(totals["first"]))
    yield from (waiting, oldest)
