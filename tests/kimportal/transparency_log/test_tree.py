"""The Merkle tree against the plain recursion of RFC 6962."""

import hashlib

import pytest

from kimportal.transparency_log.log import MemoryTiles
from kimportal.transparency_log.tree import Tree, leaf_hash, node_hash, root_from_proof

SIZES = (1, 2, 3, 7, 8, 255, 256, 257, 511, 600, 1024, 66_000)
LEAVES = [leaf_hash(str(number).encode()) for number in range(max(SIZES))]


def plain_root(hashes):
    """MTH of RFC 6962, §2.1, over the leaves' hashes."""
    if not hashes:
        return hashlib.sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return node_hash(plain_root(hashes[:middle]), plain_root(hashes[middle:]))


@pytest.fixture(scope="module")
def tree():
    return Tree(MemoryTiles(LEAVES).hash_at)


@pytest.mark.parametrize("size", [0, *SIZES])
def test_the_root_is_that_of_the_rfc(tree, size):
    assert tree.root(size) == plain_root(LEAVES[:size])


def test_the_known_root_of_the_empty_tree():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert Tree(MemoryTiles([]).hash_at).root(0).hex() == empty


@pytest.mark.parametrize("size", SIZES)
def test_a_proof_leads_to_the_root_and_another_entry_does_not(tree, size):
    for index in {0, size // 2, size - 1}:
        proof = tree.inclusion_proof(index, size)

        assert root_from_proof(LEAVES[index], index, size, proof) == tree.root(size)
        assert root_from_proof(leaf_hash(b"x"), index, size, proof) != tree.root(size)
        assert len(proof) <= (size - 1).bit_length()


@pytest.mark.parametrize(("index", "size"), [(5, 5), (-1, 3), (0, 0)])
def test_there_is_no_proof_of_what_is_not_there(tree, index, size):
    with pytest.raises(ValueError, match="no such entry"):
        tree.inclusion_proof(index, size)
    with pytest.raises(ValueError, match="no such entry"):
        root_from_proof(LEAVES[0], index, size, [])


def test_a_proof_that_is_too_long_or_too_short_is_refused(tree):
    proof = tree.inclusion_proof(3, 600)

    with pytest.raises(ValueError, match="too long"):
        root_from_proof(LEAVES[3], 3, 600, [*proof, bytes(32)])
    with pytest.raises(IndexError):
        root_from_proof(LEAVES[3], 3, 600, proof[:-1])
