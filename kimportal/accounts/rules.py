from django.utils.translation import gettext as _

from kimportal.web.permissions import Denied


def may_manage_staff(person):
    """Whether this person invites staff and gives roles: national administrators do."""
    if not person.is_administrator or person.jurisdiction_codes:
        return Denied(_("Only national administrators look after staff accounts."))
    return True


def may_change_office(person, other):
    """Whether this person may change the other's role; nobody their own, so one always stays."""
    if person.pk == other.pk:
        return Denied(_("A colleague changes your own role."))
    if other.erased_at:
        return Denied(_("This person has left."))
    return may_manage_staff(person)
