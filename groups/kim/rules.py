from django.utils.translation import gettext as _

from groups.jurisdictions.rules import has_jurisdiction
from groups.kim.models import Group
from groups.members.models import MemberRole
from kimportal.moderation import rules
from kimportal.moderation.states import State
from kimportal.web.permissions import Denied

#: Drafts one person may have open at the same time.
MAX_DRAFTS = 5


# -- members


def membership_of(person, group):
    """Return the person's current membership, or None."""
    return next((tie for tie in _ties(person, group) if tie.is_current), None)


def _ties(person, group):
    """Return current and recent memberships of the group; queried once per group instance."""
    cache = group.__dict__.setdefault("_ties_by_person", {})
    if person.pk not in cache:
        cache[person.pk] = list(group.memberships.recent().filter(person=person))
    return cache[person.pk]


def may_register(person):
    if Group.objects.of(person).drafts()[:MAX_DRAFTS].count() >= MAX_DRAFTS:
        return Denied(_("You have several drafts open. Finish or hand in one of them first."))
    return True


def may_manage(person, group):
    """Chair and secretary act for the group."""
    membership = membership_of(person, group)
    if membership is None or not membership.manages:
        return Denied(_("The chair and the secretary of the KIM do this."))
    return True


def may_edit_group(person, group):
    """Open the group's forms, to complete a registration or to request changes of a live group."""
    membership = membership_of(person, group)
    if membership is None or membership.role == MemberRole.MEMBER:
        return Denied(_("The officers of the KIM do this."))
    if group.is_editable:
        return True
    if not group.is_live:
        reason = _("Nothing can be changed while this is “%s”.") % group.get_state_display()
        return Denied(reason, of=group)
    if group.open_change_request and group.open_change_request.state == State.WAITING:
        reason = _("Your change waits for review; the next one can follow after that.")
        return Denied(reason, of=group)
    return may_manage(person, group)


def may_complete(person, group):
    """Open the steps that only a registration has: declarations and the summary."""
    if group.is_live:
        return Denied(_("This KIM is verified already."), of=group)
    return may_edit_group(person, group)


def may_name_officers(person, group):
    """Open the officers' step of a registration; a live group has the members' page instead."""
    if not group.is_editable:
        return Denied(_("Officers of a verified KIM change on the members' page."), of=group)
    return may_edit_group(person, group)


def may_submit(person, group):
    if not group.is_editable:
        return Denied(_("This has been sent in already."), of=group)
    if group.missing_fields:
        return Denied(_("Something is still missing; see the steps marked below."), of=group)
    return may_edit_group(person, group)


def may_send_change(person, group):
    change_request = group.open_change_request
    if change_request is not None and change_request.state == State.WAITING:
        return Denied(_("This has been sent in already."), of=group)
    if change_request is None or not change_request.is_editable:
        return Denied(_("There is no change to send in."), of=group)
    return may_edit_group(person, group)


def may_confirm(person, group):
    if not group.is_live:
        return Denied(_("Only a verified KIM confirms its data."), of=group)
    return may_manage(person, group)


def may_review(person, group):
    """Decide on this group: a reviewer of its region who neither submitted it nor belongs to it."""
    answer = rules.may_review(person, group)
    return answer and _from_outside(person, group)


def may_restore(person, group):
    return may_review(person, group)


def may_review_change(person, change_request):
    """Decide on a change request of a live group."""
    answer = rules.may_review(person, change_request)
    if answer and not change_request.item.is_live:
        return Denied(_("The KIM itself is not shown now; decide on that first."))
    return (
        answer
        and may_relocate(person, change_request)
        and _from_outside(person, change_request.item)
    )


def may_relocate(person, change_request):
    """Decide on a move to another region: only who has jurisdiction over both regions."""
    if has_jurisdiction(person, change_request.new.get("region") or change_request.region_code):
        return True
    return Denied(_("The new place lies outside your region, so national staff decide on it."))


def may_withdraw(person, group):
    """Withdraw a live group: its chair and secretary, or a reviewer of its region."""
    if may_manage(person, group):
        return True
    if not person.is_reviewer:
        return Denied(_("The chair, the secretary or a reviewer does this."))
    return _from_outside(person, group)


def may_open_decree(person, group):
    """Open the scan: officers of the group and reviewers of its region; each access is recorded."""
    membership = membership_of(person, group)
    if membership and membership.role != MemberRole.MEMBER:
        return True
    if not person.is_reviewer or not has_jurisdiction(person, group.region_code):
        return Denied(_("Officers of the KIM and reviewers open this."))
    return True


def _from_outside(person, group):
    if not has_jurisdiction(person, group.region_code):
        return Denied(_("This place lies outside your region."))
    return has_no_tie(person, group)


def has_no_tie(person, group):
    """Whether a reviewer may decide on what this KIM sends in: not its member, now or lately."""
    if membership_of(person, group):
        return Denied(_("This is your own KIM, so a colleague decides on it."))
    if _ties(person, group):
        return Denied(_("You left this KIM less than a year ago, so a colleague decides on it."))
    return True
