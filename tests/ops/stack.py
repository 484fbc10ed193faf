"""The production stack on one machine, from what is installed: `make serve`, and what drills break.

Granian always; nginx in front, PostgreSQL and Redis where they are found. Everything listens on
loopback or a socket, keeps its files in one folder, and ends with this process.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.ops import local_postgres, nginx_config

ROOT = Path(__file__).resolve().parents[2]


class Stack:
    """`with Stack(folder, port) as stack:` — `stack.url` answers; parts stop one by one.

    `rate`, `connections`, `reads` are nginx's limits for one address; `root` is the checkout;
    `extra_environment` overrides variables of `environment`; a `ready` folder is migrated already,
    and one that holds a tls.conf is served over https.
    """

    def __init__(
        self,
        folder,
        port=8000,
        *,
        workers=2,
        threads=32,
        rate=20,
        connections=40,
        reads=60,
        root=ROOT,
        extra_environment=None,
        ready=False,
    ):
        self.folder = Path(folder).resolve()
        self.port, self.workers, self.threads = port, workers, threads
        self.scheme = "https" if (self.folder / "tls.conf").exists() else "http"
        self.url = f"{self.scheme}://localhost:{port}"
        self.root, self.extra_environment, self.ready = Path(root), extra_environment or {}, ready
        self.parts = {}
        self.limits = {"rate": rate, "connections": connections, "reads": reads}
        self.wants_redis = shutil.which("redis-server")
        self.nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        self.database_url = os.environ.get("DATABASE_URL")
        self.postgres = None
        self.postgres_options = "-c max_connections=100"

    # -- the whole stack

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *raised):
        self.stop()

    def start(self):
        self.start_engines()
        if not self.ready:
            self.prepare()
        self.start_portal()

    def start_portal(self):
        """Start what stands on the database and Redis, and wait until it answers."""
        self.start_web()
        self.start_worker()
        if self.nginx:
            self.start_nginx()
        self.wait()

    def start_engines(self):
        if not self.database_url and local_postgres.installed():
            self.postgres = local_postgres.LocalPostgres(
                self.folder / "postgresql", self.postgres_options
            )
            self.database_url = self.postgres.start()
        if self.wants_redis:
            self.start_redis()

    def prepare(self):
        self.manage("migrate", "-v", "0")
        self.manage("collectstatic", "--noinput", "-v", "0")

    def stop(self):
        for name in ("nginx", "web", "worker", "redis"):
            self.end(name)
        if self.postgres:
            self.postgres.stop(signal.SIGINT)

    # -- its parts

    @property
    def environment(self):
        """Return the settings of the portal as this stack sets them."""
        secret = self.folder / "secret_key"
        if not secret.exists():
            secret.write_text(secrets.token_urlsafe(60))
        variables = {
            "DJANGO_DEBUG": "0",
            "DJANGO_SECRET_KEY": secret.read_text(),
            "DJANGO_ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SITE_URL": self.url,
            "STORAGE_URL": f"file://{self.folder}/files",
            "EMAIL_URL": os.environ.get("EMAIL_URL", f"file://{self.folder}/mail"),
            "TASKS": "database",
            "DJANGO_SETTINGS_MODULE": "kimportal.settings",
        }
        if self.database_url:
            variables["DATABASE_URL"] = self.database_url
        else:
            variables["DATABASE_URL"] = f"sqlite:///{self.folder}/db.sqlite3"
        if self.wants_redis:
            variables["CACHE_URL"] = f"redis://127.0.0.1:{self.port + 1}/0"
        if self.nginx:
            variables |= {"PROXY_COUNT": "1", "PRIVATE_ACCEL_PREFIX": "/private/"}
        return os.environ | variables | self.extra_environment

    def command(self, *arguments):
        return [sys.executable, self.root / "manage.py", *arguments]

    def manage(self, *arguments, **options):
        options = {"cwd": self.root, "env": self.environment, "check": True, **options}
        return subprocess.run(self.command(*arguments), **options)

    def start_web(self):
        Path(self.socket).unlink(missing_ok=True)  # a granian that was killed leaves it
        where = ["--uds", self.socket] if self.nginx else ["--host", "127.0.0.1"]
        where += [] if self.nginx else ["--port", self.port]
        self.begin(
            "web",
            *(Path(sys.executable).with_name("granian"), "--interface", "wsgi", *where, "--no-ws"),
            *("--workers", self.workers, "--blocking-threads", self.threads),
            *("--backpressure", 128, "--workers-kill-timeout", 20),
            *("--respawn-failed-workers", "--respawn-interval", 0.2),
            "kimportal.wsgi:application",
        )

    def start_worker(self):
        self.begin("worker", *self.command("db_worker", "--interval", "1"))

    def start_redis(self):
        self.begin(
            "redis",
            *("redis-server", "--bind", "127.0.0.1", "--port", self.port + 1),
            *("--save", "", "--dir", self.folder),
        )

    def start_nginx(self):
        conf = nginx_config.write_configuration(self)
        self.begin("nginx", self.nginx, "-c", conf, "-g", "daemon off;")

    @property
    def socket(self):
        return f"{self.folder}/web.sock"

    def begin(self, name, *command):
        with (self.folder / f"{name}.log").open("ab") as log:
            self.parts[name] = subprocess.Popen(
                list(map(str, command)),
                cwd=self.root,
                env=self.environment,
                stdout=log,
                stderr=log,
                preexec_fn=local_postgres.signal_on_parent_death(signal.SIGTERM),
            )

    def end(self, name, how=signal.SIGTERM):
        part = self.parts.pop(name, None)
        if part and part.poll() is None:
            part.send_signal(how)
            try:
                part.wait(timeout=25)
            except subprocess.TimeoutExpired:
                part.kill()
                part.wait()

    def wait(self, seconds=40):
        """Wait until the portal says it is ready."""
        for _attempt in range(seconds * 5):
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise RuntimeError(f"the stack does not answer: see {self.folder}/*.log")

    def worker_pids(self):
        """Return the PIDs of granian's workers: the children of its main process."""
        children = Path(f"/proc/{self.parts['web'].pid}/task/{self.parts['web'].pid}/children")
        return [int(pid) for pid in children.read_text().split()]


def serve(port):
    """Run the stack until Ctrl-C."""
    with Stack(ROOT / "var" / "serve", port) as stack:
        stack.manage("load_regions", "--if-empty")
        engines = ["granian", *(name for name in stack.parts if name not in {"web", "worker"})]
        engines += ["PostgreSQL"] if stack.postgres else []
        print(f"{stack.url} on {', '.join(engines)}. Ctrl-C ends it.")
        print(f"Files and logs: {stack.folder}")
        try:
            stack.parts["web"].wait()
        except KeyboardInterrupt:
            print("\nStopping …")


if __name__ == "__main__":
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
