from django.utils.translation import gettext as _

from kimportal.web.permissions import Denied


def may_import(person):
    """Import a register: any reviewer; a colleague decides on the imported KIM."""
    if not person.is_reviewer:
        return Denied(_("Only reviewers and administrators bring in registers."))
    return True
