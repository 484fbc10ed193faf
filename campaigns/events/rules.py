from django.utils.translation import gettext as _

from groups.jurisdictions.rules import has_jurisdiction
from groups.kim.rules import has_no_tie, membership_of
from groups.members.models import MemberRole
from kimportal.moderation import rules
from kimportal.moderation.states import State
from kimportal.web.permissions import Denied


def may_plan(person):
    """Whoever belongs to a verified KIM, whichever it is."""
    if person.memberships.current().filter(group__state=State.LIVE).exists():
        return True
    return Denied(_("Events are planned and reported by members of a verified KIM."))


def may_begin(person, group):
    """Any member of a verified KIM may plan and report; nobody else may in its name."""
    if not belongs(person, group):
        return Denied(_("Only members of this KIM report its events."))
    if not group.is_live:
        return Denied(_("Events can be sent in as soon as your KIM is verified."))
    return True


def may_edit(person, event):
    """Members mend what is theirs; what was rejected or withdrawn stays as it was."""
    if not belongs(person, event.group):
        return Denied(_("Only members of this KIM report its events."))
    if event.state in {State.REJECTED, State.WITHDRAWN}:
        reason = _("This event is “%(state)s” and is no longer changed.")
        return Denied(reason % {"state": event.get_state_display()}, of=event)
    return True


def may_submit(person, event):
    """Send in a plan, or what was returned as it is now."""
    if not event.is_editable:
        return Denied(_("This has been sent in already."), of=event)
    return may_edit(person, event)


def may_discard(person, event):
    """Whoever began a draft, and the officers, throw it away while nobody has sent it in."""
    if event.state != State.DRAFT or event.submitted_at:
        return Denied(_("Only drafts that were never sent in are thrown away."), of=event)
    own = membership_of(person, event.group)
    if own and (event.begun_by_id == person.pk or own.role != MemberRole.MEMBER):
        return True
    return Denied(_("Only whoever began this draft, or an officer, throws it away."))


def may_withdraw(person, event):
    """Officers of the KIM, and the staff of the region, take an approved event back."""
    if not event.is_live:
        return Denied(_("Only published events can be withdrawn."), of=event)
    if person.is_reviewer and _from_outside(person, event):
        return True
    own = membership_of(person, event.group)
    if own and own.role != MemberRole.MEMBER:
        return True
    return Denied(_("Only officers of the KIM may withdraw an event. Ask your chair."))


def may_review(person, event):
    """A reviewer of the KIM's region, wherever the event takes place; never on what they or their
    own KIM sent in."""
    return rules.may_review(person, event) and _from_outside(person, event)


def may_restore(person, event):
    return may_review(person, event)


def may_review_change(person, change_request):
    """Decide on a proposed change of a published event."""
    answer = rules.may_review(person, change_request)
    if answer and not change_request.item.is_live:
        return Denied(_("The event itself is not shown now; decide on that first."))
    return answer and _from_outside(person, change_request.item)


def may_object(person, event):
    """Object to what takes place in one's region: said by reviewers of the place to those of the
    KIM, who decide."""
    if not person.is_reviewer or not has_jurisdiction(person, event.region_id):
        return Denied(_("Reviewers of the place may object."))
    if event.state not in {State.WAITING, State.LIVE}:
        return Denied(_("This has been decided on already."), of=event)
    if has_jurisdiction(person, event.group.region_code):
        return Denied(_("You decide on this event yourself."))
    return has_no_tie(person, event.group)


def may_see_inside(person, event):
    """What the public never reads, such as private photos: its members and those who review it."""
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
