"""A disk is spoken of while there is still room on it."""

import shutil
from collections import namedtuple

import pytest
from django.core import mail

from kimportal.mail.models import OutgoingEmail
from kimportal.monitoring import disks

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def disk(monkeypatch, settings, tmp_path):
    """One disk to watch; disk(percent) says how full everything is."""
    settings.DISKS = [str(tmp_path)]
    settings.SECURITY_CONTACT = "jaga@example.org"

    def filled(percent):
        # Five blocks are kept for root, as ext4 does: they are neither used nor free.
        monkeypatch.setattr(
            shutil, "disk_usage", lambda _folder: Usage(105, percent, 100 - percent)
        )

    return filled


def test_a_disk_with_room_is_no_news(disk):
    disk(79)

    assert disks.warn() == 0
    assert OutgoingEmail.objects.count() == 0


def test_a_disk_nearly_full_is_logged_and_written_to_the_watcher(
    disk, caplog, tmp_path, django_capture_on_commit_callbacks
):
    disk(80)

    with django_capture_on_commit_callbacks(execute=True):
        full = disks.warn()

    assert full == len(disks.shares())
    assert f"disk {tmp_path} is 80 % full" in caplog.messages
    assert ["jaga@example.org"] in [letter.to for letter in mail.outbox]


def test_the_watcher_hears_of_a_disk_once_a_day(disk):
    disk(95)

    disks.warn()
    disks.warn()

    assert OutgoingEmail.objects.count() == len(disks.shares())


def test_a_folder_that_is_not_there_yet_counts_as_the_one_above(settings, tmp_path):
    settings.DISKS = [str(tmp_path / "later" / "on")]

    assert 0 < disks.shares()[settings.DISKS[0]] <= 100


def test_without_a_watcher_the_log_alone_says_it(disk, settings, caplog):
    settings.SECURITY_CONTACT, settings.CONTACT_EMAIL = "https://example.org/lapor", ""
    disk(95)

    disks.warn()

    assert OutgoingEmail.objects.count() == 0
    assert "is 95 % full" in caplog.text
