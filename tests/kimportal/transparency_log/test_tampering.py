"""300 logged entries: every change afterwards is found, by the portal and by an outsider."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kimportal.audit.models import UNDO_WITHIN
from kimportal.moderation.states import State
from kimportal.transparency_log import checker, log
from kimportal.transparency_log.models import LogCheckpoint, LogEntry, LogTile
from kimportal.transparency_log.signed_note import Checkpoint
from kimportal.transparency_log.tree import leaf_hash
from tests.factories import GroupFactory
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(scope="module")
def logged_once(once):
    """300 KIM, verified and logged in four parts."""

    def build():
        world = World()
        groups = [GroupFactory(region=world.village, state=State.WAITING) for _n in range(300)]
        for number, group in enumerate(groups):
            group.approve(by=world.reviewer)
            if number in (0, 99, 255, 299):
                with pytest.MonkeyPatch.context() as patch:
                    now = timezone.now() + UNDO_WITHIN + timedelta(seconds=1)
                    patch.setattr(timezone, "now", lambda now=now: now)
                    log.append_due_facts()
        return groups

    with once(build) as fresh:
        yield fresh


@pytest.fixture
def logged(logged_once, db):
    return logged_once()


def test_tiles_are_filled_and_the_log_has_no_fault(logged):
    tiles = LogTile.objects.order_by("level", "number")
    assert [(t.level, t.number, len(t.hashes) // 32) for t in tiles] == [
        (0, 0, 256),
        (0, 1, 44),
        (1, 0, 1),
    ]
    assert [*LogCheckpoint.objects.values_list("size", flat=True)] == [1, 100, 256, 300]
    assert [*log.faults()] == []


def write(sql, *parameters):
    """As somebody who holds the database would, past every guard."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, parameters)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")


def change_a_fact(rows, number):
    write("UPDATE groups_group SET slug = %s WHERE id = %s", f"lain-{number}", rows[number].pk)


def change_a_time(rows, number):
    entry = LogEntry.objects.get(index=number)
    at = entry.audit_event.at - timedelta(days=1)
    write("UPDATE kimportal_auditevent SET at = %s WHERE id = %s", at, entry.audit_event_id)


def change_the_entry(rows, number):
    data = LogEntry.objects.get(index=number).data.replace("verified", "withdrawn")
    write('UPDATE kimportal_logentry SET data = %s WHERE "index" = %s', data, number)


def change_a_hash(rows, number):
    tile, position = divmod(number, 256)
    row = LogTile.objects.get(level=0, number=tile)
    hashes = bytearray(row.hashes)
    hashes[position * 32] ^= 1
    LogTile.objects.filter(pk=row.pk).update(hashes=bytes(hashes))


def swap_two(rows, number):
    # The subject and act move with the words, so that each row fits the tables.
    columns = "data, subject, audit_event_id, source"
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {columns} FROM kimportal_logentry WHERE "index" IN (%s, %s) ORDER BY "index"',
            [number, number + 1],
        )
        first, second = cursor.fetchall()
    update = (
        "UPDATE kimportal_logentry SET data = %s, subject = %s, audit_event_id = %s, source = %s"
        ' WHERE "index" = %s'
    )
    write(update, first[0], first[1], None, "held", number)
    write(update, *first, number + 1)
    write(update, *second, number)


def delete_one(rows, number):
    write('DELETE FROM kimportal_logentry WHERE "index" = %s', number)


def insert_one(rows, number):
    entry = LogEntry.objects.get(index=number)
    write(
        'INSERT INTO kimportal_logentry ("index", data, subject, source, at) VALUES (%s,%s,%s,%s,%s)',
        300 + number,
        entry.data,
        entry.subject,
        f"expired campaigns.material {number} 2020-12-09T00:00:00Z",
        entry.at,
    )


def change_a_root(rows, number):
    row = LogCheckpoint.objects.order_by("size")[number % 4]
    forged = Checkpoint(log.origin(), row.size, leaf_hash(str(number).encode()))
    note = log.signer().sign(str(forged))  # whoever holds the database may hold the key
    write("UPDATE kimportal_logcheckpoint SET note = %s WHERE size = %s", note, row.size)


EDITS = (
    change_a_fact,
    change_a_time,
    change_the_entry,
    change_a_hash,
    swap_two,
    delete_one,
    insert_one,
    change_a_root,
)


@pytest.mark.parametrize("edit", EDITS)
def test_every_kind_of_change_is_found_wherever_it_is(logged, edit):
    for number in range(3, 300, 12):
        with transaction.atomic():
            edit(logged, number)
            assert [*log.faults()], f"{edit.__name__} {number} was not found"
            transaction.set_rollback(True)
    assert [*log.faults()] == []


def test_the_command_tells_the_operator(logged, settings, capsys):
    settings.SECURITY_CONTACT = "mailto:aman@example.org"
    call_command("check_log")
    assert "300 entries checked, 0 faults" in capsys.readouterr().out

    change_a_fact(logged, 7)
    with pytest.raises(CommandError, match="not what it was"):
        call_command("check_log")

    assert "entry 7" in capsys.readouterr().out


