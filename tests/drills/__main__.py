"""`make drills`: start the production stack on loopback, break it on purpose, print one table."""

import signal
import sys
import tempfile
import traceback

from kimportal.deploy.stack import Stack
from tests.drills import crowds, engines, reports, strangers
from tests.drills.seed import seed
from tests.drills.table import Line, markdown

DRILLS = [
    ("R1", lambda stack: crowds.readers(stack, "/")),
    ("R1", lambda stack: crowds.readers(stack, "/kim/")),
    ("R1", lambda stack: crowds.readers(stack, "/materi/")),
    ("R2", lambda stack: crowds.searches(stack)),
    ("R5", crowds.guesses),
    ("R7", crowds.slow_clients),
    ("R8", reports.reports_while_workers_die),
    ("R27", strangers.sign_ups),
    ("R10", engines.database_restarts),
    ("R11", engines.database_away),
    ("R12", lambda stack: engines.redis_away(stack, signal.SIGSTOP)),
    ("R12", lambda stack: engines.redis_away(stack, signal.SIGTERM)),
]


def main(wanted, port=8470):
    """Run the drills of these rows, or all."""
    lines = []
    with (
        tempfile.TemporaryDirectory(prefix="portal-kim-drill-") as folder,
        # One machine plays the crowd, so one address may do what a crowd does.
        Stack(folder, port, rate=100000, connections=2000) as stack,
    ):
        seed(stack)
        for row, drill in DRILLS:
            if wanted and row not in wanted:
                continue
            try:
                lines.append(drill(stack))
            except Exception as error:
                traceback.print_exc()
                lines.append(Line(row, "the drill itself broke", type(error).__name__, "", None))
            print(f"{lines[-1].row}: {lines[-1].figure}: {lines[-1].verdict}", file=sys.stderr)
    print(markdown(lines))


if __name__ == "__main__":
    main(sys.argv[1:])
