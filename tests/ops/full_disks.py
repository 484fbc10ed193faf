"""R14: disks of 64 MB are filled to the last byte: files, what is being uploaded, the database."""

import shutil
import subprocess

from tests.ops.alerts import PROMTOOL, disk_alert_fires
from tests.ops.drill_process import mount, own_mounts
from tests.ops.killed_workers import compared
from tests.ops.member import Member, jpeg, phone_photo
from tests.ops.results import Result
from tests.ops.seed import call_inside
from tests.ops.storage import PAGES, tmpfs
from tests.ops.visitor import Visitor

TRIES = 5
ALERT = {True: "fires", False: "does not fire, or too early", None: "not tried: no promtool"}
BAR = "said plainly, words kept, 0 half-saved, public 200, goes on by itself; alert at 80 %"


def files_full(portal):
    folder = portal.copy()
    try:
        disk = tmpfs(folder / "files")
    except OSError as refused:
        return Result("R14", "files full", str(refused), BAR, None)
    with portal.stack(folder) as stack:
        return filled(stack, "files full (tmpfs, 64 MB)", disk, lambda n: [jpeg(n)])


def tmp_full(portal):
    folder = portal.copy()
    try:
        disk = tmpfs(folder / "tmp")
    except OSError as refused:
        return Result("R14", "/tmp full", str(refused), BAR, None)
    disk.chmod(0o1777)
    with portal.stack(folder, extra_environment={"TMPDIR": str(disk)}) as stack:
        return filled(stack, "/tmp full (tmpfs, 64 MB)", disk, lambda n: [phone_photo(n)])


def database_full(portal):
    """Fill PostgreSQL's own disk, which has 64 MB of room."""
    folder, what = portal.copy(), "PostgreSQL's disk full (tmpfs, 64 MB free)"
    data = folder / "postgresql"
    if not data.exists():
        return Result("R14", what, "no PostgreSQL here", BAR, None)
    try:
        own_mounts()
        aside = data.rename(folder / "aside")
        data.mkdir()
        used = sum(f.lstat().st_size for f in aside.rglob("*")) // 1024 // 1024
        mount("-t", "tmpfs", "-o", f"size={used + 64}m,mode=755", "none", data)
    except OSError as refused:
        return Result("R14", what, str(refused), BAR, None)
    shutil.chown(data, aside.owner(), aside.group())
    copy_all(aside, data)
    with portal.stack(folder) as stack:
        return filled(stack, what, data, lambda n: [jpeg(n)])


def copy_all(source, target):
    subprocess.run(["cp", "-a", f"{source}/.", target], check=True)


def filled(stack, what, disk, photos):
    """Send reports before, while and after `disk` is full, on one running stack."""
    member, visitor = Member(stack.url), Visitor(stack.url)
    [first, *keys] = call_inside(stack, f"seed_data.drafts({16 * TRIES + 1})")[::16]
    before = member.report(first, "Latihan 0", photos(0))
    alert = alert_at_80(disk)
    fill(disk)
    refused = [send(member, n, key, photos) for n, key in enumerate(keys, 1)]
    pages = {visitor.get(page)[0] for page in PAGES}
    empty(disk)
    after = [send(member, n, key, photos, tries=60) for n, key in enumerate(keys, 1)]
    for first_try, second_try in zip(refused, after, strict=True):
        second_try.receipts |= first_try.receipts
    faults, figure = compared([before, *after], call_inside(stack, "stored_data.reports()"))
    answers = sorted({t.statuses[0] for t in refused})
    kept = sum("Laporan tiruan" in t.pages[0] for t in refused)
    got = sum(bool(t.receipts) for t in refused)
    figure = (
        f"answers {answers}, words kept in {kept}/{TRIES - got}, {got} stored all the same, public "
        f"pages {sorted(pages)}, alert at 80 % {ALERT[alert]}; freed, {figure}"
    )
    plain = set(answers) <= {200, 503} and kept == TRIES - got
    holds = plain and pages == {200} and not faults and alert is not False
    # All else may hold: without promtool the row as a whole is not shown.
    return Result("R14", what, figure, BAR, None if holds and alert is None else holds)


def send(member, number, key, photos, tries=1):
    form_key = f"00000000-0000-4000-8000-{number:012}"
    title = f"Latihan {16 * number}"
    return member.report(key, title, photos(number), tries=tries, form_key=form_key)


def alert_at_80(disk):
    """Return whether Prometheus' alert fires for this disk at 85 %, and not before; None: not tried."""
    room = shutil.disk_usage(disk)
    quiet = PROMTOOL and (room.used >= 0.75 * room.total or not disk_alert_fires(disk))
    write(disk / "filling-1", int(room.total * 0.85) - room.used)
    return bool(quiet and disk_alert_fires(disk)) if PROMTOOL else None


def fill(disk):
    write(disk / "filling-2", 10**12)


def write(path, size):
    with path.open("wb", buffering=0) as file:
        try:
            while size > 0:
                size -= file.write(b"\0" * min(size, 65536))
        except OSError:
            pass  # that was the last byte


def empty(disk):
    for filling in disk.glob("filling-*"):
        filling.unlink()
