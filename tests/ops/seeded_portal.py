"""A seeded portal at rest; each drill gets a copy of its own to break."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from tests.ops.seed import seed
from tests.ops.stack import Stack

#: One machine plays the crowd, so one address may do what a crowd does.
CROWD = {"rate": 100_000, "connections": 5000}


class SeededPortal:
    def __init__(self, folder, port, name=""):
        self.folder, self.port, self.name = Path(folder), port, name

    @property
    def seeded(self):
        """Return the folder of the seeded portal; DRILL_SEED keeps it from one run to the next."""
        return Path(os.environ.get("DRILL_SEED") or self.folder / "seeded")

    def prepare(self):
        """Migrate, collect static files and seed, once for all drills."""
        there = self.seeded.exists()
        stack = Stack(self.seeded, self.port)
        stack.folder.mkdir(mode=0o755, exist_ok=True)
        try:
            stack.start_engines()
            stack.prepare()
            if not there:
                seed(stack)
        finally:
            stack.stop()

    def copy(self, to="stack"):
        """Copy the seeded portal into the drill's own folder; return the copy."""
        folder = self.folder / self.name / to
        subprocess.run(["cp", "-a", "--reflink=auto", self.seeded, folder], check=True)
        return folder

    @contextmanager
    def stack(self, folder=None, port=None, **also):
        """Run a stack on a copy of the seeded portal."""
        folder = folder or self.copy()
        try:
            with Stack(folder, port or self.port, ready=True, **{**CROWD, **also}) as stack:
                yield stack
        finally:
            if "DRILL_KEEP" not in os.environ:
                shutil.rmtree(folder, ignore_errors=True)
