"""Who may open campaigns' addresses (the words: tests/access.py)."""

ACCESS = {}
