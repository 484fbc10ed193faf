"""Metrics and error reports: off by default, and without personal data."""

import gzip
import os
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import brotli
import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.states import State
from kimportal.monitoring.collectors import StateCollector
from tests.factories import GroupFactory
from tests.kimportal.test_settings import ROOT, SAFE, start

pytestmark = pytest.mark.engine
NIK = "3573041203850007"
WITHOUT = """
import sys
for name in ("sentry_sdk", "prometheus_client"):
    sys.modules[name] = None
from importlib.machinery import PathFinder
find_spec = PathFinder.find_spec
PathFinder.find_spec = lambda name, *a: None if name in sys.modules and sys.modules[name] is None else find_spec(name, *a)
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


def python(code, *arguments, **environment):
    clean = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    environment = {"DJANGO_SETTINGS_MODULE": "kimportal.settings"} | SAFE | environment
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
    )


def test_the_portal_runs_without_either_package():
    process = python(WITHOUT, "check")

    assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "package"),
    [
        ("SENTRY_DSN", "https://key@sentry.example/1", "sentry_sdk"),
        ("METRICS_FOLDER", "/nowhere", "prometheus_client"),
    ],
)
def test_a_setting_without_its_package_stops_the_start(name, value, package):
    process = python(WITHOUT, "check", **{name: value})

    assert process.returncode != 0
    assert f"needs {package}: install kimportal/deploy/monitoring.txt" in process.stderr


def test_both_are_off_by_default():
    code = "import sys; print({'sentry_sdk', 'prometheus_client'} & set(sys.modules))"

    assert start("shell", "-v0", "-c", code, **SAFE).stdout.strip() == "set()"


def test_metrics_are_not_served_without_their_folder():
    process = start("metrics", **SAFE)

    assert "METRICS_FOLDER is not set" in process.stderr


# -- metrics


def samples(registry):
    """Return {(name, *labels): value} of all metrics."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in registry.collect()
        for sample in family.samples
    }


@pytest.fixture
def gauges():
    registry = CollectorRegistry()
    registry.register(StateCollector())
    return lambda: samples(registry)


def create_task(status, ago):
    DBTaskResult.objects.create(
        status=status,
        started_at=timezone.now() - ago,
        run_after=timezone.now(),
        args_kwargs={"args": [0], "kwargs": {}},
        task_path="kimportal.mail.tasks.deliver",
        backend_name="default",
    )


def create_email(**fields):
    OutgoingEmail(to="wati@example.org", subject="Halo", text="-", language="id", **fields).save()


@pytest.mark.django_db
def test_metrics_show_what_waits_and_what_failed(gauges):
    create_email(created_at=timezone.now() - timedelta(hours=2))
    create_email(sent_at=timezone.now())
    create_email(failed_at=timezone.now())
    create_task(TaskResultStatus.FAILED, timedelta(hours=1))
    create_task(TaskResultStatus.RUNNING, timedelta(hours=1))
    create_task(TaskResultStatus.RUNNING, timedelta(minutes=1))
    GroupFactory(state=State.WAITING, state_since=timezone.now() - timedelta(days=3))

    metrics = gauges()

    assert metrics[("portal_database_up",)] == 1
    assert metrics[("portal_emails_unsent",)] == 1
    assert 7200 <= metrics[("portal_emails_oldest_seconds",)] < 7300
    assert metrics[("portal_emails_failed",)] == 1
    assert metrics[("portal_tasks", "failed")] == 1
    assert metrics[("portal_tasks", "running")] == 2
    assert metrics[("portal_tasks_lost",)] == 1
    assert metrics[("portal_queue_waiting", "groups.group")] == 1
    assert 259_200 <= metrics[("portal_queue_oldest_seconds", "groups.group")] < 259_300
    assert metrics[("portal_queue_waiting", "campaigns.material")] == 0


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.django_db
def test_metrics_need_the_same_queries_for_any_number_of_rows(
    gauges, rows, django_assert_num_queries
):
    for _n in range(rows):
        create_email()
        GroupFactory(state=State.WAITING)

    with django_assert_num_queries(8):
        gauges()


