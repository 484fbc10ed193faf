from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _


class Refusal:
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


class NotNow(PermissionDenied):
    """As `thing` stands this cannot be done; often a second tap, or a page left open."""

    def __init__(self, reason, thing):
        self.thing = thing
        super().__init__(reason)


class NotThere(Http404):
    """A 404 whose page says these words: what became of it, and what to do."""


def require(answer):
    """Go on if a rule said yes; else answer 403 with the rule's reason, or NotNow."""
    if not answer:
        thing = getattr(answer, "of", None)
        raise NotNow(str(answer), thing) if thing else PermissionDenied(str(answer))


def may_review(person, thing):
    """Whether this person may decide on this waiting thing, as far as any thing is concerned.

    Nobody reviews what they submitted themselves (DESIGN, Lives; ASVS 2.3.5: a second approver).
    Whose group it is, and whether the place lies in the jurisdiction, the thing's own app adds.
    """
    if not person.is_reviewer:
        return Refusal(_("Only reviewers decide on this."))
    if thing.submitted_by_id == person.pk:
        return Refusal(_("You sent this yourself, so a colleague decides on it."))
    return True


def may_manage_staff(person):
    """Whether this person invites staff and gives roles: national administrators do."""
    if not person.is_administrator or person.jurisdiction_codes:
        return Refusal(_("Only national administrators look after staff accounts."))
    return True


def may_change_office(person, other):
    """Whether this person may change the other's role; nobody their own, so one always stays."""
    if person.pk == other.pk:
        return Refusal(_("A colleague changes your own role."))
    if other.erased_at:
        return Refusal(_("This person has left."))
    return may_manage_staff(person)
