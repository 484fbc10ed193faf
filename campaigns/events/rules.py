from django.utils.translation import gettext as _

from groups.jurisdictions.rules import has_jurisdiction
from groups.kim.rules import has_no_tie, membership_of
from groups.members.models import MemberRole
from kimportal.moderation import rules
from kimportal.moderation.states import State
from kimportal.web.permissions import Denied


def may_plan(person):
    """Allow members of any verified KIM."""
    if person.memberships.current().filter(group__state=State.LIVE).exists():
        return True
    return Denied(_("Events are planned and reported by members of a verified KIM."))


def may_begin(person, group):
    """Allow members of this KIM once it is verified."""
    if not belongs(person, group):
        return Denied(_("Only members of this KIM report its events."))
    if not group.is_live:
        return Denied(_("Events can be sent in as soon as your KIM is verified."))
    return True


def may_edit(person, event):
    """Allow members of the KIM, unless the event was rejected or withdrawn."""
    if not belongs(person, event.group):
        return Denied(_("Only members of this KIM report its events."))
    if event.state in {State.REJECTED, State.WITHDRAWN}:
        reason = _("This event is “%(state)s” and is no longer changed.")
        return Denied(reason % {"state": event.get_state_display()}, of=event)
    return True


def may_submit(person, event):
    """Allow members to submit a draft or a returned event."""
    if not event.is_editable:
        return Denied(_("This has been sent in already."), of=event)
    return may_edit(person, event)


def may_discard(person, event):
    """Allow the draft's author and officers of the KIM, until it is submitted."""
    if event.state != State.DRAFT or event.submitted_at:
        return Denied(_("Only drafts that were never sent in are thrown away."), of=event)
    own = membership_of(person, event.group)
    if own and (event.begun_by_id == person.pk or own.role != MemberRole.MEMBER):
        return True
    return Denied(_("Only whoever began this draft, or an officer, throws it away."))


def may_withdraw(person, event):
    """Allow officers of the KIM and reviewers of its region."""
    if not event.is_live:
        return Denied(_("Only published events can be withdrawn."), of=event)
    if person.is_reviewer and _from_outside(person, event):
        return True
    own = membership_of(person, event.group)
    if own and own.role != MemberRole.MEMBER:
        return True
    return Denied(_("Only officers of the KIM may withdraw an event. Ask your chair."))


def may_review(person, event):
    """Allow reviewers of the KIM's region, but not on what they or their own KIM submitted."""
    return rules.may_review(person, event) and _from_outside(person, event)


def may_restore(person, event):
    return may_review(person, event)


def may_review_change(person, change_request):
    """Allow the event's reviewers to decide on a change while the event is live."""
    answer = rules.may_review(person, change_request)
    if answer and not change_request.item.is_live:
        return Denied(_("The event itself is not shown now; decide on that first."))
    return answer and _from_outside(person, change_request.item)


def may_object(person, event):
    """Allow reviewers of the place to object; the reviewers of the KIM decide."""
    if not person.is_reviewer or not has_jurisdiction(person, event.region_id):
        return Denied(_("Reviewers of the place may object."))
    if event.state not in {State.WAITING, State.LIVE}:
        return Denied(_("This has been decided on already."), of=event)
    if has_jurisdiction(person, event.group.region_code):
        return Denied(_("You decide on this event yourself."))
    return has_no_tie(person, event.group)


def may_see_inside(person, event):
    """Allow the KIM's members and the event's reviewers to see what is never public."""
    return belongs(person, event.group) or (
        person.is_reviewer and _oversees(person, event) and event.state != State.DRAFT
    )


def _from_outside(person, event):
    if not has_jurisdiction(person, event.group.region_code):
        return Denied(_("This KIM lies outside your region: its own reviewers decide."))
    return has_no_tie(person, event.group)


def belongs(person, group):
    return membership_of(person, group) is not None


def _oversees(person, event):
    return has_jurisdiction(person, event.region_id) or has_jurisdiction(
        person, event.group.region_code
    )
