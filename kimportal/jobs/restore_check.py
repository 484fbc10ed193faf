"""Prove that a restored database and its files equal what was backed up.

The manifest is JSON: {"at", "rows": {table: count}, "files": {name: SHA-256 or null}}.
"""

import hashlib
import json
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.db.models import FileField
from django.utils import timezone

CHUNK = 1024 * 1024


class NotAManifest(Exception):
    """The file is not a manifest that `write` made."""


def write(path):
    """Write the manifest of the portal as it is now; return it."""
    manifest = take()
    path = Path(path)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(json.dumps(manifest, indent=1))
    fresh.replace(path)
    return manifest


def take():
    """Return a manifest: rows and file names from one snapshot, then the files' SHA-256."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                cursor.execute("SET LOCAL statement_timeout = 0")
        at, rows, stored = timezone.now(), count_rows(), named_files()
    return {
        "at": at.isoformat(),
        "rows": rows,
        "files": {name: digest(storage, name) for name, storage in sorted(stored.items())},
    }


def compare(path):
    """Compare the portal with the manifest; return (manifest, sentences about differences)."""
    before, now = read(path), take()
    tables = sorted(before["rows"].keys() | now["rows"].keys())
    return before, [
        *(
            f"{table}: {now['rows'].get(table)} rows instead of {before['rows'].get(table)}"
            for table in tables
            if now["rows"].get(table) != before["rows"].get(table)
        ),
        *(f"{name}: {fault}" for name, fault in file_faults(before["files"], now["files"])),
    ]


def file_faults(before, now):
    """Yield (name, what is wrong) of files that are gone, changed or missing."""
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            yield name, "no row names this file any more"
        elif now[name] is None and before.get(name, ""):
            yield name, "a row names this file, but it is missing"
        elif name not in before:
            yield name, "is not in the manifest"
        elif now[name] != before[name]:
            yield name, "its SHA-256 differs"


def read(path):
    """Return the manifest in this file."""
    try:
        manifest = json.loads(Path(path).read_text())
        return {
            "at": manifest["at"],
            "rows": dict(manifest["rows"]),
            "files": dict(manifest["files"]),
        }
    except (ValueError, KeyError, TypeError) as error:
        raise NotAManifest(f"{path} is not a manifest of verify_restore") from error


def count_rows():
    """Return {table: number of rows} of every model."""
    with connection.cursor() as cursor:
        return {
            model._meta.db_table: _count(cursor, model._meta.db_table)
            for model in apps.get_models(include_auto_created=True)
        }


def _count(cursor, table):
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (our own tables only)
    return cursor.fetchone()[0]


def named_files():
    """Return {name: storage} of every file that a row names."""
    return {
        name: field.storage
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
        for name in model._base_manager.values_list(field.name, flat=True).iterator()
        if name
    }


def digest(storage, name):
    """Return the SHA-256 of a stored file, or None where it is missing."""
    sha256 = hashlib.sha256()
    try:
        with storage.open(name) as file:
            for chunk in file.chunks(CHUNK):
                sha256.update(chunk)
    except FileNotFoundError:
        return None
    return sha256.hexdigest()
