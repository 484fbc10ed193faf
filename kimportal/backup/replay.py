"""A base and the log after it, played in a PostgreSQL of its own, then dumped into the new one.

The new server may so be of another version, or somebody else's; nobody lays hands on its folder.
"""

import shlex
import shutil
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg

from kimportal.backup import database, manifests
from kimportal.backup.errors import BackupError
from kimportal.deploy.cluster import Cluster

#: Seconds that the playing of a week's log may take.
RETRY_DELAYS = 4 * 60 * 60
#: Debian keeps these outside the data folder, and the lost server's would not fit here anyway.
CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
hot_standby = off
autovacuum = off
fsync = off
restore_command = '{fetch}'
recovery_target_timeline = 'latest'
recovery_target_action = 'promote'
"""


def load(folder, until=None):
    """Fill the portal's empty database as it was at `until`, or at the end: {table: rows}."""
    with tempfile.TemporaryDirectory(prefix="portal-kim-replay-") as scratch:
        scratch = Path(scratch)
        scratch.chmod(0o711)  # the server may run as another user than we do
        dumped = scratch / database.DUMP
        dumped.touch(0o600)
        with played(folder, scratch / "server", until) as (where, name):
            with psycopg.connect(**where, dbname=name) as copy:
                rows = database.count_rows(copy)
            told = {"PGHOST": where["host"], "PGUSER": where["user"], "PGDATABASE": name}
            database.run("pg_dump", "--format=custom", "--no-owner", f"--file={dumped}", **told)
        database.load(dumped)
    return rows


@contextmanager
def played(folder, scratch, until):
    """A running server of base and log; yields (host and user to connect with, database)."""
    told, cluster = manifests.read(folder), Cluster(scratch, options="")
    data = lay_out(cluster, folder / "base")
    log = copy_log(folder.parent / "wal", scratch / "wal", told["base"])
    if until is None and (after := gap(log)):
        raise BackupError(f"the log lacks what follows {after}: restore --until a time before that")
    configure(data, log, until)
    cluster.own()
    try:
        cluster.start(seconds=RETRY_DELAYS)
        user = _owner(host=str(scratch), user=told["user"], dbname=told["database"])
        yield {"host": str(scratch), "user": user}, told["database"]
    except RuntimeError as error:
        raise BackupError(str(error)) from error
    finally:
        cluster.stop()


def lay_out(cluster, base):
    """The base as a data folder, every file of it proven by the SHA-256 of its manifest."""
    data = cluster.folder / "data"
    data.mkdir(parents=True)
    data.chmod(0o700)
    for archive, place in (("base", data), ("pg_wal", data / "pg_wal")):
        with tarfile.open(base / f"{archive}.tar.gz") as packed:
            packed.extractall(place, filter="data")
    cluster.make()
    verify = cluster.binaries / "pg_verifybackup"
    told = f"--manifest-path={base / 'backup_manifest'}"
    done = subprocess.run(  # noqa: S603  (our own words only)
        [verify, "--quiet", "--no-parse-wal", told, data], capture_output=True, text=True
    )
    if done.returncode:
        raise BackupError(f"the base is not what was backed up: {done.stderr}")
    return data


def copy_log(wal, target, first):
    """The log from its `first` needed piece on; the piece being written counts as a whole one."""
    target.mkdir()
    for path in sorted(wal.glob("*")):
        name = path.name.removesuffix(".partial")
        needed = name.endswith(".history") or name[8:] >= first[8:]
        if needed and not (target / name).exists():
            shutil.copyfile(path, target / name)
    return target


def gap(log):
    """The piece after which one is missing, or None. PostgreSQL would take it for the end."""
    pieces = sorted(path for path in log.glob("*") if path.suffix != ".history")
    numbers = {path.name[8:]: _number(path) for path in pieces}
    known = set(numbers.values())
    last = max(known, default=0)
    return next((name for name, n in numbers.items() if n < last and n + 1 not in known), None)


def _number(path):
    """Pieces count on from ...00000001000000FF to ...0000000200000000, where they have 16 MB."""
    a_round = 2**32 // path.stat().st_size
    return int(path.name[8:16], 16) * a_round + int(path.name[16:], 16)


def configure(data, log, until):
    fetch = f"cp {shlex.quote(str(log))}/%f %p"
    words = CONFIGURATION.format(fetch=fetch.replace("'", "''"))
    if until:
        words += f"recovery_target_time = '{until.isoformat()}'\n"
    (data / "postgresql.conf").write_text(words)
    (data / "postgresql.auto.conf").write_text("")
    (data / "pg_hba.conf").write_text("local all all trust\n")
    (data / "pg_ident.conf").write_text("")
    (data / "recovery.signal").touch()


def _owner(**where):
    """Who made the lost server: nobody else is sure to see everything. Its number is always 10."""
    with psycopg.connect(**where) as copy:
        return copy.execute("SELECT rolname FROM pg_roles WHERE oid = 10").fetchone()[0]
