import re
from types import SimpleNamespace

import pytest
from django.core.files.storage import storages
from django.db.migrations.writer import MigrationWriter

from kimportal.uploads.model_fields import PrivateFileField
from kimportal.uploads.storage import private_storage, public_storage, upload_to


def test_public_and_private_files_are_stored_separately():
    public, private = public_storage(), private_storage()

    assert (public, private) == (storages["default"], storages["private"])
    assert public.location != private.location
    assert not private.location.startswith(public.location.rstrip("/") + "/")


def test_a_private_file_has_no_url():
    with pytest.raises(ValueError, match="URL"):
        private_storage().url("decrees/ab/x.pdf")


def test_names_are_random():
    first, second = (upload_to("logos")(SimpleNamespace(), "../SK ../x.jpg") for _ in range(2))

    assert re.fullmatch(r"logos/([0-9a-f]{2})/\1[0-9a-f]{30}\.jpg", first)
    assert first != second


@pytest.mark.parametrize("name", ["x.php", "x", "x.html", "x.jpg.svg"])
def test_a_file_that_was_not_validated_is_not_stored(name):
    with pytest.raises(ValueError, match="validated"):
        upload_to("logos")(SimpleNamespace(), name)


def test_migrations_contain_neither_storage_nor_folder_of_a_file_field():
    field = PrivateFileField(folder="decrees", blank=True)

    written, imports = MigrationWriter.serialize(field)

    assert field.storage == private_storage()
    assert field.generate_filename(None, "x.jpg").startswith("decrees/")
    assert written == "models.FileField(blank=True, max_length=120, upload_to='')"
    assert imports == {"from django.db import models"}
