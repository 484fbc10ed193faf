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
LOADING = "the web processes to load the portal"


class Stack:
    """`with Stack(folder, port) as stack:` — `stack.url` answers; parts stop one by one.

    `rate`, `connections`, `reads` are nginx's limits for one address; `root` is the checkout;
    `extra_environment` overrides variables of `environment`; a `ready` folder is migrated already,
    and one that holds a tls.conf is served over https. `say` is called
    with what is being waited for.
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
        say=lambda line: None,
    ):
        self.folder = Path(folder).resolve()
        self.port, self.workers, self.threads = port, workers, threads
        self.scheme = "https" if (self.folder / "tls.conf").exists() else "http"
        self.url = f"{self.scheme}://localhost:{port}"
        self.root, self.extra_environment, self.ready = Path(root), extra_environment or {}, ready
        self.say = say
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
            self.say("Starting PostgreSQL …")
            self.postgres = local_postgres.LocalPostgres(
                self.folder / "postgresql", self.postgres_options
            )
            self.database_url = self.postgres.start()
        if self.wants_redis:
            self.start_redis()

    def prepare(self):
        self.say("Migrating the database …")
        self.manage("migrate", "-v", "0")
        self.say("Collecting static files …")
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
            "CONTACT_EMAIL": "kontak@example.org",
            "HOAX_DESK": "https://aduan.example.org/",
            "DATA_PROTECTION_CONTACT": "pdp@example.org",
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

    @property
    def web_names(self):
        """Behind nginx one granian for each worker, as portal-web@.service: granian ends with all
        its workers when one of them dies twice within 5.5 s, whatever its options."""
        return [f"web-{n + 1}" for n in range(self.workers if self.nginx else 1)]

    @property
    def sockets(self):
        return [f"{self.folder}/{name}.sock" for name in self.web_names]

    def start_web(self):
        for name in self.web_names:
            self.start_web_process(name)

    def start_web_process(self, name):
        where = ["--host", "127.0.0.1", "--port", self.port, "--workers", self.workers]
        if self.nginx:
            socket = Path(f"{self.folder}/{name}.sock")
            socket.unlink(missing_ok=True)  # a granian that was killed leaves it
            where = ["--uds", socket, "--workers", 1]
        self.begin(
            name,
            *(Path(sys.executable).with_name("granian"), "--interface", "wsgi", *where, "--no-ws"),
            *("--blocking-threads", self.threads),
            *("--backpressure", 128, "--workers-kill-timeout", 20),
            *("--respawn-failed-workers", "--respawn-interval", 0.2),
            "kimportal.wsgi:application",
        )

    def revive(self):
        """Start the web processes again that have ended, as systemd does (Restart=always); in the
        main thread, for what a thread begins ends with it. Return their names."""
        ended = [name for name in self.web_names if self.has_ended(name)]
        for name in ended:
            self.start_web_process(name)
        return ended

    def has_ended(self, name):
        return name in self.parts and self.parts[name].poll() is not None

    def reload_web(self):
        """Have every worker replaced by one that runs the code on the disk now."""
        for name in self.web_names:
            self.parts[name].send_signal(signal.SIGHUP)

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
        """End the part of this name, or all of a kind: "web" ends web-1 and web-2."""
        names = [one for one in self.parts if one == name or one.startswith(f"{name}-")]
        parts = [self.parts.pop(one) for one in names]
        for part in parts:
            if part.poll() is None:
                part.send_signal(how)
        for part in parts:
            try:
                part.wait(timeout=25)
            except subprocess.TimeoutExpired:
                part.kill()
                part.wait()

    def wait(self, patience=40):
        """Wait until the portal is ready, as long as there is progress: a cold or busy machine may
        take its time. RuntimeError once nothing has changed for `patience` seconds, or at once if
        something that was started has ended."""
        began = changed = said = time.monotonic()
        last = None
        while awaited := self.awaited():
            now = time.monotonic()
            if ended := [name for name in self.parts if self.has_ended(name)]:
                raise RuntimeError(f"{ended[0]} has ended: see {self.folder}/{ended[0]}.log")
            # Once workers answer "not ready", each question costs them time and is no progress.
            progress = self.work_done() if awaited == LOADING else awaited
            if progress != last:
                last, changed = progress, now
            if now - changed > patience:
                raise RuntimeError(
                    f"waited for {awaited}, and nothing happened for {patience} s: "
                    f"see {self.folder}/*.log"
                )
            if now - said > 5:
                self.say(f"Waiting for {awaited} ({now - began:.0f} s) …")
                said = now
            time.sleep(0.2)

    def awaited(self):
        """What the portal still lacks to be ready, in words; empty when it is."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                return ""
        except urllib.error.HTTPError as error:
            # Its own answer lists what it lacks; a page is nginx's, before any worker answers.
            if error.headers.get_content_type() == "text/plain":
                return f"what the portal lacks: {', '.join(error.read().decode().split())}"
        except (urllib.error.URLError, OSError):
            pass
        return LOADING

    def work_done(self):
        """A measure that moves while the web processes load: processor time, and what they log."""
        pids = [self.parts[name].pid for name in self.web_names if name in self.parts]
        logs = sum((self.folder / f"{name}.log").stat().st_size for name in self.web_names)
        return logs, sum(map(processor_ticks, [*pids, *self.worker_pids()]))

    def worker_pids(self):
        """Granian's worker processes: the children of its main ones."""
        return [
            int(pid)
            for name in self.web_names
            if name in self.parts and not self.has_ended(name)
            for pid in children_of(self.parts[name].pid)
        ]


def say(line):
    print(line, flush=True)


def children_of(pid):
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # gone, or no Linux
        return []


def processor_ticks(pid):
    """Processor time of a process so far, in the kernel's ticks; 0 where it cannot be read."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def serve(port):
    """`make serve`: until Ctrl-C. A web process that ends is started again."""
    with Stack(ROOT / "var" / "serve", port, workers=3, say=say) as stack:
        stack.say("Loading the list of regions, unless it is there …")
        stack.manage("load_regions", "--if-empty")
        others = [name for name in stack.parts if name not in {*stack.web_names, "worker"}]
        engines = ["granian", *others]
        engines += ["PostgreSQL"] if stack.postgres else []
        print(f"{stack.url} on {', '.join(engines)}. Ctrl-C ends it.")
        print(f"Files and logs: {stack.folder}")
        try:
            while True:
                time.sleep(1)
                for name in stack.revive():
                    say(f"{name} had ended and is started again: see {name}.log")
        except KeyboardInterrupt:
            print("\nStopping …")


if __name__ == "__main__":
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
