"""R14: disks of 64 MB are filled to the last byte: files, what is being uploaded, the database."""

import shutil
import subprocess

from tests.drills.contained import mount, own_mounts
from tests.drills.kills import compared
from tests.drills.member import Member, jpeg, phone_photo
from tests.drills.seed import asked
from tests.drills.storage import PAGES, tmpfs
from tests.drills.table import Line
from tests.drills.visitor import Visitor

TRIES = 5
BAR = "said plainly, words kept, 0 half-saved, public 200, goes on by itself; alarm at 80 %"


def files_full(ground):
    folder = ground.copy()
    try:
        disk = tmpfs(folder / "files")
    except OSError as refused:
        return Line("R14", "files full", str(refused), BAR, None)
    with ground.stack(folder) as stack:
        return filled(stack, "files full (tmpfs, 64 MB)", disk, lambda n: [jpeg(n)])


def tmp_full(ground):
    folder = ground.copy()
    try:
        disk = tmpfs(folder / "tmp")
    except OSError as refused:
        return Line("R14", "/tmp full", str(refused), BAR, None)
    disk.chmod(0o1777)
    with ground.stack(folder, told={"TMPDIR": str(disk)}) as stack:
        return filled(stack, "/tmp full (tmpfs, 64 MB)", disk, lambda n: [phone_photo(n)])


def database_full(ground):
    """PostgreSQL's own disk, with 64 MB of room."""
    folder, what = ground.copy(), "PostgreSQL's disk full (tmpfs, 64 MB free)"
    data = folder / "postgresql"
    if not data.exists():
        return Line("R14", what, "no PostgreSQL here", BAR, None)
    try:
        own_mounts()
        aside = data.rename(folder / "aside")
        data.mkdir()
        used = sum(f.lstat().st_size for f in aside.rglob("*")) // 1024 // 1024
        mount("-t", "tmpfs", "-o", f"size={used + 64}m,mode=755", "none", data)
    except OSError as refused:
        return Line("R14", what, str(refused), BAR, None)
    shutil.chown(data, aside.owner(), aside.group())
    copy_all(aside, data)
    with ground.stack(folder, told={"DISKS": str(data)}) as stack:
        return filled(stack, what, data, lambda n: [jpeg(n)])


def copy_all(source, target):
    subprocess.run(["cp", "-a", f"{source}/.", target], check=True)


def filled(stack, what, disk, photos):
    """Reports before, while and after `disk` is full, on one running stack."""
    member, visitor = Member(stack.url), Visitor(stack.url)
    [first, *keys] = asked(stack, f"planted.drafts({16 * TRIES + 1})")[::16]
    before = member.report(first, "Latihan 0", photos(0))
    alarm = alarm_at_80(stack, disk)
    fill(disk)
    refused = [send(member, n, key, photos) for n, key in enumerate(keys, 1)]
    pages = {visitor.get(page)[0] for page in PAGES}
    empty(disk)
    after = [send(member, n, key, photos, tries=60) for n, key in enumerate(keys, 1)]
    for first_try, told in zip(refused, after, strict=True):
        told.receipts |= first_try.receipts
    faults, figure = compared([before, *after], asked(stack, "ledger.reports()"))
    answers = sorted({t.statuses[0] for t in refused})
    kept = sum("Laporan tiruan" in t.pages[0] for t in refused)
    got = sum(bool(t.receipts) for t in refused)
    figure = (
        f"answers {answers}, words kept in {kept}/{TRIES - got}, {got} stored all the same, public "
        f"pages {sorted(pages)}, alarm {'raised' if alarm else 'not raised'}; freed, {figure}"
    )
    plain = set(answers) <= {200, 503} and kept == TRIES - got
    return Line("R14", what, figure, BAR, plain and pages == {200} and alarm and not faults)


def send(member, number, key, photos, tries=1):
    form_key = f"00000000-0000-4000-8000-{number:012}"
    title = f"Latihan {16 * number}"
    return member.report(key, title, photos(number), tries=tries, form_key=form_key)


def alarm_at_80(stack, disk):
    """Whether the sweep of the next five minutes speaks of this disk at 85 %, and not before."""
    room = shutil.disk_usage(disk)
    quiet = room.used >= 0.75 * room.total or f"disk {disk}" not in sweep(stack)
    write(disk / "filling-1", int(room.total * 0.85) - room.used)
    return quiet and f"disk {disk}" in sweep(stack)


def sweep(stack):
    done = stack.manage("sweep", capture_output=True, text=True)
    return done.stdout + done.stderr


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
