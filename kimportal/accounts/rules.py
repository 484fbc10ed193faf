from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kimportal.web.permissions import Denied

if TYPE_CHECKING:
    from kimportal.accounts.models import Person


def may_manage_staff(person: "Person") -> "bool | Denied":
    """National administrators may invite staff and give roles."""
    if not person.is_administrator or person.jurisdiction_codes:
        return Denied(_("Only national administrators look after staff accounts."))
    return True


def may_change_role(person: "Person", other: "Person") -> "bool | Denied":
    """Nobody may change their own role, so that one administrator always stays."""
    if person.pk == other.pk:
        return Denied(_("A colleague changes your own role."))
    if other.erased_at:
        return Denied(_("This person has left."))
    return may_manage_staff(person)
