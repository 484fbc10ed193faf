"""Sizes of the drills: short for every day, with FULL=1 as large as SECURITY_BAR asks."""

import os

#: (every day, the bar's) where the two differ.
SIZES = {
    "R1_SECONDS": (20, 120),
    "R3_SECONDS": (60, 600),
    "R16_AWAY": (30, 600),
    "R17_SECONDS": (40, 600),
    "R35_TEXTS": (100, 1000),
    "R59_SENDS": (100, 1000),
}


def full():
    return os.environ.get("FULL", "0") not in ("", "0")


def size(name):
    """Return the size of this drill; the environment may set it by its name."""
    return int(os.environ.get(name) or SIZES[name][full()])
