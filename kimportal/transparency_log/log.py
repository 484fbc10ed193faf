"""Append to the log, prove what is in it, and check it."""

import base64
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from kimportal.transparency_log.facts import Fact, fact_sources
from kimportal.transparency_log.models import LogCheckpoint, LogEntry, LogTile
from kimportal.transparency_log.signed_note import Checkpoint, InvalidNote, Signer, verify
from kimportal.transparency_log.tree import (
    HASH_SIZE,
    TILE_WIDTH,
    Tree,
    complete_root,
    leaf_hash,
)

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
BATCH = 1000
#: Between reading what is due and signing the checkpoint.
MAX_APPEND_TIME = timedelta(minutes=1)


def is_kept() -> bool:
    return bool(settings.TRANSPARENCY_LOG_KEY)


def origin() -> str:
    """Return the name of this log: the portal's host and the log's path."""
    return settings.SITE_URL.partition("://")[2].rstrip("/") + "/catatan"


def signer() -> Signer:
    return Signer(origin(), base64.b64decode(settings.TRANSPARENCY_LOG_KEY))


def append_due_facts() -> int:
    """Log whatever became public and cannot be undone any more; return how many entries."""
    if not is_kept():
        return 0
    facts = [fact for source in fact_sources().values() for fact in source.due()]
    facts.sort(key=lambda fact: (fact.due_at, fact.audit_event.pk if fact.audit_event else 0))
    try:
        append(facts)
    except IntegrityError:
        return 0  # another process logged at the same moment; the rest follows next time
    return len(facts)


@transaction.atomic
def append(facts: list[Fact], *, at: datetime | None = None) -> None:
    """Add the facts as entries, extend the tiles, sign the new checkpoint."""
    if not facts:
        return
    at, start = at or timezone.now(), LogEntry.objects.next_index()
    LogEntry.objects.bulk_create(
        (
            LogEntry(
                index=index,
                data=fact.data,
                subject=fact.subject,
                audit_event=fact.audit_event,
                source=fact.source,
                at=at,
            )
            for index, fact in enumerate(facts, start)
        ),
        batch_size=BATCH,
    )
    _extend_tiles([leaf_hash(fact.data.encode()) for fact in facts], start)
    size = start + len(facts)
    checkpoint = Checkpoint(origin(), size, Tree(StoredTiles().hash_at).root(size))
    LogCheckpoint.objects.create(size=size, note=signer().sign(str(checkpoint)), at=at)


