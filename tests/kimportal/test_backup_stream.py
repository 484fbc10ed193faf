"""What was written after the base comes back too: the real programs, on the tests' own server."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from groups.kim.models import Group
from kimportal.backup import manifests, replay, stream
from kimportal.mail.models import OutgoingEmail
from tests.factories import GroupFactory
from tests.kimportal.test_backup import HOUSE, elsewhere  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NAMES = "from groups.models import Group; print(*Group.objects.order_by('pk'), sep='|')"


def ask(sql, *words):
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        return cursor.fetchone()[0]


def until(found, what, seconds=30):
    for _try in range(seconds * 10):
        if found():
            return
        time.sleep(0.1)
    pytest.fail(f"{what}: not within {seconds} s")


def fetched():
    """Whether the other machine has all that was committed so far."""
    behind = "SELECT pg_wal_lsn_diff(%s, restart_lsn) <= 0 FROM pg_replication_slots"
    # The tests' server does not wait for its disk, so the end of what was written lies ahead.
    now = ask("SELECT pg_current_wal_insert_lsn()::text")
    until(lambda: ask(f"{behind} WHERE slot_name = %s", now, stream.SLOT), "the log is fetched")


@pytest.fixture
def slot():
    """The slot is the whole server's: one test of all workers has it at a time, and takes it along."""
    with psycopg.connect(os.environ["TEST_POSTGRES"], autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(1)")
        yield
        server.execute("SELECT pg_drop_replication_slot(%s)", [stream.SLOT])


@pytest.fixture
def streaming(tmp_path, slot):
    """The folder of the backups, with `stream_wal` running; streaming.stop() ends it."""
    settings = connection.settings_dict
    url = os.environ["TEST_POSTGRES"].rpartition("/")[0] + f"/{settings['NAME']}"
    told = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kimportal.settings"}
    folder = tmp_path / "copies"
    command = [sys.executable, "manage.py", "stream_wal", folder]
    fetching = subprocess.Popen(command, cwd=HOUSE, env=told, stderr=subprocess.DEVNULL)

    def stop():
        fetching.send_signal(signal.SIGINT)
        fetching.wait(timeout=20)
        inactive = "SELECT NOT active FROM pg_replication_slots WHERE slot_name = %s"
        until(lambda: ask(inactive, stream.SLOT), "the slot is free")

    until(lambda: any((folder / "wal").glob("0*")), "the log arrives")
    yield folder, stop
    stop()


def follow(folder):
    said = StringIO()
    call_command("backup", folder, follow=True, stdout=said)
    return Path(said.getvalue().rpartition(": ")[0])


def with_files(name):
    group = GroupFactory(name=name)
    group.logo.save("l.webp", ContentFile(name.encode()), save=False)
    group.decree_file.save("s.pdf", ContentFile(name.encode()))
    return group


def test_all_that_was_written_until_the_server_was_lost_comes_back(streaming, elsewhere, tmp_path):  # noqa: F811
    folder, stop = streaming
    with_files("KIM Sukun")
    week = follow(folder)
    later = with_files("KIM Merjosari")
    follow(folder)
    last = with_files("KIM Lowokwaru")
    fetched()
    stop()

    done = elsewhere("restore", str(week))

    assert done.returncode == 0, done.stderr
    names = elsewhere("shell", "-v0", "-c", NAMES).stdout.strip()
    assert names == "KIM Sukun|KIM Merjosari|KIM Lowokwaru"
    assert (tmp_path / "files/private" / later.decree_file.name).read_bytes() == b"KIM Merjosari"
    # Its file was never copied, which is said rather than left to be found out.
    lacking = [line for line in done.stdout.splitlines() if line.startswith("not in the backup")]
    assert [line.rpartition(": ")[2] for line in lacking] == sorted(
        [last.logo.name, last.decree_file.name]
    )


def test_a_time_before_a_mistake_comes_back_with_the_files_of_then(streaming, elsewhere, tmp_path):  # noqa: F811
    folder, stop = streaming
    group = with_files("KIM Sukun")
    follow(folder)
    GroupFactory(name="KIM Sebelum")
    then = ask("SELECT clock_timestamp()")
    Group.objects.all().delete()
    group.decree_file.storage.delete(group.decree_file.name)
    week = follow(folder)
    fetched()
    stop()

    done = elsewhere("restore", str(week), "--until", then.isoformat())

    assert done.returncode == 0, done.stderr
    assert elsewhere("shell", "-v0", "-c", NAMES).stdout.strip() == "KIM Sukun|KIM Sebelum"
    assert (tmp_path / "files/private" / group.decree_file.name).read_bytes() == b"KIM Sukun"


def test_what_the_portal_let_go_of_does_not_come_back():
    gone = {"gone": "2026-11-25T03:00:00+00:00"}
    noon = timezone.datetime.fromisoformat("2026-11-25T03:00:00+00:00")

    assert manifests.was_there({}, None) is True
    assert manifests.was_there(gone, None) is False
    assert manifests.was_there(gone, noon - timedelta(minutes=1)) is True
    assert manifests.was_there(gone, noon) is False


def test_a_base_is_refused_while_nobody_fetches_the_log(tmp_path):
    with pytest.raises(CommandError, match="begin stream_wal first"):
        call_command("backup", tmp_path, follow=True)


def test_a_new_week_links_the_files_that_are_still_there(streaming):
    folder, _stop = streaming
    stays, goes = with_files("KIM Sukun").decree_file, with_files("KIM Merjosari").decree_file
    old = follow(folder).rename(folder / "2020-W01")
    goes.storage.delete(goes.name)
    new = follow(folder).rename(folder / "2020-W02")

    follow(folder).rename(folder / "2020-W03")

    kept = [week / "files/private" / stays.name for week in (old, new)]
    assert kept[0].samefile(kept[1])
    gone = [folder / f"2020-W0{n}/files/private" / goes.name for n in (1, 2, 3)]
    assert [path.exists() for path in gone] == [True, True, False]


def test_a_damaged_base_is_noticed(streaming, elsewhere):  # noqa: F811
    folder, _stop = streaming
    week = follow(folder)
    manifest = week / "base" / "backup_manifest"
    manifest.write_text(manifest.read_text().replace('"Size": 3,', '"Size": 4,', 1))

    done = elsewhere("restore", str(week))

    assert done.returncode != 0
    assert "the base is not what was backed up" in done.stderr


@pytest.mark.parametrize(
    ("pieces", "after"),
    [
        (
            ["0000000100000001000000FE", "0000000100000001000000FF", "000000010000000200000000"],
            None,
        ),
        # A new time line goes on in a piece of the same number.
        (
            ["000000010000000000000002", "000000020000000000000002", "000000020000000000000003"],
            None,
        ),
        (["000000010000000000000002", "000000010000000000000004"], "0000000000000002"),
        ([], None),
    ],
)
def test_a_gap_in_the_log_is_not_taken_for_its_end(pieces, after, tmp_path):
    for name in pieces:
        with (tmp_path / name).open("wb") as piece:
            piece.truncate(16 * 1024 * 1024)

    assert replay.gap(tmp_path) == after


def test_weeks_beyond_those_kept_go_with_their_log(streaming):
    folder, _stop = streaming
    for number in range(1, 8):
        week = folder / f"2026-W{number:02}"
        week.mkdir()
        manifests.write(week, {"base": f"00000001000000000000000{number}", "files": []})
        (folder / "wal" / f"00000001000000000000000{number}").touch()
    kept = [f"2026-W{number:02}" for number in range(4, 8)]

    stream.let_go(folder)

    assert sorted(week.name for week in folder.glob("2026-W*")) == kept
    old = folder / "wal" / "000000010000000000000003"
    assert (old.exists(), old.with_name("000000010000000000000004").exists()) == (False, True)


def test_backups_forget_as_soon_as_the_privacy_page_says(client):
    assert stream.KEPT * 7 <= 30
    assert "ditimpa dalam 30 hari" in client.get("/privasi/").content.decode()


def test_a_log_that_nobody_fetches_is_an_alarm(streaming, settings):
    settings.SECURITY_CONTACT = "jaga@example.org"
    _folder, stop = streaming

    while_fetched = stream.warn()
    stop()

    assert (while_fetched, stream.warn(), stream.warn()) == (0, 1, 1)
    assert [letter.to for letter in OutgoingEmail.objects.all()] == ["jaga@example.org"]
