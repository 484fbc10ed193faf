"""Rows that are made once a module: each test gets a copy of the objects, and its own rollback."""

import shutil
import tempfile
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

from django.core.cache import cache
from django.core.files.storage import storages
from django.db import transaction
from django.utils import translation

FILES = [Path(storages[alias].location) for alias in ("default", "private")]


def clean():
    """Leave nothing of the test before: no counted attempts, no files, no other language."""
    cache.clear()
    for folder in FILES:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
    translation.activate("id")


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def made_once(django_db_blocker, build):
    """Build rows for a whole module; yield a function that returns a copy of them for one test.

    The rows stay in a transaction around the tests, files are put back before each copy. Only for
    modules without transactional tests, one such fixture a module (transactions end in the order
    in which they began), and asked for in the signature of the test, never by `getfixturevalue`.
    From its first use on, all later tests of the module see the rows: another World() beside it
    would have groups of the same names.
    """
    with django_db_blocker.unblock(), rolled_back(), tempfile.TemporaryDirectory() as kept:
        clean()
        made = build()
        for number, folder in enumerate(FILES):
            if folder.exists():
                shutil.copytree(folder, Path(kept, str(number)))

        def fresh():
            for copied in Path(kept).iterdir():
                shutil.copytree(copied, FILES[int(copied.name)], dirs_exist_ok=True)
            return deepcopy(made)

        with django_db_blocker.block():
            yield fresh
