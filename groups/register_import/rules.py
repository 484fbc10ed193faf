from django.utils.translation import gettext as _

from kimportal.web.permissions import Refusal

# -- reviewers


def may_import(person):
    """Bring in a register: whoever reviews; what they bring, a colleague decides on."""
    if not person.is_reviewer:
        return Refusal(_("Only reviewers and administrators bring in registers."))
    return True
