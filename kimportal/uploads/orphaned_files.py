"""Stored files that no row refers to: the process was killed before, or the row was deleted."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.core.files.storage import Storage

from kimportal.uploads.storage import names_in


def orphaned_files(
    storage: Storage,
    folder: str,
    referenced: Callable[[list[str]], Iterable[str]],
    before: datetime,
) -> Iterator[tuple[Storage, str]]:
    """Yield (storage, name) of files in `folder` that are older than `before` and not among
    `referenced(names)`. An object store is asked only for the age of these.
    """
    for names in names_in(storage, folder):
        orphaned = set(names) - set(referenced(names))
        yield from (
            (storage, name) for name in orphaned if storage.get_modified_time(name) < before
        )


def remove(files: Iterable[tuple[Storage, str]]) -> int:
    """Delete these files; return how many."""
    removed = 0
    for storage, name in files:
        storage.delete(name)
        removed += 1
    return removed
