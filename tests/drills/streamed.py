"""R18: PostgreSQL and every file are lost at the worst moment; how much does not come back?"""

import shutil
import signal
import subprocess
import threading
import time
from contextlib import contextmanager

from kimportal.deploy.stack import HOUSE, Stack
from tests.drills.member import Member, jpeg
from tests.drills.seed import MEMBERS, asked
from tests.drills.table import Line
from tests.drills.visitor import Visitor

WHAT = "PostgreSQL killed, its folder and all files gone, just before the next copy of files"
BAR = "loss ≤ 5 min (WAL), ≤ 30 min"
#: Seconds between two copies of the files that are new: portal-backup.timer.
EACH = 60
MOST = 4 * EACH


def server_lost(ground):
    copies, machine = (ground.folder / ground.name / name for name in ("copies", "empty"))
    with ground.stack() as stack:
        if stack.cluster is None:
            return Line("R18", WHAT, "no PostgreSQL here", BAR, None)
        told, stop = [], threading.Event()
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = asked(stack, f"planted.drafts({MOST})")
        reporter = threading.Thread(target=reporting, args=(members, keys, told, stop))
        reporter.start()
        with as_backup(stack):
            week, copied, basing = copied_out(stack, copies)
            time.sleep(max(0, copied + EACH - time.monotonic()))
            stack.cluster.stop(signal.SIGKILL)
            killed = time.monotonic()
            stop.set()
            reporter.join()
            stack.end("wal", signal.SIGINT)
        for lost in (stack.cluster.folder / "data", stack.folder / "files"):
            shutil.rmtree(lost)
    stored, restoring, page = brought_back(Stack(machine, ground.port, ready=True), week)
    return compared(told, stored, killed, copied, (basing, restoring), page)


def brought_back(fresh, week):
    """(what is stored on the empty machine, seconds it took, what the portal there answers)."""
    fresh.folder.mkdir(mode=0o755)
    try:
        fresh.start_engines()
        began = time.monotonic()
        fresh.manage("restore", week, capture_output=True)
        restoring = time.monotonic() - began
        stored = asked(fresh, "ledger.reports()")
        fresh.start()
        return stored, restoring, Visitor(fresh.url).get("/kim/kim-1/")[0]
    finally:
        fresh.stop()
        shutil.rmtree(fresh.folder, ignore_errors=True)


def reporting(members, keys, told, stop):
    """One report after the other, two a second at most, until the end."""
    for number, key in enumerate(keys):
        if stop.wait(0.4):
            return
        member = members[number % MEMBERS]
        one = member.report(key, f"Latihan {number}", [jpeg(number)], tries=1)
        told.append((time.monotonic(), one))


@contextmanager
def as_backup(stack):
    """What is begun here signs in as the role that roles.sql makes for the backups' machine."""
    roles = HOUSE / "kimportal/deploy/roles.sql"
    psql = [stack.cluster.binaries / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", roles]
    subprocess.run([*psql, stack.cluster.url], check=True, capture_output=True)
    told, url = stack.told, stack.cluster.url
    stack.told = told | {"DATABASE_URL": url.replace("//portal@", "//portal_backup@")}
    yield
    stack.told = told


def copied_out(stack, copies):
    """The log on its way, a base and the files of now: (folder, when files were, seconds it took)."""
    stack.begin("wal", *stack.command("stream_wal", copies))
    until = time.monotonic() + 30
    while not any(copies.glob("wal/0*")) and time.monotonic() < until:
        time.sleep(0.1)
    began = time.monotonic()
    stack.manage("backup", copies, "--follow", capture_output=True)
    basing, copied = time.monotonic() - began, time.monotonic()
    stack.manage("backup", copies, "--follow", capture_output=True)
    return next(copies.glob("*-W*")), copied, basing


def compared(told, stored, killed, copied, took, page):
    received = [(at, t) for at, t in told if t.receipts]
    lost = [at for at, t in received if not t.receipts <= stored["receipts"].keys()]
    behind = killed - min(lost, default=killed)
    without = stored["rows_without_file"]
    files_behind = killed - copied if without else 0
    figure = (
        f"{len(received) - len(lost)} of {len(received)} reports received until then came back, "
        f"{behind:.0f} s lost; photos of the last {files_behind:.0f} s ({without}) were not copied "
        f"yet, {stored['changed_files']} files changed; base {took[0]:.0f} s, replay and restore "
        f"{took[1]:.0f} s, the restored portal answers {page}"
    )
    holds = max(behind, files_behind) <= 300 and took[1] <= 1800 and page == 200
    return Line("R18", WHAT, figure, BAR, bool(received and holds) and not stored["changed_files"])
