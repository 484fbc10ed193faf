"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a socket, gone at the end."""

import atexit
import os
import shutil
import tempfile

from tests.ops.local_postgres import NO_DURABILITY, LocalPostgres

#: Nothing is to survive a crash, no checkpoint is worth its time, no test's query is worth compiling.
OPTIONS = (
    f"{NO_DURABILITY} -c max_connections=60 -c checkpoint_timeout=1h -c max_wal_size=4GB -c jit=off"
)
ENOUGH = 2 * 1024**3


def scratch():
    """Return a folder in memory if the machine offers a roomy one, or None for the usual one."""
    shared = "/dev/shm"
    try:
        roomy = os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > ENOUGH
    except OSError:
        return None
    return shared if roomy else None


def database_url():
    """The DATABASE_URL of the run's one cluster; xdist's workers find it in their environment."""
    if "TEST_POSTGRES" not in os.environ:
        folder = tempfile.mkdtemp(prefix="portal-kim-pg-", dir=scratch())
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        cluster = LocalPostgres(folder, OPTIONS)
        atexit.register(cluster.stop)
        os.environ["TEST_POSTGRES"] = cluster.start()
    return os.environ["TEST_POSTGRES"]
