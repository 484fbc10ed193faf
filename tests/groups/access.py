"""Who may open groups' addresses (the words: tests/access.py)."""

ACCESS = {}
