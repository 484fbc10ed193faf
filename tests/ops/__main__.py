"""`make drills`: start the production stack on loopback, break it on purpose, write RESULTS.md.

`make drills ROWS="R4 R14"` runs these rows only, FULL=1 each at the size the bar asks for. Each
drill is a process of its own, with a stack of its own and a time limit; whatever it leaves behind
is ended before the next one begins.
"""

import os
import sys
import tempfile
import time
from datetime import UTC, datetime

from tests.ops.drill_process import adopt_orphans, run
from tests.ops.results import RESULTS, markdown, write_drills
from tests.ops.seeded_portal import SeededPortal
from tests.ops.sizes import full, size

#: Row, function, seconds it may take at most; DRILL_PATIENCE multiplies them on a slow machine.
DRILLS = [
    ("R1", "load.pages", 200 + 5 * size("R1_SECONDS")),
    ("R2", "load.searches", 120),
    ("R3", "reporting.reports_under_load", 180 + size("R3_SECONDS")),
    ("R4", "reporting.deadline_rush", 300),
    ("R5", "accounts.guesses", 120),
    ("R6", "load.bounded_output", 240),
    ("R7", "slow_clients.slow_clients", 180),
    ("R8", "killed_workers.workers_die", 900),
    ("R9", "reporting.one_key", 120),
    ("R10", "service_outages.database_restarts", 420),
    ("R11", "service_outages.database_away", 240),
    ("R12", "service_outages.redis_away", 240),
    ("R13", "storage.read_only", 300),
    ("R13", "storage.object_store_hangs", 300),
    ("R14", "full_disks.files_full", 300),
    ("R14", "full_disks.tmp_full", 300),
    ("R14", "full_disks.database_full", 420),
    ("R15", "clocks.skewed", 420),
    ("R16", "mail.sink_away", 450 + size("R16_AWAY")),
    ("R17", "release.release_under_load", 200 + size("R17_SECONDS")),
    ("R17", "previous_release.suite", 900 + 1500 * full()),
    ("R18", "backups.empty_machine", 420),
    ("R18", "backups.server_lost", 600),
    ("R27", "accounts.sign_ups", 120),
    ("R32", "scrapers.every_page", 480),
    ("R35", "texts.every_form", 360 + size("R35_TEXTS")),
    ("R41", "tls.through_tls", 180),
    ("R43", "defacement.planted", 600),
    ("R52", "killed_workers.two_at_once", 600),
    ("R59", "offline.dying_road", 600 + 4 * size("R59_SENDS")),
]
RETRY_DELAYS = float(os.environ.get("DRILL_PATIENCE", "1"))


def main(rows, port):
    """Run the drills of these rows, or all; return how many fell short or broke."""
    chosen = [drill for drill in DRILLS if not rows or drill[0] in rows]
    adopt_orphans()
    began, results = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="portal-kim-drill-") as folder:
        os.chmod(folder, 0o755)
        portal = SeededPortal(folder, port)
        report("Seeding a portal …")
        portal.prepare()
        for row, name, seconds in chosen:
            report(f"{row} {name} …")
            measured = run(portal, row, name, seconds * RETRY_DELAYS)
            # A drill that broke measured nothing: its last row stays, with its date.
            write_drills([result for result in measured if result.what != name])
            results += measured
            for result in measured:
                report(f"{row}: {result.figure}: {result.verdict}")
    print(markdown(results))
    load = os.getloadavg()[0]
    print(
        f"\n{datetime.now(UTC).date()}, {os.cpu_count()} cores, load {load:.1f}, {len(chosen)} drills in "
        f"{(time.monotonic() - began) / 60:.0f} minutes; written to {RESULTS.name}"
    )
    return sum(result.holds is False for result in results)


def report(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:], int(os.environ.get("DRILL_PORT", "8470")))
