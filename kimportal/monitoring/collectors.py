"""How the portal stands right now, asked of the database when the figures are fetched."""

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


class Gauges:
    """A collector; while the database is away it says so and tells nothing else."""

    def collect(self):
        up = GaugeMetricFamily("portal_database_up", "1 while the database answers.")
        try:
            told = [*letters(), *tasks(), *queue()]
        except DatabaseError:
            told = []
        finally:
            # Each fetch comes in a thread of its own, which nobody else would tidy up.
            if not connection.in_atomic_block:
                connection.close()
        up.add_metric([], 1 if told else 0)
        return [up, *told]


def seconds_since(moment):
    return (timezone.now() - moment).total_seconds() if moment else 0


def letters():
    unsent = OutgoingEmail.objects.unsent().aggregate(count=Count("pk"), first=Min("created_at"))
    given_up = OutgoingEmail.objects.exclude(failed_at=None).count()
    yield GaugeMetricFamily("portal_letters_unsent", "Letters that wait.", unsent["count"])
    yield GaugeMetricFamily(
        "portal_letters_oldest_seconds", "Age of the oldest.", seconds_since(unsent["first"])
    )
    yield GaugeMetricFamily("portal_letters_given_up", "Letters never delivered.", given_up)


def tasks():
    by_status = GaugeMetricFamily("portal_tasks", "Background tasks.", labels=["status"])
    for row in DBTaskResult.objects.values("status").annotate(count=Count("pk")).order_by():
        by_status.add_metric([row["status"].lower()], row["count"])
    yield by_status
    yield GaugeMetricFamily(
        "portal_tasks_lost", "Tasks whose worker must have died.", lost_tasks().count()
    )


def queue():
    waiting = GaugeMetricFamily("portal_queue_waiting", "What reviewers wait for.", labels=["kind"])
    oldest = GaugeMetricFamily("portal_queue_oldest_seconds", "Age of it.", labels=["kind"])
    for model in (model for model in apps.get_models() if issubclass(model, ModeratedModel)):
        rows = model._base_manager.filter(state=State.WAITING)
        told = rows.aggregate(count=Count("pk"), first=Min("state_since"))
        waiting.add_metric([model._meta.label_lower], told["count"])
        oldest.add_metric([model._meta.label_lower], seconds_since(told["first"]))
    yield from (waiting, oldest)
