"""What a member with a phone does in more than one journey."""

import re

import pytest

from tests.kimportal.uploads.make_files import jpeg


@pytest.fixture
def photos(tmp_path):
    """Paths of two photos."""
    paths = []
    for number in range(2):
        path = tmp_path / f"foto-{number}.jpg"
        path.write_bytes(jpeg(width=640 + number * 32, height=480))
        paths.append(str(path))
    return paths


def press(page, words):
    page.get_by_role("button", name=re.compile(words)).click()
