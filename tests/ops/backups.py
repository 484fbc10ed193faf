"""R18: the machine is lost; barman and restic restore it on an empty one, all is compared."""

import shutil
import signal
import threading
import time

from tests.ops.backup_machine import BackupMachine, missing_programs
from tests.ops.killed_workers import sent
from tests.ops.member import Member, jpeg
from tests.ops.results import Result
from tests.ops.seed import MEMBERS, call_inside
from tests.ops.visitor import Visitor

REPORTS = 24
RESTORED = "barman and restic to an empty machine"
LOST = "PostgreSQL killed, its folder and all files gone, just before the next backup of files"
LOST_BAR = "loss ≤ 5 min (WAL), ≤ 30 min"
#: Seconds between two backups of files: portal-files-backup.timer.
EACH = 60
MOST = 4 * EACH


def empty_machine(portal):
    """Restore a backup of a quiet portal; `verify_restore` and sums of all rows must agree."""
    bar = "100 % of rows and SHA-256, ≤ 30 min"
    folder = portal.folder / portal.name
    with portal.stack() as stack:
        if lacks := lacking(stack):
            return Result("R18", RESTORED, f"needs {lacks}", bar, None)
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        sent(members, call_inside(stack, f"seed_data.drafts({REPORTS})"))
        stack.end("worker")  # or it would write on while we compare
        machine = BackupMachine(folder / "backup", stack)
        machine.prepare()
        machine.receive_wal()
        manifest = folder / "manifest.json"
        stack.manage("verify_restore", "--write", manifest, capture_output=True)
        before = call_inside(stack, "stored_data.everything()")
        began = time.monotonic()
        machine.base_backup()
        machine.back_up_files()
        backing_up = time.monotonic() - began
    machine.stop_receiving()
    began = time.monotonic()
    fresh = machine.restore(folder / "empty", portal.port)
    try:
        restoring = time.monotonic() - began
        verified = fresh.manage("verify_restore", manifest, capture_output=True, check=False)
        after = call_inside(fresh, "stored_data.everything()")
        damaged = damage_noticed(fresh, manifest)
        fresh.start_portal()
        page = Visitor(fresh.url).get("/kim/kim-1/")[0]
    finally:
        fresh.stop()
        shutil.rmtree(fresh.folder, ignore_errors=True)
    took = backing_up, restoring
    return compared(before, after, took, (verified.returncode == 0, damaged), page, bar)


def lacking(stack):
    """Return what this drill needs and is not here."""
    return ", ".join(missing_programs() + ([] if stack.postgres else ["PostgreSQL"]))


def damage_noticed(stack, manifest):
    """Return whether `verify_restore` names a file in which one byte was changed."""
    path = next(path for path in (stack.folder / "files/private").rglob("*") if path.is_file())
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    checked = stack.manage("verify_restore", manifest, capture_output=True, check=False, text=True)
    path.write_bytes(content)
    return checked.returncode != 0 and f"{path.name}: its SHA-256 differs" in checked.stdout


def compared(before, after, took, checks, page, bar):
    tables = [
        name for name in before["tables"] if before["tables"][name] != after["tables"].get(name)
    ]
    files = [name for name in before["files"] if before["files"][name] != after["files"].get(name)]
    rows = sum(count for count, _sum in before["tables"].values())
    verified, damaged = checks
    figure = (
        f"{rows} rows of {len(before['tables'])} tables and {len(before['files'])} files: "
        f"{len(tables)} tables and {len(files)} files differ{f' ({tables[:3]})' if tables else ''}; "
        f"verify_restore {'agrees' if verified else 'does not agree'}, "
        f"{'names' if damaged else 'does not name'} a changed file; backup {took[0]:.0f} s, restore "
        f"{took[1]:.0f} s, the restored portal answers {page}"
    )
    holds = not tables and not files and before["files"] and page == 200 and verified and damaged
    holds = bool(holds) and took[1] <= 1800 and before["tables"].keys() == after["tables"].keys()
    return Result("R18", RESTORED, figure, bar, holds)


def server_lost(portal):
    """Kill PostgreSQL while members report, delete everything, and restore."""
    folder = portal.folder / portal.name
    with portal.stack() as stack:
        if lacks := lacking(stack):
            return Result("R18", LOST, f"needs {lacks}", LOST_BAR, None)
        submissions, stop = [], threading.Event()
        members = [Member(stack.url, n) for n in range(MEMBERS)]
        keys = call_inside(stack, f"seed_data.drafts({MOST})")
        machine = BackupMachine(folder / "backup", stack)
        machine.prepare()
        reporter = threading.Thread(target=reporting, args=(members, keys, submissions, stop))
        reporter.start()
        machine.receive_wal()
        began = time.monotonic()
        machine.base_backup()
        basing = time.monotonic() - began
        machine.back_up_files()
        copied = time.monotonic()
        time.sleep(EACH)
        stack.postgres.stop(signal.SIGKILL)
        killed = time.monotonic()
        stop.set()
        reporter.join()
        machine.stop_receiving()
        for lost in (stack.postgres.folder / "data", stack.folder / "files"):
            shutil.rmtree(lost)
    began = time.monotonic()
    fresh = machine.restore(folder / "empty", portal.port)
    try:
        restoring = time.monotonic() - began
        stored = call_inside(fresh, "stored_data.reports()")
        fresh.start_portal()
        page = Visitor(fresh.url).get("/kim/kim-1/")[0]
    finally:
        fresh.stop()
        shutil.rmtree(fresh.folder, ignore_errors=True)
    return lost_result(submissions, stored, killed, copied, (basing, restoring), page)


def reporting(members, keys, submissions, stop):
    """Send one report after the other, two a second at most, until the end."""
    for number, key in enumerate(keys):
        if stop.wait(0.4):
            return
        member = members[number % MEMBERS]
        one = member.report(key, f"Latihan {number}", [jpeg(number)], tries=1)
        submissions.append((time.monotonic(), one))


def lost_result(submissions, stored, killed, copied, took, page):
    received = [(at, one) for at, one in submissions if one.receipts]
    lost = [at for at, one in received if not one.receipts <= stored["receipts"].keys()]
    behind = killed - min(lost, default=killed)
    without = stored["rows_without_file"]
    files_behind = killed - copied if without else 0
    figure = (
        f"{len(received) - len(lost)} of {len(received)} reports received until then were restored, "
        f"{behind:.0f} s lost; photos of the last {files_behind:.0f} s ({without}) were not backed "
        f"up yet, {stored['changed_files']} files changed; base backup {took[0]:.0f} s, recovery "
        f"and restore {took[1]:.0f} s, the restored portal answers {page}"
    )
    holds = max(behind, files_behind) <= 300 and took[1] <= 1800 and page == 200
    return Result(
        "R18", LOST, figure, LOST_BAR, bool(received and holds) and not stored["changed_files"]
    )
