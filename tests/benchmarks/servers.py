"""The portal, a bare Django and plain files, all served at once, and somebody who asks for pages."""

import http.client
import os
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.ops.nginx_config import NGINX
from tests.ops.stack import Stack

SECONDS, PEOPLE = 2, 16
WORKERS, THREADS = 2, 8
FILES = """
server {{ listen 127.0.0.1:{port}; root {bodies}; default_type text/html; }}
"""


class Servers(Stack):
    """`make serve`'s stack, and beside it granian alone, two bare Djangos, and nginx with files."""

    def __init__(self, folder, port, database_url, bodies):
        super().__init__(
            folder, port, workers=WORKERS, threads=THREADS, rate=10**6, connections=10**4
        )
        self.database_url, self.bodies = database_url, bodies

    @property
    def environment(self):
        return super().environment | {"DATABASE_POOL": str(THREADS), "BODIES": str(self.bodies)}

    def start(self):
        super().start()
        self.alone = self.granian("alone", 2, "kimportal.wsgi:application")
        self.bare = {
            kind: self.granian(kind, 3 + n, "tests.benchmarks.bare:application", kind)
            for n, kind in enumerate(("template", "constant"))
        }
        self.files = self.plain_files(5)
        page = sorted(path.name for path in self.bodies.iterdir())[0]
        for url in (f"{self.alone}/healthz", f"{self.files}/{page}"):
            answers(url)
        for kind, url in self.bare.items():
            answers(f"{url}/{kind}/{page}")

    def stop(self):
        for name in ("alone", "template", "constant", "files"):
            self.end(name)
        super().stop()

    def granian(self, name, beside, application, bare=""):
        port = self.port + beside
        self.begin(
            name,
            *("env", f"BARE={bare}", Path(sys.executable).with_name("granian")),
            *("--interface", "wsgi", "--host", "127.0.0.1", "--port", port, "--no-ws"),
            *("--workers", WORKERS, "--blocking-threads", THREADS, application),
        )
        return f"http://localhost:{port}"

    def plain_files(self, beside):
        port = self.port + beside
        folder = self.folder / "plain"
        folder.mkdir()
        (folder / "portal.conf").write_text(FILES.format(port=port, bodies=self.bodies))
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user))
        self.begin("files", self.nginx, "-c", folder / "nginx.conf", "-g", "daemon off;")
        return f"http://localhost:{port}"

    def memory(self):
        """Megabytes that each of granian's workers holds for itself (its share of what is shared)."""
        pid = self.parts["alone"].pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        rollups = [Path(f"/proc/{child}/smaps_rollup").read_text() for child in children]
        return [int(re.search(r"Pss:\s+(\d+)", text)[1]) / 1024 for text in rollups]


def answers(url, seconds=40):
    for _attempt in range(seconds * 5):
        try:
            return urllib.request.urlopen(url, timeout=10).read()
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{url}: {error.code}") from error
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer")


def rate(url, cookie="", seconds=SECONDS):
    """Requests a second of PEOPLE at once, by wrk where it is installed."""
    if not shutil.which("wrk"):
        return own_rate(url, cookie, seconds)
    header = ["-H", f"Cookie: {cookie}"] if cookie else []
    told = subprocess.run(
        ["wrk", "-t1", f"-c{PEOPLE}", f"-d{seconds}s", "--timeout", "10s", *header, url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Non-2xx" not in told, f"{url}\n{told}"
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def own_rate(url, cookie, seconds):
    host, _slash, path = url.removeprefix("http://").partition("/")
    counts, until = [0] * PEOPLE, time.monotonic() + seconds

    def ask(n):
        line = http.client.HTTPConnection(host, timeout=10)
        while time.monotonic() < until:
            line.request("GET", f"/{path}", headers={"Cookie": cookie} if cookie else {})
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, f"{url}: {answer.status}"
            counts[n] += 1

    people = [threading.Thread(target=ask, args=(n,)) for n in range(PEOPLE)]
    [one.start() for one in people]
    [one.join() for one in people]
    return sum(counts) / seconds


def by_whom():
    return "wrk" if shutil.which("wrk") else "our own client"
