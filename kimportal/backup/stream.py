"""What is written is on its way to another machine at once: a base each week, the log, new files.

Three of PostgreSQL's own programs do it: pg_basebackup once a week, pg_receivewal all the time,
pg_archivecleanup for what is older than the oldest base kept.
"""

import os
import shutil
import tarfile
from pathlib import Path

from django.db import connection
from django.utils import timezone

from kimportal.backup import database, files, manifests
from kimportal.backup.errors import BackupError
from kimportal.mail.alerts import alert

#: The server keeps what this slot has not yet fetched, up to its max_slot_wal_keep_size.
SLOT = "portal_wal"
#: Weeks; whoever is erased from the portal is gone from its backups after as many. /privasi/ says
#: 30 days.
KEPT = 4


def fetch_log(folder):
    """Become pg_receivewal, which writes the server's log into FOLDER/wal as it arises."""
    _demand_postgresql()
    wal = Path(folder) / "wal"
    wal.mkdir(parents=True, exist_ok=True)
    wal.chmod(0o700)
    database.run("pg_receivewal", f"--slot={SLOT}", "--create-slot", "--if-not-exists")
    # --synchronous: on this disk before the server hears of it, not only at the end of a segment.
    command = ["pg_receivewal", f"--slot={SLOT}", f"--directory={wal}", "--synchronous"]
    os.execvpe(command[0], command, os.environ | database.address())  # noqa: S606


def follow(folder):
    """Take this week's base if there is none yet, then copy the files that are new.

    Returns (the week's folder, its manifest).
    """
    _demand_postgresql()
    folder = Path(folder)
    week = folder / f"{timezone.now():%G-W%V}"
    if not any((folder / "wal").glob("0*")):
        raise BackupError(
            "a base is worth nothing without the log after it: begin stream_wal first"
        )
    if not (week / manifests.NAME).exists():
        _take_base(week)
        let_go(folder)
    told = manifests.read(week)
    there = dict.fromkeys(files.stored())
    _note_gone(told["files"], there)
    kept = {(one["storage"], one["name"]) for one in told["files"]}
    told["files"] += files.copy_out(week, [one for one in there if one not in kept])
    manifests.write(week, told)
    return week, told


def _take_base(week):
    base = week / "base"
    shutil.rmtree(base, ignore_errors=True)  # of a try that did not come to its end
    week.mkdir(parents=True, exist_ok=True)
    week.chmod(0o700)
    database.run(
        *("pg_basebackup", f"--pgdata={base}", "--format=tar", "--gzip", "--checkpoint=fast"),
        *("--wal-method=stream", "--manifest-checksums=SHA256", "--label=portal"),
    )
    told = {"engine": "postgresql", "base": first_segment(base), "files": list(_carried(week))}
    # By whom and in which database it can be asked when it has come back.
    names = {"user": connection.settings_dict["USER"], "database": connection.settings_dict["NAME"]}
    manifests.write(week, told | names)


def _carried(week):
    """Entries of the week before, their files linked: copying all would keep new ones waiting."""
    before = [one for one in _weeks(week.parent) if one < week]
    shutil.rmtree(week / "files", ignore_errors=True)
    for one in manifests.read(before[-1])["files"] if before else ():
        if "gone" not in one:
            name = f"files/{one['storage']}/{one['name']}"
            (week / name).parent.mkdir(parents=True, exist_ok=True)
            os.link(before[-1] / name, week / name)
            yield one


def _weeks(folder):
    return sorted(path.parent for path in folder.glob(f"*-W*/{manifests.NAME}"))


def first_segment(base):
    """Name of the piece of the log from which this base goes on: 000000010000000000000002."""
    with tarfile.open(base / "base.tar.gz") as packed:
        label = packed.extractfile("backup_label").read().decode()
    return label.splitlines()[0].rpartition("(file ")[2].rstrip(")")


def _note_gone(entries, there):
    """A file that the portal let go of stays here, and comes back only with a time before that."""
    for one in entries:
        if (one["storage"], one["name"]) not in there:
            one.setdefault("gone", timezone.now().isoformat())


def let_go(folder):
    """Weeks beyond those kept, and the log before the oldest of them."""
    weeks = _weeks(folder)
    for old in weeks[:-KEPT]:
        shutil.rmtree(old)
    oldest = manifests.read(weeks[-KEPT:][0])["base"]
    database.run("pg_archivecleanup", folder / "wal", oldest)


def warn():
    """Raise an alarm while nobody fetches the log, or it was kept no longer; returns 1 then."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT active, wal_status FROM pg_replication_slots WHERE slot_name = %s", [SLOT]
        )
        found = cursor.fetchone()
    if found is None or (found[0] and found[1] not in ("unreserved", "lost")):
        return 0
    alert(f"the database's log is not fetched (slot {SLOT}: {found[1]})", key="log not fetched")
    return 1


def _demand_postgresql():
    if connection.vendor != "postgresql":
        raise BackupError("only PostgreSQL has a log to follow")
