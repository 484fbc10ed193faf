"""Who may open groups' addresses (the words: tests/access.py)."""

from tests.access import PUBLIC

ACCESS = {
    "region_search": PUBLIC,
}
