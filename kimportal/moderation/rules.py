from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kimportal.web.permissions import Denied

if TYPE_CHECKING:
    from kimportal.accounts.models import Person
    from kimportal.moderation.models import ModeratedModel


def may_review(person: "Person", item: "ModeratedModel") -> bool | Denied:
    """May decide on this waiting item, as far as every moderated model is concerned.

    Nobody reviews what they submitted themselves (ASVS 2.3.5: a second approver). The rules of
    each model add the jurisdiction and that nobody reviews their own KIM.
    """
    if not person.is_reviewer:
        return Denied(_("Only reviewers decide on this."))
    if item.submitted_by_id == person.pk:
        return Denied(_("You sent this yourself, so a colleague decides on it."))
    return True
