"""`make drills`: start the production stack on loopback, break it on purpose, print one table.

`make drills ROWS="R4 R14"` runs these rows only, FULL=1 each at the size the bar asks for. Each
drill is a process of its own, with a stack of its own and a time limit; whatever it leaves behind
is ended before the next one begins.
"""

import os
import sys
import tempfile
import time
from datetime import date

from tests.drills.contained import adopt_orphans, run
from tests.drills.ground import Ground
from tests.drills.sizes import full, size
from tests.drills.table import markdown

#: Row, function, seconds it may take at most; DRILL_PATIENCE multiplies them on a slow machine.
DRILLS = [
    ("R1", "load.pages", 200 + 5 * size("R1_SECONDS")),
    ("R2", "load.searches", 120),
    ("R3", "reporting.reports_under_load", 180 + size("R3_SECONDS")),
    ("R4", "reporting.deadline_rush", 300),
    ("R5", "strangers.guesses", 120),
    ("R6", "load.bounded_output", 240),
    ("R7", "slow.slow_clients", 180),
    ("R8", "kills.workers_die", 900),
    ("R9", "reporting.one_key", 120),
    ("R10", "engines.database_restarts", 420),
    ("R11", "engines.database_away", 240),
    ("R12", "engines.redis_away", 240),
    ("R13", "storage.read_only", 300),
    ("R13", "storage.object_store_hangs", 300),
    ("R14", "full.files_full", 300),
    ("R14", "full.tmp_full", 300),
    ("R14", "full.database_full", 420),
    ("R15", "clocks.skewed", 420),
    ("R16", "mail.sink_away", 450 + size("R16_AWAY")),
    ("R17", "release.release_under_load", 200 + size("R17_SECONDS")),
    ("R17", "former.suite", 900 + 1500 * full()),
    ("R18", "backups.empty_machine", 300),
    ("R18", "streamed.server_lost", 420),
    ("R27", "strangers.sign_ups", 120),
    ("R32", "scrapers.every_page", 480),
    ("R35", "texts.every_form", 360 + size("R35_TEXTS")),
    ("R41", "tls.through_tls", 180),
    ("R43", "defaced.planted", 600),
    ("R52", "kills.two_at_once", 600),
]
RETRY_DELAYS = float(os.environ.get("DRILL_PATIENCE", "1"))


def main(wanted, port):
    """Run the drills of these rows, or all; returns how many fell short or broke."""
    chosen = [d for d in DRILLS if not wanted or d[0] in wanted]
    adopt_orphans()
    began, lines = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="portal-kim-drill-") as folder:
        os.chmod(folder, 0o755)
        ground = Ground(folder, port)
        say("Laying out a seeded portal …")
        ground.prepare()
        for row, name, seconds in chosen:
            say(f"{row} {name} …")
            lines += run(ground, row, name, seconds * RETRY_DELAYS)
            for line in lines[-1:]:
                say(f"{row}: {line.figure}: {line.verdict}")
    print(markdown(lines))
    load = os.getloadavg()[0]
    print(
        f"\n{date.today()}, {os.cpu_count()} cores, load {load:.1f}, {len(chosen)} drills in "
        f"{(time.monotonic() - began) / 60:.0f} minutes"
    )
    return sum(line.holds is False for line in lines)


def say(words):
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:], int(os.environ.get("DRILL_PORT", "8470")))
