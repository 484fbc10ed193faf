"""A copy of everything: the database by its own tool, the files with their SHA-256, one manifest.

Files of the portal are only ever added under names of their own, so a dump taken first never
names a file that the copying afterwards could miss.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
from pathlib import Path

from django.apps import apps
from django.core.files import File
from django.core.files.storage import storages
from django.db import connection

ALIASES = ("default", "private")
CHUNK = 1024 * 1024


class BackupError(Exception):
    """The copy is not whole, or the place it should go to is not empty."""


def write(folder):
    """Back up into a new folder; returns the manifest: {"rows": {table: n}, "files": [...]}."""
    folder = Path(folder)
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    _dump(folder)
    manifest = {"engine": connection.vendor, "rows": count_rows(), "files": list(_copy_out(folder))}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))
    return manifest


def read(folder):
    """Restore into an empty database and empty storages, then prove rows and hashes equal."""
    folder = Path(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    if manifest["engine"] != connection.vendor:
        raise BackupError(f"this backup is of {manifest['engine']}, not of {connection.vendor}")
    if connection.introspection.table_names():
        raise BackupError("the database is not empty: restore into a new one")
    _load(folder)
    for entry in manifest["files"]:
        _copy_in(folder, entry)
    if count_rows() != manifest["rows"]:
        raise BackupError("the restored rows are not those of the manifest")
    with connection.cursor() as cursor:
        # A dump carries no statistics; without them the first searches would take the worst way.
        cursor.execute("ANALYZE")
    return manifest


def count_rows():
    return {
        m._meta.db_table: m._base_manager.count()
        for m in apps.get_models(include_auto_created=True)
    }


def _copy_out(folder):
    for alias in ALIASES:
        for name in walk(storages[alias]):
            target = folder / "files" / alias / name
            target.parent.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256()
            with storages[alias].open(name) as source, target.open("wb") as copy:
                for chunk in source.chunks(CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
            yield {"storage": alias, "name": name, "sha256": digest.hexdigest()}


def _copy_in(folder, entry):
    path = folder / "files" / entry["storage"] / entry["name"]
    with path.open("rb") as source:
        if hashlib.file_digest(source, "sha256").hexdigest() != entry["sha256"]:
            raise BackupError(f"{entry['name']} is not what was backed up")
        source.seek(0)
        if storages[entry["storage"]].save(entry["name"], File(source)) != entry["name"]:
            raise BackupError(f"{entry['name']} is there already: restore into empty storage")


def walk(storage, folder=""):
    """Names of all files of a storage, depth first, in order."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in sorted(names))
    for inner in sorted(folders):
        yield from walk(storage, prefix + inner)


def _dump(folder):
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(folder / "database.sqlite3") as copy:
            connection.connection.backup(copy)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={folder / 'database.dump'}")


def _load(folder):
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(folder / "database.sqlite3") as copy:
            copy.backup(connection.connection)
    else:
        dump = str(folder / "database.dump")
        _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", dump)


def _run(program, *arguments):
    """One of PostgreSQL's own programs, told where the database is by its environment."""
    settings = connection.settings_dict
    where = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    told = os.environ | {k: str(v) for k, v in where.items() if v}
    if program == "pg_restore":
        arguments = (f"--dbname={settings['NAME']}", *arguments)
    subprocess.run([program, *arguments], env=told, check=True)  # noqa: S603  (our own words only)
