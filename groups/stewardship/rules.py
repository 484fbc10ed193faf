from django.utils.translation import gettext as _

from groups.jurisdictions.rules import has_jurisdiction
from groups.kim.rules import has_no_tie
from kimportal.moderation.states import State
from kimportal.web.permissions import Denied


def may_look_after(person, group):
    """Act for a KIM: reviewers of its region who do not belong to it."""
    if not person.is_reviewer:
        return Denied(_("Only reviewers and administrators act for a KIM."))
    if not has_jurisdiction(person, group.region_code):
        return Denied(_("This place lies outside your region."))
    return has_no_tie(person, group)


def may_appoint(person, group):
    if group.state in {State.REJECTED, State.WITHDRAWN}:
        return Denied(_("Nobody joins while this is “%s”.") % group.get_state_display())
    return may_look_after(person, group)


def may_edit_for(person, group):
    """Open the forms in place of the KIM's officers."""
    if not (group.is_live or group.is_editable):
        reason = _("Nothing can be changed while this is “%s”.") % group.get_state_display()
        return Denied(reason)
    if group.is_live and group.open_change_request:
        return Denied(_("Another change of this KIM is being written or waits for review."))
    return may_look_after(person, group)


def may_send_for(person, group):
    if not group.is_editable:
        return Denied(_("This has been sent in already."))
    return may_look_after(person, group)


def may_take_back(person, group):
    """Return a waiting registration to oneself, to mend what the KIM cannot."""
    if group.state != State.WAITING:
        return Denied(_("Only a registration that waits for review goes back."))
    return may_look_after(person, group)


def may_reopen(person, group):
    if group.state != State.REJECTED:
        return Denied(_("Only a rejected registration is opened again."))
    return may_look_after(person, group)


def may_confirm_for(person, group):
    if not group.is_live:
        return Denied(_("Only a verified KIM confirms its data."))
    return may_look_after(person, group)


def may_register_for(person, region_code):
    """Enter a KIM that has no phone of its own."""
    if not person.is_reviewer:
        return Denied(_("Only reviewers and administrators act for a KIM."))
    if not has_jurisdiction(person, region_code):
        return Denied(_("This place lies outside your region."))
    return True
