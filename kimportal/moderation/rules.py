from django.utils.translation import gettext as _

from kimportal.web.permissions import Denied


def may_review(person, item):
    """Whether this person may decide on this waiting thing, as far as any thing is concerned.

    Nobody reviews what they submitted themselves (DESIGN, Lives; ASVS 2.3.5: a second approver).
    Whose group it is, and whether the place lies in the jurisdiction, the thing's own app adds.
    """
    if not person.is_reviewer:
        return Denied(_("Only reviewers decide on this."))
    if item.submitted_by_id == person.pk:
        return Denied(_("You sent this yourself, so a colleague decides on it."))
    return True
