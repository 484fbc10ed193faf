from django.utils.translation import gettext as _

from kimportal.web.permissions import Denied

# -- reviewers


def may_import(person):
    """Bring in a register: whoever reviews; what they bring, a colleague decides on."""
    if not person.is_reviewer:
        return Denied(_("Only reviewers and administrators bring in registers."))
    return True
