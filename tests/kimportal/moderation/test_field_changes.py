"""Differences between two versions of a field, word by word."""

import pytest

from kimportal.moderation.field_changes import MAX_WORDS, Change


def marked(before, after):
    """Return the words marked as removed and as added."""
    change = Change("Tentang", before, after)
    assert "".join(text for text, _marked in change.old_parts) == before
    assert "".join(text for text, _marked in change.new_parts) == after
    return (
        [text.strip() for text, removed in change.old_parts if removed],
        [text.strip() for text, added in change.new_parts if added],
    )


@pytest.mark.parametrize(
    ("before", "after", "removed", "added"),
    [
        ("Rabu di balai RW", "Jumat di balai RW", ["Rabu"], ["Jumat"]),
        ("Rabu di balai", "Rabu di balai RW 05", [], ["RW 05"]),
        ("Kini juga di radio", "Kini di radio", ["juga"], []),
        ("sama saja", "sama saja", [], []),
        ("baris satu\nbaris dua", "baris satu\nbaris tiga", ["dua"], ["tiga"]),
    ],
)
def test_only_what_differs_is_marked(before, after, removed, added):
    assert marked(before, after) == (removed, added)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Baru sama sekali"),
        ("Hilang", ""),
        ("Satu dua tiga empat", "Lain kata seluruhnya di sini"),
        ("kata " * MAX_WORDS, "kata lain " * MAX_WORDS),
    ],
)
def test_where_marks_would_not_help_there_are_none(before, after):
    assert marked(before, after) == ([], [])
