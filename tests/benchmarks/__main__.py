"""`make bench`: one table of every kind of page, then each part among few and among many.

`python -m tests.benchmarks test_events.py` runs one part; EVENTS=20000 makes it a quick look.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

from kimportal.deploy.cluster import FLEETING, Cluster

HERE = Path(__file__).parent
ROOM = "-c max_connections=150 -c shared_buffers=512MB -c max_wal_size=8GB -c max_parallel_maintenance_workers=0"


def main(parts):
    started = time.monotonic()
    # By name, so the table comes before test_materials.py adds materials to the large crowd.
    asked = [HERE / part for part in parts] or [HERE]
    with tempfile.TemporaryDirectory(prefix="portal-kim-bench-") as folder:
        cluster = Cluster(folder, f"{FLEETING} {ROOM}")
        os.environ |= {"TEST_DATABASE": "postgres", "TEST_POSTGRES": cluster.start()}
        try:
            options = "-s -q -o addopts= -p no:cacheprovider --no-header --disable-warnings".split()
            status = pytest.main([*options, *map(str, asked)])
        finally:
            cluster.stop()
    print(f"{time.monotonic() - started:.0f} s in all")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
