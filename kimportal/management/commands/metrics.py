from threading import Event

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kimportal.management.arguments import whole


class Command(BaseCommand):
    help = "Serve the portal's figures to Prometheus, on this machine's loopback only by default."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=whole(1, 65535), default=9464)

    def handle(self, host, port, **options):
        if not settings.METRICS_FOLDER:
            raise CommandError("METRICS_FOLDER is not set, so nothing is counted")
        # Here, for the library is installed only where somebody wants figures.
        from prometheus_client import CollectorRegistry, start_http_server
        from prometheus_client.multiprocess import MultiProcessCollector  # likewise

        from kimportal.monitoring.collectors import StateCollector  # needs it too

        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=settings.METRICS_FOLDER)
        registry.register(StateCollector())
        start_http_server(port, addr=host, registry=registry)
        self.stdout.write(f"http://{host}:{port}/metrics")
        self.stdout.flush()
        Event().wait()
