from django.utils.translation import gettext as _

from groups.jurisdictions.rules import has_jurisdiction
from kimportal.web.permissions import Denied


def may_import(person):
    """Import a register: any reviewer; a colleague decides on the imported KIM."""
    if not person.is_reviewer:
        return Denied(_("Only reviewers and administrators bring in registers."))
    return True


def may_mend(person, row):
    """Mend a row: whoever uploaded it, and once its register is taken in, staff of its region."""
    answer = may_import(person)
    if not answer:
        return answer
    if row.register.by_id != person.pk and not has_jurisdiction(person, row.area):
        return Denied(_("This place lies outside your region."))
    if not row.is_open:
        return Denied(_("This row has come in already."))
    return True
