import re
from types import SimpleNamespace

import pytest
from django.core.files.storage import storages
from django.db import models
from django.db.migrations.writer import MigrationWriter

from kimportal.uploads.storage import private_storage, public_storage, upload_to


def test_public_and_private_files_live_apart():
    public, private = public_storage(), private_storage()

    assert (public, private) == (storages["default"], storages["private"])
    assert public.location != private.location
    assert not private.location.startswith(public.location.rstrip("/") + "/")


def test_a_private_file_has_no_address():
    with pytest.raises(ValueError, match="URL"):
        private_storage().url("decrees/ab/x.pdf")


def test_names_are_our_own():
    first, second = (upload_to("logos")(SimpleNamespace(), "../SK ../x.jpg") for _ in range(2))

    assert re.fullmatch(r"logos/([0-9a-f]{2})/\1[0-9a-f]{30}\.jpg", first)
    assert first != second


@pytest.mark.parametrize("name", ["x.php", "x", "x.html", "x.jpg.svg"])
def test_a_file_that_went_round_the_gate_is_not_stored(name):
    with pytest.raises(ValueError, match="gate"):
        upload_to("logos")(SimpleNamespace(), name)


def test_migrations_can_write_the_folder_down():
    field = models.FileField(storage=private_storage, upload_to=upload_to("decrees"))

    written, imports = MigrationWriter.serialize(field)

    assert "kimportal.uploads.storages.upload_to('decrees')" in written
    assert "kimportal.uploads.storage.private_storage" in written
