from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _


class Refusal:
    """A 'no' that carries its reason: falsy in a template's `if`, printable beside it."""

    def __init__(self, reason):
        self.reason = reason

    def __bool__(self):
        return False

    def __str__(self):
        return str(self.reason)


def require(answer):
    """Go on if a rule said yes; else answer 403 with the rule's reason."""
    if not answer:
        raise PermissionDenied(str(answer))


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
