"""A backup machine in a folder: barman and restic with the configuration of kimportal/deploy/."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.ops.local_postgres import find_binaries, server_user, signal_on_parent_death
from tests.ops.stack import ROOT, Stack

DEPLOY = ROOT / "kimportal/deploy"
PROGRAMS = ("barman", "restic", "rsync")
BARMAN = """[barman]
barman_user = {user}
barman_home = {folder}/barman
barman_lock_directory = {folder}/barman
configuration_files_directory = {folder}/barman.d
log_file = {folder}/barman.log
"""
#: Without hot_standby a server answers only when the last of the log has been replayed.
RECOVERING = "-c max_connections=100 -c hot_standby=off"
#: What one adds to a restored server by hand, see barman.conf.
RECOVERY = "restore_command = 'barman -c {folder}/barman.conf get-wal --partial portal %f > %p'\n"


def missing_programs():
    return [name for name in PROGRAMS if not shutil.which(name)]


class BackupMachine:
    """Back up a stack while it runs, and restore it on an empty machine.

    barman runs as the user of PostgreSQL, who fetches the log from it when it recovers.
    """

    def __init__(self, folder, stack):
        self.folder, self.stack = Path(folder), stack
        self.user = server_user()
        self.receiver = None
        self.password = {"RESTIC_PASSWORD": "latihan", "RESTIC_CACHE_DIR": str(folder / "cache")}

    def prepare(self):
        """Lay out the machine and give barman its role, as barman.conf tells the operator to."""
        for name in ("barman", "barman.d"):
            (self.folder / name).mkdir(parents=True)
        user = self.user or pwd.getpwuid(os.geteuid()).pw_name
        (self.folder / "barman.conf").write_text(BARMAN.format(folder=self.folder, user=user))
        postgres = self.stack.postgres
        server = (DEPLOY / "barman.conf").read_text()
        server = server.replace("host=db.example.go.id", f"host={postgres.folder}")
        server = server.replace("dbname=portal", "dbname=postgres")
        binaries = f"path_prefix = {find_binaries(postgres.folder)}"
        (self.folder / "barman.d/portal.conf").write_text(
            re.sub(r"path_prefix = .*", binaries, server)
        )
        if self.user:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, self.user)
        roles = [postgres.binaries / "psql", "-q", "-v", "ON_ERROR_STOP=1"]
        roles += ["-f", DEPLOY / "roles.sql", postgres.url]
        subprocess.run(roles, check=True, capture_output=True)
        self.restic("init")

    # -- the database

    def barman(self, *arguments):
        """Run barman; its output is part of the error where it fails."""
        command = ["barman", "-c", self.folder / "barman.conf", *arguments]
        done = subprocess.run(
            list(map(str, command)), user=self.user, cwd=self.folder, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"barman {arguments[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def receive_wal(self):
        """Start what portal-receive-wal.service runs, and wait until barman finds nothing wrong."""
        self.barman("receive-wal", "--create-slot", "portal")
        with (self.folder / "receive-wal.log").open("ab") as log:
            self.receiver = subprocess.Popen(
                ["barman", "-c", self.folder / "barman.conf", "receive-wal", "portal"],
                user=self.user,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                preexec_fn=signal_on_parent_death(signal.SIGTERM),
            )
        until = time.monotonic() + 30
        while not any((self.folder / "barman/portal/streaming").glob("0*")):
            if time.monotonic() > until:
                raise RuntimeError((self.folder / "receive-wal.log").read_text())
            time.sleep(0.1)
        self.barman("switch-wal", "--archive", "portal")

    def base_backup(self):
        """Do what portal-backup.service does."""
        self.barman("backup", "--wait", "portal")
        self.barman("verify-backup", "portal", "latest")
        self.barman("check", "portal")

    def stop_receiving(self):
        """End the receiver, which may have ended with the server already."""
        if self.receiver.poll() is None:
            self.receiver.send_signal(signal.SIGINT)
        self.receiver.wait(timeout=30)

    # -- files

    def restic(self, *arguments, cwd=None):
        command = ["restic", "--quiet", "--repo", self.folder / "restic", *arguments]
        subprocess.run(
            list(map(str, command)),
            env=os.environ | self.password,
            cwd=cwd or self.folder,
            check=True,
            capture_output=True,
        )

    def back_up_files(self):
        """Do what portal-files-backup.service does."""
        self.restic("backup", "--tag", "portal", "files", cwd=self.stack.folder)

    # -- an empty machine

    def restore(self, folder, port):
        """Restore the newest state into an empty folder; return its stack, database running."""
        fresh = Stack(folder, port, ready=True)
        fresh.folder.mkdir(mode=0o755)
        self.restic("restore", "latest", "--tag", "portal", "--target", fresh.folder)
        self.recover(fresh.folder / "postgresql")
        fresh.postgres_options = RECOVERING
        fresh.start_engines()
        return fresh

    def recover(self, folder, until=None):
        """Put the newest state, or that of a moment, into a folder for LocalPostgres to start."""
        folder.mkdir(mode=0o755)
        if self.user:
            shutil.chown(folder, self.user)
        moment = ["--target-time", until, "--target-action", "promote"] if until else []
        self.barman("recover", "--get-wal", *moment, "portal", "latest", folder / "data")
        with (folder / "data/postgresql.auto.conf").open("a") as configuration:
            configuration.write(RECOVERY.format(folder=self.folder))
