"""Files that no row names: a process was killed before it wrote the row, or the row is gone."""

from kimportal.uploads.storage import names_in


def orphaned_files(storage, folder, known, before):
    """(storage, name) of each file in the folder older than `before` that is not among
    `known(names)`. An object store is asked for the age of those few only.
    """
    for names in names_in(storage, folder):
        nameless = set(names) - known(names)
        yield from (
            (storage, name) for name in nameless if storage.get_modified_time(name) < before
        )


def remove(files):
    """Remove these files. Returns how many they were."""
    gone = 0
    for storage, name in files:
        storage.delete(name)
        gone += 1
    return gone
