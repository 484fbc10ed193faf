"""A PostgreSQL of the tests' own: made in a temporary folder, reached by a socket, gone at the end."""

import atexit
import os
import shutil
import tempfile

from tests.ops.local_postgres import NO_DURABILITY, LocalPostgres


def database_url():
    """The DATABASE_URL of the run's one cluster; xdist's workers find it in their environment."""
    if "TEST_POSTGRES" not in os.environ:
        folder = tempfile.mkdtemp(prefix="portal-kim-pg-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        cluster = LocalPostgres(folder, f"{NO_DURABILITY} -c max_connections=60")
        atexit.register(cluster.stop)
        os.environ["TEST_POSTGRES"] = cluster.start()
    return os.environ["TEST_POSTGRES"]
