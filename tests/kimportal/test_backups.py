"""barman with our barman.conf and roles.sql restores the latest state and any point in time."""

import re
import shutil
import signal
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from tests.ops.backup_machine import DEPLOY, RECOVERING, BackupMachine, missing_programs
from tests.ops.local_postgres import LocalPostgres

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(bool(missing_programs()), reason="needs barman, restic and rsync"),
]


def connect(postgres):
    return psycopg.connect(
        host=str(postgres.folder), user="portal", dbname="postgres", autocommit=True
    )


def rows(postgres):
    with connect(postgres) as database:
        return [row[0] for row in database.execute("SELECT name FROM kim ORDER BY name")]


@pytest.fixture(scope="module")
def backup():
    """Back up a server while rows are added, one of them deleted by mistake; then lose it."""
    # Not pytest's own folder: a socket's path has 107 bytes, and the server is another user.
    folder = Path(tempfile.mkdtemp(prefix="portal-kim-backup-"))
    folder.chmod(0o755)
    postgres = LocalPostgres(folder / "postgresql")
    postgres.start()
    machine = BackupMachine(folder / "machine", SimpleNamespace(postgres=postgres, folder=folder))
    try:
        with connect(postgres) as database:
            tables = re.findall(r"\b(?:kimportal|django)_\w+", (DEPLOY / "roles.sql").read_text())
            for table in {"kim", *tables}:
                database.execute(f"CREATE TABLE {table} (name text)")
            machine.prepare()
            machine.receive_wal()
            database.execute("INSERT INTO kim VALUES ('in the base backup')")
            machine.base_backup()
            database.execute("INSERT INTO kim VALUES ('after it')")
            before = database.execute("SELECT clock_timestamp()::text").fetchone()[0]
            time.sleep(0.1)
            database.execute("DELETE FROM kim")
            database.execute("INSERT INTO kim VALUES ('at the end')")
        postgres.stop(signal.SIGKILL)
        machine.stop_receiving()
        shutil.rmtree(postgres.folder / "data")
        yield machine, before
    finally:
        postgres.stop()
        if machine.receiver:
            machine.stop_receiving()
        shutil.rmtree(folder)


@pytest.fixture
def recovered(backup):
    """recover(until) → rows of a server recovered to that time, or to the latest state."""
    machine, _before = backup
    servers = []

    def recover(until=None):
        folder = machine.folder.parent / "recovered"
        machine.recover(folder, until)
        servers.append(LocalPostgres(folder, RECOVERING))
        servers[-1].start(seconds=120)
        return rows(servers[-1])

    yield recover
    for server in servers:
        server.stop()
        shutil.rmtree(server.folder)


def test_everything_committed_is_restored(recovered):
    assert recovered() == ["at the end"]


def test_the_time_before_a_mistake_is_restored(backup, recovered):
    _machine, before = backup

    assert recovered(before) == ["after it", "in the base backup"]


def test_a_damaged_base_backup_is_detected(backup):
    machine, _before = backup
    version = next(machine.folder.glob("barman/portal/base/*/data/global/pg_control"))
    content = version.read_bytes()
    version.write_bytes(content[:-1] + b"x")

    try:
        with pytest.raises(RuntimeError, match="barman verify-backup"):
            machine.barman("verify-backup", "portal", "latest")
    finally:
        version.write_bytes(content)
    machine.barman("verify-backup", "portal", "latest")
