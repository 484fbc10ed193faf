from django.core.exceptions import PermissionDenied
from django.http import Http404


class Denied:
    """A 'no' that carries its reason: falsy in a template's `if`, printable beside it.

    `of` is the thing whose state is the reason, where it is not who asks: what was sent in is not
    sent in again. Whoever is late is led to its page instead of being shut out (NotNow).
    """

    def __init__(self, reason, *, of=None):
        self.reason, self.of = reason, of

    def __bool__(self):
        return False

    def __str__(self):
        return str(self.reason)


class StaleAction(PermissionDenied):
    """As `thing` stands this cannot be done; often a second tap, or a page left open."""

    def __init__(self, reason, item):
        self.item = item
        super().__init__(reason)


class NotFoundWithReason(Http404):
    """A 404 whose page says these words: what became of it, and what to do."""


def require_permission(answer):
    """Go on if a rule said yes; else answer 403 with the rule's reason, or NotNow."""
    if not answer:
        item = getattr(answer, "of", None)
        raise StaleAction(str(answer), item) if item else PermissionDenied(str(answer))