def database_url():
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    return f"postgres://{config['USER']}@{quote(config['HOST'], safe='')}/{config['NAME']}"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


BEGIN = """
from django.conf import settings
# As in tests/settings.py: there is no collected folder.
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"] = {"BACKEND": plain}
import django; django.setup()
"""
VISITS = f"""{BEGIN}
from django.test import Client
client = Client(HTTP_HOST="kim.example.go.id")
for path in ("/healthz", "/healthz", "/tentang/", "/3573041203850007/"):
    client.get(path, secure=True)
Client(enforce_csrf_checks=True, HTTP_HOST="kim.example.go.id").post(
    "/akun/login/", secure=True, HTTP_REFERER="https://kim.example.go.id/"
)
"""


@contextmanager
def served(**environment):
    """Run `manage.py metrics`; yield its URL."""
    port = free_port()
    clean = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    command = [sys.executable, "manage.py", "metrics", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env=clean | SAFE | environment, stdout=subprocess.PIPE, text=True
    )
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()


@pytest.mark.django_db(transaction=True)
def test_the_metrics_of_two_processes_are_summed(tmp_path):
    environment = {"METRICS_FOLDER": str(tmp_path), "DATABASE_URL": database_url()}
    for _process in range(2):
        assert python(VISITS, **environment).returncode == 0

    with served(**environment) as url:
        text = urllib.request.urlopen(url).read().decode()

    metrics = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert metrics[("portal_requests_total", "healthz", "2xx")] == 4
    assert metrics[("portal_requests_total", "about", "2xx")] == 2
    assert metrics[("portal_requests_total", "none", "4xx")] == 2
    assert metrics[("portal_security_events_total", "csrf_failed")] == 2
    assert metrics[("portal_request_seconds_count", "healthz")] == 4
    assert metrics[("portal_database_up",)] == 1
    assert NIK not in text


# -- errors


@contextmanager
def sink():
    """Run a listener in place of Sentry; yield (DSN, received events)."""
    received = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress}
            packed = self.headers.get("Content-Encoding")
            received.append((unpack[packed](body) if packed else body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://key@127.0.0.1:{server.server_port}/1", received
    finally:
        server.shutdown()
        server.server_close()


FAULT = f"""{BEGIN}
import logging
from django.test import Client
client = Client(
    raise_request_exception=False, HTTP_HOST="kim.example.go.id", REMOTE_ADDR="203.0.113.7"
)
client.cookies["__Host-sessionid"] = "sesi-rahasia"
client.post(
    "/akun/login/?q=tanya-rahasia",
    dict(login="wati@example.org", password="sandi-rahasia"),
    secure=True,
    HTTP_AUTHORIZATION="Bearer kunci-rahasia",
)
try:
    raise ValueError("NIK 3573041203850007 of wati@example.org at 203.0.113.7 and 2001:db8::7:1:2")
except ValueError:
    logging.getLogger("kimportal.jobs").exception("lost %s", "wati@example.org")
import sentry_sdk; sentry_sdk.flush()
"""


def test_an_error_is_reported_without_personal_data():
    with sink() as (dsn, received):
        process = python(FAULT, SENTRY_DSN=dsn)

    report = "\n".join(received)
    assert process.returncode == 0, process.stderr
    assert "no such table" in report and "ValueError" in report and "kimportal.jobs" in report
    assert "account_login" in report or "/akun/login/" in report
    for secret in ("rahasia", "wati", NIK, "203.0.113.7", "2001:db8", "Cookie", "sessionid"):
        assert secret not in report


def test_the_lock_file_of_the_error_message_exists():
    assert (Path(ROOT) / "kimportal/deploy/monitoring.txt").exists()
