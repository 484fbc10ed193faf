"""A copy of everything: the database by its own tools, the files with their SHA-256, one manifest.

Files of the portal are only ever added under names of their own, so a dump taken first never
names a file that the copying afterwards could miss. What is written since the last copy is kept
by `stream.py` and comes back by `replay.py`.
"""

from pathlib import Path

from django.db import connection

from kimportal.backup import database, files, manifests, replay
from kimportal.backup.errors import BackupError
from kimportal.backup.files import walk

__all__ = ["BackupError", "read", "walk", "write"]


def write(folder):
    """Back up into a new folder; returns the manifest: {"rows": {table: n}, "files": [...]}."""
    folder = Path(folder)
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    database.dump(folder)
    rows = database.count_rows(connection)
    copied = list(files.copy_out(folder, files.stored()))
    told = {"engine": connection.vendor, "rows": rows, "files": copied}
    manifests.write(folder, told)
    return told


def read(folder, until=None):
    """Restore into an empty database and empty storages, then prove rows and hashes equal.

    From a folder that `stream.follow` keeps, everything up to `until` (an aware time) comes back,
    or all there is. Returns the manifest, with the files that rows name and the copy has not.
    """
    folder = Path(folder)
    told = manifests.read(folder)
    if told["engine"] != connection.vendor:
        raise BackupError(f"this backup is of {told['engine']}, not of {connection.vendor}")
    if connection.introspection.table_names():
        raise BackupError("the database is not empty: restore into a new one")
    if "base" in told:
        told["rows"] = replay.load(folder, until)
    else:
        database.load(folder / database.DUMP)
    told["files"] = [one for one in told["files"] if manifests.was_there(one, until)]
    for entry in told["files"]:
        files.copy_in(folder, entry)
    if database.count_rows(connection) != told["rows"]:
        raise BackupError("the restored rows are not those of the backup")
    with connection.cursor() as cursor:
        # A dump carries no statistics; without them the first searches would take the worst way.
        cursor.execute("ANALYZE")
    return told | {"missing": files.missing()}
