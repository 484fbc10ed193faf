"""R18: the machine is lost; a backup comes back on an empty one, and everything is compared."""

import shutil
import time

from kimportal.deploy.stack import Stack
from tests.drills.kills import sent
from tests.drills.member import Member
from tests.drills.seed import MEMBERS, asked
from tests.drills.table import Line
from tests.drills.visitor import Visitor

REPORTS = 24


def empty_machine(ground):
    bar = "100 % of rows and SHA-256, ≤ 30 min"
    copy, machine = ground.folder / ground.name / "copy", ground.folder / ground.name / "empty"
    with ground.stack() as stack:
        if stack.cluster is None:
            return Line("R18", "backup to an empty machine", "no PostgreSQL here", bar, None)
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        sent(members, asked(stack, f"planted.drafts({REPORTS})"))
        stack.end("worker")  # or it would write on while we compare
        before = asked(stack, "ledger.everything()")
        began = time.monotonic()
        stack.manage("backup", copy, capture_output=True)
        backing_up = time.monotonic() - began
    fresh = Stack(machine, ground.port, ready=True)
    machine.mkdir(mode=0o755)
    try:
        fresh.start_engines()
        began = time.monotonic()
        fresh.manage("restore", copy, capture_output=True)
        restoring = time.monotonic() - began
        after = asked(fresh, "ledger.everything()")
        fresh.start()
        page = Visitor(fresh.url).get("/kim/kim-1/")[0]
    finally:
        fresh.stop()
        shutil.rmtree(machine, ignore_errors=True)
    return compared(before, after, backing_up, restoring, page, bar)


def compared(before, after, backing_up, restoring, page, bar):
    tables = [
        name for name in before["tables"] if before["tables"][name] != after["tables"].get(name)
    ]
    files = [name for name in before["files"] if before["files"][name] != after["files"].get(name)]
    rows = sum(count for count, _sum in before["tables"].values())
    figure = (
        f"{rows} rows of {len(before['tables'])} tables and {len(before['files'])} files: "
        f"{len(tables)} tables and {len(files)} files differ{f' ({tables[:3]})' if tables else ''}; "
        f"backup {backing_up:.0f} s, restore {restoring:.0f} s, the restored portal answers {page}"
    )
    holds = not tables and not files and before["files"] and page == 200
    holds = bool(holds) and restoring <= 1800 and before["tables"].keys() == after["tables"].keys()
    return Line("R18", "backup to an empty machine", figure, bar, holds)
