"""`make bench`: one table of every kind of page, then each part among few and among many.

`python -m tests.benchmarks test_events.py` runs one part; EVENTS=20000 makes it a quick look, which
RESULTS.md does not record.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.ops.local_postgres import NO_DURABILITY, LocalPostgres
from tests.ops.results import RESULTS, write_benchmark

HERE = Path(__file__).parent
ROOM = "-c max_connections=150 -c shared_buffers=512MB -c max_wal_size=8GB -c max_parallel_maintenance_workers=0"


class Printed:
    """A pytest plugin that keeps what each file printed while its tests passed."""

    def __init__(self):
        self.text, self.failed = {}, set()

    def pytest_runtest_logreport(self, report):
        name = Path(report.nodeid.partition("::")[0]).stem.removeprefix("test_")
        if report.failed:
            self.failed.add(name)
        if report.when == "teardown":  # the last report holds the sections of all three phases
            self.text[name] = self.text.get(name, "") + report.capstdout

    def write(self, path):
        """Record the parts that passed as a whole."""
        for name, text in self.text.items():
            if name not in self.failed and text.strip():
                write_benchmark(name.replace("_", " "), text, path)


def main(parts):
    started, printed = time.monotonic(), Printed()
    # By name, so the table comes before test_materials.py adds materials to the large crowd.
    paths = [HERE / part for part in parts] or [HERE]
    with tempfile.TemporaryDirectory(prefix="portal-kim-bench-") as folder:
        postgres = LocalPostgres(folder, f"{NO_DURABILITY} {ROOM}")
        os.environ |= {"TEST_DATABASE": "postgres", "TEST_POSTGRES": postgres.start()}
        try:
            options = "--capture=tee-sys -q -o addopts= -p no:cacheprovider --no-header"
            options = [*options.split(), "--disable-warnings"]
            status = pytest.main([*options, *map(str, paths)], plugins=[printed])
        finally:
            postgres.stop()
    if "EVENTS" not in os.environ:
        printed.write(RESULTS)
    print(f"{time.monotonic() - started:.0f} s in all")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