# -- as an outsider sees it


def run(*arguments):
    """Run the program that the portal offers, in a Python without our packages."""
    command = [sys.executable, "-I", "-S", checker.__file__, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def key():
    return log.signer().verifier_key


def download(folder):
    """Fetch the public files of the log into a folder."""
    client = Client()
    size = LogCheckpoint.objects.latest().size
    names = ["checkpoint"]
    for number in range(-(-size // 256)):
        width = min(256, size - number * 256)
        names.append(f"tile/entries/{number:03}" + (f".p/{width}" if width < 256 else ""))
    for name in names:
        response = client.get(f"/catatan/{name}")
        assert response.status_code == 200, name
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(response.content)
    return folder


def test_a_proof_is_small_and_checked_by_python_alone(logged, client, tmp_path):
    response = client.get(reverse("log_proof", args=[42]))
    path = tmp_path / "bukti.tlog-proof"
    path.write_bytes(response.content)

    process = run(key(), path)

    assert len(response.content) < 2048
    assert process.stdout.startswith("TRUE: entry 42 of 300\n")
    assert json.loads(process.stdout.splitlines()[1])["kim"] == logged[42].slug
    assert "sessionid" not in response.cookies
    assert not response.has_header("Vary") or "Cookie" not in response["Vary"]


@pytest.mark.parametrize("place", range(0, 1000, 83))
def test_a_changed_proof_is_refused(logged, client, tmp_path, place):
    content = bytearray(client.get(reverse("log_proof", args=[42])).content)
    at = 25 + place % (len(content) - 30)
    content[at] = content[at] ^ 1
    path = tmp_path / "bukti.tlog-proof"
    path.write_bytes(content)

    process = run(key(), path)

    assert process.returncode == 1
    assert "TRUE" not in process.stdout


def test_an_outsider_with_an_old_checkpoint_sees_the_log_grow(logged, tmp_path):
    old = tmp_path / "lama"
    old.write_text(LogCheckpoint.objects.get(size=100).note)

    process = run(key(), download(tmp_path), old)

    assert process.stdout == "TRUE: 300 entries, the first 100 as they were\n"


def rewrite(number):
    """Forge an entry, and everything that follows from it, with the portal's own key."""
    entries = [*LogEntry.objects.order_by("index")]
    data = entries[number].data.replace("verified", "withdrawn")
    write('UPDATE kimportal_logentry SET data = %s WHERE "index" = %s', data, number)
    entries[number].data = data
    tiles = log.MemoryTiles(leaf_hash(entry.data.encode()) for entry in entries)
    for (level, row), hashes in tiles.tiles().items():
        LogTile.objects.filter(level=level, number=row).update(hashes=hashes)
    for checkpoint in LogCheckpoint.objects.all():
        root = log.Tree(tiles.hash_at).root(checkpoint.size)
        note = log.signer().sign(str(Checkpoint(log.origin(), checkpoint.size, root)))
        write("UPDATE kimportal_logcheckpoint SET note = %s WHERE size = %s", note, checkpoint.size)


def test_an_outsider_with_an_old_checkpoint_sees_a_rewritten_log(logged, tmp_path):
    old = tmp_path / "lama"
    old.write_text(LogCheckpoint.objects.get(size=100).note)
    rewrite(42)

    process = run(key(), download(tmp_path), old)

    assert process.returncode == 1
    assert "the first 100 entries are not what they were" in process.stderr


def test_the_page_names_entries_key_and_newest_checkpoint(logged, client):
    page = client.get(reverse("transparency_log")).content.decode()

    assert logged[299].slug in page
    assert key() in page
    assert "300 entri" in page


def test_the_feed_has_one_checkpoint_a_day(logged, client):
    feed = client.get(reverse("log_feed")).content.decode()

    assert feed.count("<entry>") == 1
    assert reverse("log_old_checkpoint", args=[300]) in feed


@pytest.mark.parametrize(
    "address",
    [
        *("tile/0/001", "tile/0/000.p/0", "tile/0/001.p/45", "tile/0/000.p/257", "tile/9/000"),
        *("tile/entries/001", "tile/entries/000.p/0", "tile/entries/009", "tile/0/x001/000"),
        *("300.tlog-proof", "checkpoint/7", "tile/0/99", "99999999999999999999.tlog-proof"),
        *("checkpoint/99999999999999999999", "tile/99999999999999999999/000"),
    ],
)
def test_what_is_not_in_the_log_is_404(logged, client, address):
    assert client.get(f"/catatan/{address}").status_code == 404


def test_full_tiles_are_kept_by_caches_and_the_checkpoint_is_not(logged, client):
    tile = client.get(reverse("log_tile", kwargs={"level": 0, "number": 0}))
    checkpoint = client.get(reverse("log_checkpoint"))

    assert "immutable" in tile["Cache-Control"]
    assert len(tile.content) == 256 * 32
    assert "immutable" not in checkpoint["Cache-Control"]
