"""Comparison of a restored portal with its manifest: rows and the SHA-256 of every file."""

import json
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from groups.kim.models import Group
from tests.factories import GroupFactory

pytestmark = pytest.mark.django_db(transaction=True)


def verify_restore(*arguments):
    output = StringIO()
    try:
        call_command("verify_restore", *map(str, arguments), stdout=output)
    except CommandError as error:
        return [*output.getvalue().splitlines(), str(error)]
    return output.getvalue().splitlines()


@pytest.fixture
def group():
    group = GroupFactory(name="KIM Sukun")
    group.logo.save("l.webp", ContentFile(b"logo"), save=False)
    group.decree_file.save("s.pdf", ContentFile(b"decree"))
    return group


@pytest.fixture
def manifest(group, tmp_path):
    verify_restore("--write", tmp_path / "manifest.json")
    return tmp_path / "manifest.json"


def test_an_unchanged_portal_has_no_differences(manifest):
    [summary] = verify_restore(manifest)

    content = json.loads(manifest.read_text())
    assert summary == f"{content['at']}: {sum(content['rows'].values())} rows, 2 files"
    assert content["rows"]["groups_group"] == 1


def test_a_changed_file_is_named(manifest, group):
    with open(group.decree_file.path, "wb") as file:
        file.write(b"other")

    assert f"{group.decree_file.name}: its SHA-256 differs" in verify_restore(manifest)


def test_a_missing_file_is_named(manifest, group):
    group.logo.storage.delete(group.logo.name)

    differences = verify_restore(manifest)

    assert f"{group.logo.name}: a row names this file, but it is missing" in differences
    assert differences[-1] == "1 differences from the manifest"


def test_a_missing_row_is_named_with_its_table(manifest, group):
    Group.objects.all().delete()

    differences = verify_restore(manifest)

    assert "groups_group: 0 rows instead of 1" in differences
    assert f"{group.logo.name}: no row names this file any more" in differences


def test_a_newer_file_is_named(manifest):
    later = GroupFactory(name="KIM Merjosari")
    later.decree_file.save("s.pdf", ContentFile(b"later"))

    differences = verify_restore(manifest)

    assert "groups_group: 2 rows instead of 1" in differences
    assert f"{later.decree_file.name}: is not in the manifest" in differences


def test_a_file_missing_already_when_the_manifest_was_written_is_no_difference(group, tmp_path):
    group.logo.storage.delete(group.logo.name)
    verify_restore("--write", tmp_path / "manifest.json")

    assert len(verify_restore(tmp_path / "manifest.json")) == 1


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"at": 1, "rows": 2, "files": 3}'])
def test_an_invalid_manifest_is_refused(text, tmp_path):
    path = tmp_path / "manifest.json"
    path.write_text(text)

    assert verify_restore(path) == [f"{path} is not a manifest of verify_restore"]


def test_private_files_have_no_url():
    with pytest.raises(ValueError):
        storages["private"].url("decrees/ab/x.pdf")
