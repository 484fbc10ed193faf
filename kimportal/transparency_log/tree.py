"""The Merkle tree of RFC 6962, §2.1, over hashes that are stored in tiles (C2SP tlog-tiles)."""

import hashlib
from collections.abc import Callable

#: Levels of the tree that one tile spans; a full tile holds 2**TILE_HEIGHT hashes.
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
HASH_SIZE = 32


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def largest_power_below(number: int) -> int:
    """Return the largest power of two that is smaller than `number` (2 or more)."""
    return 1 << (number - 1).bit_length() - 1


class Tree:
    """A tree whose complete subtrees come from `hash_at`.

    `hash_at(level, index)` returns the hash of the subtree over the TILE_WIDTH**level entries from
    index * TILE_WIDTH**level; level 0 holds the hashes of the entries themselves.
    """

    def __init__(self, hash_at: Callable[[int, int], bytes]) -> None:
        self.hash_at = hash_at

    def root(self, size: int) -> bytes:
        return self._hash(0, size) if size else hashlib.sha256().digest()

    def inclusion_proof(self, index: int, size: int) -> list[bytes]:
        """Return the hashes that lead from entry `index` to the root, lowest first (§2.1.1)."""
        if not 0 <= index < size:
            raise ValueError("the tree of this size has no such entry")
        start, end, proof = 0, size, []
        while end - start > 1:
            middle = start + largest_power_below(end - start)
            if index < middle:
                proof.append(self._hash(middle, end))
                end = middle
            else:
                proof.append(self._hash(start, middle))
                start = middle
        return proof[::-1]

    def _hash(self, start: int, end: int) -> bytes:
        """Return the hash over the entries from `start` to `end`, a subtree of some size."""
        size = end - start
        if size & (size - 1) == 0:
            return self._complete(size.bit_length() - 1, start)
        middle = start + largest_power_below(size)
        return node_hash(self._hash(start, middle), self._hash(middle, end))

    def _complete(self, height: int, start: int) -> bytes:
        level, rest = divmod(height, TILE_HEIGHT)
        first = start >> (level * TILE_HEIGHT)
        hashes = [self.hash_at(level, first + offset) for offset in range(1 << rest)]
        return complete_root(hashes)


def complete_root(hashes: list[bytes]) -> bytes:
    """Return the root over 1, 2, 4, 8 … hashes."""
    while len(hashes) > 1:
        hashes = [
            node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)
        ]
    return hashes[0]


def root_from_proof(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """Return the root that an inclusion proof leads to (RFC 9162, §2.1.3.2)."""
    if not 0 <= index < size:
        raise ValueError("the tree of this size has no such entry")
    root, last, rest = leaf, size - 1, list(proof)
    while last:
        if index & 1 or index == last:
            if index & 1:
                root = node_hash(rest.pop(0), root)
            # A right-most node without a sibling moves up unchanged.
        else:
            root = node_hash(root, rest.pop(0))
        index, last = index >> 1, last >> 1
    if rest:
        raise ValueError("the proof is too long")
    return root