def _extend_tiles(hashes: list[bytes], start: int, level: int = 0) -> None:
    """Add hashes to a level from position `start`; each full tile gives one to the next level."""
    number, filled = divmod(start, TILE_WIDTH)
    if filled:
        tile = LogTile.objects.get(level=level, number=number)
    else:
        tile = LogTile(level=level, number=number, hashes=b"")
    above: list[bytes] = []
    while hashes:
        room = TILE_WIDTH - len(tile.hashes) // HASH_SIZE
        tile.hashes = bytes(tile.hashes) + b"".join(hashes[:room])
        hashes = hashes[room:]
        tile.save()
        if len(tile.hashes) == TILE_WIDTH * HASH_SIZE:
            above.append(complete_root(split_hashes(bytes(tile.hashes))))
            tile = LogTile(level=level, number=tile.number + 1, hashes=b"")
    if above:
        _extend_tiles(above, start // TILE_WIDTH, level + 1)


def split_hashes(data: bytes) -> list[bytes]:
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


class StoredTiles:
    """The tiles of the database, each read once."""

    def __init__(self) -> None:
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def hash_at(self, level: int, index: int) -> bytes:
        number, position = divmod(index, TILE_WIDTH)
        if (level, number) not in self._tiles:
            tile = LogTile.objects.get(level=level, number=number)
            self._tiles[level, number] = split_hashes(bytes(tile.hashes))
        return self._tiles[level, number][position]


class MemoryTiles:
    """Tiles computed from the hashes of all entries."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.levels = [[*leaves]]
        while len(self.levels[-1]) >= TILE_WIDTH:
            below = self.levels[-1]
            full = len(below) // TILE_WIDTH * TILE_WIDTH
            self.levels.append(
                [complete_root(below[at : at + TILE_WIDTH]) for at in range(0, full, TILE_WIDTH)]
            )

    def hash_at(self, level: int, index: int) -> bytes:
        return self.levels[level][index]

    def tiles(self) -> dict[tuple[int, int], bytes]:
        return {
            (level, at // TILE_WIDTH): b"".join(hashes[at : at + TILE_WIDTH])
            for level, hashes in enumerate(self.levels)
            for at in range(0, len(hashes), TILE_WIDTH)
        }


class Proof:
    """The proof that an entry is in the log, as a file of C2SP tlog-proof."""

    def __init__(self, entry: LogEntry) -> None:
        self.entry = entry
        self.checkpoint = LogCheckpoint.objects.latest()

    @cached_property
    def hashes(self) -> list[bytes]:
        return Tree(StoredTiles().hash_at).inclusion_proof(self.entry.index, self.checkpoint.size)

    def __str__(self) -> str:
        extra = base64.b64encode(self.entry.data.encode()).decode()
        lines = [
            PROOF_HEADER,
            f"extra {extra}",
            f"index {self.entry.index}",
            *(base64.b64encode(value).decode() for value in self.hashes),
        ]
        return "\n".join(lines) + "\n\n" + self.checkpoint.note


def faults() -> Iterator[str]:
    """Yield what is wrong with the log, by the portal's own tables and by itself."""
    entries = [*LogEntry.objects.select_related("audit_event").order_by("index")]
    yield from _misplaced(entries)
    yield from _differing(entries)
    yield from _unlogged(entries)
    tiles = MemoryTiles(leaf_hash(entry.data.encode()) for entry in entries)
    yield from _wrong_tiles(tiles)
    yield from _wrong_checkpoints(tiles, len(entries))


def _misplaced(entries: list[LogEntry]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        if entry.index != number:
            yield f"entry {number} is missing"
            return


def _differing(entries: list[LogEntry]) -> Iterator[str]:
    """Compare each entry with what the tables say."""
    by_label: dict[str, list[LogEntry]] = {}
    for entry in entries:
        by_label.setdefault(entry.target_type, []).append(entry)
    for label, group in by_label.items():
        source = fact_sources().get(label)
        facts = source.recompute(group) if source else {}
        for entry in group:
            fact = facts.get(entry.index)
            if fact is None:
                yield f"entry {entry.index}: the tables have nothing of the kind"
            elif (fact.data, fact.subject, fact.source) != (
                entry.data,
                entry.subject,
                entry.source,
            ):
                yield f"entry {entry.index} ({entry.subject}): the tables say something else"


def _unlogged(entries: list[LogEntry]) -> Iterator[str]:
    """Find facts that should have been logged before the newest entry was."""
    if not entries:
        return
    newest = max(entry.at for entry in entries)
    for source in fact_sources().values():
        for fact in source.due():
            if fact.due_at < newest - MAX_APPEND_TIME:
                yield f"not logged: {fact.data}"


def _wrong_tiles(computed: MemoryTiles) -> Iterator[str]:
    stored = {(tile.level, tile.number): bytes(tile.hashes) for tile in LogTile.objects.iterator()}
    expected = computed.tiles() if computed.levels[0] else {}
    for key in sorted(stored.keys() | expected.keys()):
        if stored.get(key) != expected.get(key):
            yield f"tile {key[0]}/{key[1]} differs from the entries"


def _wrong_checkpoints(tiles: MemoryTiles, size: int) -> Iterator[str]:
    tree, newest = Tree(tiles.hash_at), 0
    for row in LogCheckpoint.objects.order_by("size"):
        newest = row.size
        try:
            text = verify(row.note, signer().verifier_key)
        except InvalidNote as error:
            yield f"checkpoint {row.size}: {error}"
            continue
        checkpoint = Checkpoint.parse(text)
        if checkpoint.size != row.size or row.size > size:
            yield f"checkpoint {row.size}: the log has {size} entries"
        elif checkpoint.root != tree.root(row.size):
            yield f"checkpoint {row.size}: the entries have another root"
    if newest != size:
        yield f"the newest checkpoint is of {newest} entries, the log has {size}"
