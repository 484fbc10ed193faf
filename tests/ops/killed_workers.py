"""R8: reports sent while the server's workers are killed, one every two seconds."""

import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tests.ops.member import Member, jpeg
from tests.ops.results import Result
from tests.ops.seed import MEMBERS, call_inside

REPORTS = int(os.environ.get("R8_REPORTS", "500"))
SENDERS = 16
# Seconds between two kills. A new worker needs about two to be ready, on a busy machine longer.
EACH = float(os.environ.get("R8_KILL_EVERY", "2"))


def workers_die(portal):
    with portal.stack() as stack:
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = call_inside(stack, f"seed_data.drafts({REPORTS})")
        reports = []
        sender = threading.Thread(target=lambda: reports.extend(sent(members, keys)), daemon=True)
        began = time.monotonic()
        sender.start()
        kills, restarts = kill_workers(stack, sender)
        took = time.monotonic() - began
        faults, figure = compared(reports, call_inside(stack, "stored_data.reports()"))
    what = f"{REPORTS} reports, a worker killed every {EACH:g} s"
    figure = (
        f"{kills} killed, granian itself begun anew {restarts} times, in {took:.0f} s; {figure}"
    )
    return Result("R8", what, figure, "all received; all else 0", not faults)


def kill_workers(stack, sender):
    """Kill workers until the sender is done; restart granian itself where it gives up, as systemd does.

    In the main thread, for what a thread begins ends with it (PR_SET_PDEATHSIG).
    """
    kills = restarts = 0
    while sender.is_alive():
        sender.join(EACH)
        if stack.parts["web"].poll() is not None:
            time.sleep(1)  # RestartSec of portal-web.service
            stack.start_web()
            restarts += 1
        elif workers := stack.worker_pids():
            os.kill(random.choice(workers), signal.SIGKILL)
            kills += 1
    return kills, restarts


def sent(members, keys, photos=lambda n: [jpeg(n)], tries=300, pace=0):
    """Send every report until its receipt is there; every fifth is then sent once more.

    With a `pace` a new one begins each so many seconds.
    """
    began = time.monotonic()

    def one(number):
        time.sleep(max(0, began + number * pace - time.monotonic()))
        member = members[number % len(members)]
        form_key = f"00000000-0000-4000-8000-{number:012}"
        reports = member.report(
            keys[number], f"Latihan {number}", photos(number), tries=tries, form_key=form_key
        )
        if number % 5 == 0 and reports.receipts:
            again = member.report(
                keys[number], reports.title, photos(number), tries=tries, form_key=form_key
            )
            reports.receipts |= again.receipts
        return reports

    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(one, range(len(keys))))


def compared(reports, stored, photos=1):
    """Return (has faults, figure) from what members were shown and what is stored."""
    received = [t for t in reports if t.receipts]
    lost = [
        t
        for t in received
        if stored["photos"].get(t.title) != photos
        or any(stored["receipts"].get(number) != t.title for number in t.receipts)
    ]
    doubled = [t for t, n in stored["titles"].items() if n > 1]
    doubled += [t.title for t in received if len(t.receipts) > 1]
    counts = {
        "lost": len(lost),
        "doubled": len(doubled),
        "rows without file": stored["rows_without_file"],
        "files changed": stored["changed_files"],
        "orphan files after the sweep": stored["orphans_after_sweep"],
    }
    figure = ", ".join(f"{n} {what}" for what, n in counts.items())
    figure = f"{len(received)} of {len(reports)} received, {figure}"
    return any(counts.values()) or len(received) < len(reports), figure
