from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kimportal.management.arguments import integer_between


class Command(BaseCommand):
    help = "Serve metrics to Prometheus; by default on the loopback interface only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=integer_between(1, 65535), default=9464)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if not settings.METRICS_FOLDER:
            raise CommandError("METRICS_FOLDER is not set, so nothing is counted")
        # Imported here: the library is installed only where metrics are collected.
        from prometheus_client import CollectorRegistry, start_http_server
        from prometheus_client.multiprocess import MultiProcessCollector  # likewise

        from kimportal.monitoring.collectors import StateCollector  # imports the library

        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=settings.METRICS_FOLDER)
        registry.register(StateCollector())
        start_http_server(port, addr=host, registry=registry)
        self.stdout.write(f"http://{host}:{port}/metrics")
        self.stdout.flush()
        Event().wait()
