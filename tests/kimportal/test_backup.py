"""Backup and restore, into a database and folders of their own."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection

from groups.kim.models import Group
from tests.factories import GroupFactory

HOUSE = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def elsewhere(tmp_path, django_db_blocker):
    """An empty machine: manage.py there, by its own database and folders."""
    name = f"empty_{tmp_path.name}".replace("-", "_").lower()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        url = os.environ["TEST_POSTGRES"].rpartition("/")[0] + f"/{name}"
    else:
        url = f"sqlite:///{tmp_path}/empty.sqlite3"

    def manage(*arguments):
        environment = os.environ | {"DATABASE_URL": url, "STORAGE_URL": f"file://{tmp_path}/files"}
        environment |= {"DATABASE_POOL": "0", "DJANGO_SETTINGS_MODULE": "kimportal.settings"}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=HOUSE,
            env=environment,
            capture_output=True,
            text=True,
        )

    yield manage
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def copied(tmp_path):
    """A backup of one KIM with a logo and a decree."""
    group = GroupFactory(name="KIM Sukun")
    group.logo.save("l.webp", ContentFile(b"lambang"), save=False)
    group.decree_file.save("s.pdf", ContentFile(b"surat keputusan"))
    call_command("backup", tmp_path / "copy", verbosity=0, stdout=StringIO())
    return tmp_path / "copy"


def test_a_backup_comes_back_whole_on_an_empty_machine(copied, elsewhere, tmp_path):
    done = elsewhere("restore", str(copied))

    assert done.returncode == 0, done.stderr
    group = Group.objects.get()
    assert (tmp_path / "files/private" / group.logo.name).read_bytes() == b"lambang"
    assert (tmp_path / "files/private" / group.decree_file.name).read_bytes() == b"surat keputusan"
    names = elsewhere(
        "shell", "-v0", "-c", "from groups.models import Group; print(*Group.objects.all())"
    )
    assert names.stdout.strip() == "KIM Sukun"


def test_a_damaged_file_is_noticed(copied, elsewhere):
    decree = next(
        f
        for f in json.loads((copied / "manifest.json").read_text())["files"]
        if f["storage"] == "private"
    )
    (copied / "files/private" / decree["name"]).write_bytes(b"lain")

    done = elsewhere("restore", str(copied))

    assert done.returncode != 0
    assert "is not what was backed up" in done.stderr


def test_a_machine_in_use_is_never_overwritten(copied):
    with pytest.raises(Exception, match="not empty"):
        call_command("restore", copied)


def test_a_backup_is_for_its_owner_only_and_private_files_have_no_address(copied):
    assert copied.stat().st_mode & 0o077 == 0
    with pytest.raises(ValueError):
        storages["private"].url("decrees/ab/x.pdf")
