"""What differs between two versions of a field, word by word."""

import pytest

from kimportal.moderation.field_changes import MOST_WORDS, Change


def marked(before, after):
    """What goes and what comes."""
    change = Change("Tentang", before, after)
    assert "".join(text for text, _marked in change.old_parts) == before
    assert "".join(text for text, _marked in change.new_parts) == after
    return (
        [text.strip() for text, gone in change.old_parts if gone],
        [text.strip() for text, new in change.new_parts if new],
    )


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("Rabu di balai RW", "Jumat di balai RW", ["Rabu"], ["Jumat"]),
        ("Rabu di balai", "Rabu di balai RW 05", [], ["RW 05"]),
        ("Kini juga di radio", "Kini di radio", ["juga"], []),
        ("sama saja", "sama saja", [], []),
        ("baris satu\nbaris dua", "baris satu\nbaris tiga", ["dua"], ["tiga"]),
    ],
)
def test_only_what_differs_is_marked(before, after, gone, come):
    assert marked(before, after) == (gone, come)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "Baru sama sekali"),
        ("Hilang", ""),
        ("Satu dua tiga empat", "Lain kata seluruhnya di sini"),
        ("kata " * MOST_WORDS, "kata lain " * MOST_WORDS),
    ],
)
def test_where_marks_would_not_help_there_are_none(before, after):
    assert marked(before, after) == ([], [])
