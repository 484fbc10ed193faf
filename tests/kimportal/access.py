"""Who may open kimportal's addresses (the words: tests/access.py)."""

from tests.access import PUBLIC, only

STAFF = ("reviewer", "far_reviewer", "national_reviewer", "editor", "administrator")

ACCESS = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "style_guide": only(*STAFF),
}
