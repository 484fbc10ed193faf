"""Prove that a restored database and its files equal what was backed up.

The manifest is JSON: {"at", "rows": {table: count}, "files": {name: SHA-256 or null}}.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import FileField
from django.utils import timezone

CHUNK_SIZE = 1024 * 1024
Manifest = dict[str, Any]


class NotAManifest(Exception):
    """The file is not a manifest that `write` made."""


def write(path: str | Path) -> Manifest:
    """Write the manifest of the portal as it is now; return it."""
    manifest = make_manifest()
    path = Path(path)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_text(json.dumps(manifest, indent=1))
    unfinished.replace(path)
    return manifest


def make_manifest() -> Manifest:
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


def compare(path: str | Path) -> tuple[Manifest, list[str]]:
    """Compare the portal with the manifest; return (manifest, sentences about differences)."""
    before, now = read(path), make_manifest()
    tables = sorted(before["rows"].keys() | now["rows"].keys())
    return before, [
        *(
            f"{table}: {now['rows'].get(table)} rows instead of {before['rows'].get(table)}"
            for table in tables
            if now["rows"].get(table) != before["rows"].get(table)
        ),
        *(f"{name}: {fault}" for name, fault in file_faults(before["files"], now["files"])),
    ]


def file_faults(before: dict[str, Any], now: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (name, what is wrong) of files that are unnamed, changed or missing."""
    for name in sorted(before.keys() | now.keys()):
        if name not in now:
            yield name, "no row names this file any more"
        elif now[name] is None and before.get(name, ""):
            yield name, "a row names this file, but it is missing"
        elif name not in before:
            yield name, "is not in the manifest"
        elif now[name] != before[name]:
            yield name, "its SHA-256 differs"


def read(path: str | Path) -> Manifest:
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


def count_rows() -> dict[str, int]:
    """Return {table: number of rows} of every model."""
    with connection.cursor() as cursor:
        return {
            model._meta.db_table: _count(cursor, model._meta.db_table)
            for model in apps.get_models(include_auto_created=True)
        }


def _count(cursor: CursorWrapper, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (our own tables only)
    return cursor.fetchone()[0]


def named_files() -> dict[str, Storage]:
    """Return {name: storage} of every file that a row names."""
    return {
        name: field.storage
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
        for name in model._base_manager.values_list(field.name, flat=True).iterator()
        if name
    }


def digest(storage: Storage, name: str) -> str | None:
    """Return the SHA-256 of a stored file, or None where it is missing."""
    sha256 = hashlib.sha256()
    try:
        with storage.open(name) as file:
            for chunk in file.chunks(CHUNK_SIZE):
                sha256.update(chunk)
    except FileNotFoundError:
        return None
    return sha256.hexdigest()
