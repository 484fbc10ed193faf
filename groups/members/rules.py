from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from groups.kim.rules import may_manage, membership_of
from groups.members.models import (
    MAX_PER_ADDRESS_A_DAY,
    MAX_PER_ADDRESS_A_MONTH,
    Invitation,
    InvitationStop,
    MemberRole,
)
from kimportal.moderation.states import State
from kimportal.web.permissions import Denied

#: Open invitations of a group at the same time.
MAX_OPEN_INVITATIONS = 40
#: Unanswered addresses of a group, in two weeks, before it is verified: a few officers.
MAX_UNANSWERED_UNVERIFIED = 5
#: Invitations of one sender in 24 hours, whatever their state: for a verified group, and for
#: unverified groups.
MAX_A_DAY, MAX_A_DAY_UNVERIFIED = 60, 10


def may_invite(person, group):
    if group.state in {State.REJECTED, State.WITHDRAWN}:
        reason = _("Nobody joins while this is “%s”.") % group.get_state_display()
        return Denied(reason, of=group)
    if not (answer := _has_invitations_left(group)):
        return answer
    limit = MAX_A_DAY if group.is_live else MAX_A_DAY_UNVERIFIED
    today = Invitation.objects.created_since(timezone.now() - timedelta(days=1))
    if today.filter(invited_by=person)[:limit].count() >= limit:
        return Denied(_("You have invited many people today. Go on tomorrow."), of=group)
    return may_manage(person, group)


def _has_invitations_left(group):
    if group.invitations.open()[:MAX_OPEN_INVITATIONS].count() >= MAX_OPEN_INVITATIONS:
        reason = _("Many invitations are open. Wait for answers or take some back.")
        return Denied(reason, of=group)
    if not group.is_live and group.invitations.unanswered_addresses() >= MAX_UNANSWERED_UNVERIFIED:
        reason = _(
            "Until your KIM is verified, at most %(count)s officers are invited at a time. Wait "
            "for their answers."
        )
        return Denied(reason % {"count": MAX_UNANSWERED_UNVERIFIED}, of=group)
    return True


def may_be_invited(email):
    """Send another invitation to this address, whoever sends it."""
    if InvitationStop.objects.of(email).exists():
        return Denied(
            _("Whoever reads this address wants no invitations from the portal. Talk to them.")
        )
    sent, now = Invitation.objects.filter(email=email), timezone.now()
    today = sent.created_since(now - timedelta(days=1))[:MAX_PER_ADDRESS_A_DAY]
    month = sent.created_since(now - timedelta(days=30))[:MAX_PER_ADDRESS_A_MONTH]
    if today.count() >= MAX_PER_ADDRESS_A_DAY or month.count() >= MAX_PER_ADDRESS_A_MONTH:
        return Denied(_("Several e-mails went there lately. Please wait for an answer."))
    return True


def may_accept(person, invitation):
    if invitation.email != person.email:
        return Denied(_("This invitation was sent to another address. Sign in with that one."))
    if membership_of(person, invitation.group):
        return Denied(_("You are in this KIM already."), of=invitation.group)
    if invitation.role != MemberRole.MEMBER and not _may_still_invite(invitation):
        return Denied(_("Whoever invited you may no longer do so. Ask for a new invitation."))
    return True


def _may_still_invite(invitation):
    """Whether the sender may still appoint officers; staff do so for imported groups."""
    inviter = invitation.invited_by
    return inviter.is_staff or may_manage(inviter, invitation.group)


def may_revise(person, membership):
    """Edit a membership: managers any, everybody their own (to give or withdraw consent)."""
    if membership.person_id == person.pk:
        return True
    return may_manage(person, membership.group)


def may_consent(person, membership):
    """Give consent to show this name to the public (UU 27/2022 PDP art. 20)."""
    return membership.person_id in (None, person.pk)


def may_end(person, membership):
    if membership.is_chair:
        return Denied(_("Hand over the chair first; a KIM is never without one."))
    return may_manage(person, membership.group)


def may_leave(person, membership):
    if membership.person_id != person.pk:
        return Denied(_("Only the person themselves leaves."))
    if membership.is_chair:
        return Denied(_("Hand over the chair first; a KIM is never without one."))
    return True


def may_offer_chair(person, chair, heir):
    """Ask a member to become the chair; one member at a time."""
    answer = _may_pass_on_chair(person, chair, heir)
    if answer and heir.chair_offered_at:
        reason = _("%(name)s has been asked already and has not answered yet.")
        return Denied(reason % {"name": heir.name}, of=heir.group)
    offered = heir.group.memberships.offered_the_chair()
    if answer and (other := offered.exclude(pk=heir.pk).first()):
        reason = _("You have asked %(name)s already. Take that back before you ask somebody else.")
        return Denied(reason % {"name": other.name}, of=heir.group)
    return answer


def may_take_chair_back(person, chair, heir):
    answer = _may_pass_on_chair(person, chair, heir)
    if answer and not heir.chair_offered_at:
        return Denied(_("This was answered or taken back already."), of=heir.group)
    return answer


def may_answer_offer(person, heir):
    """Say yes or no to becoming the chair: only whom the chair asked."""
    if heir.person_id != person.pk:
        return Denied(_("Only whom the chair asked answers."))
    if heir.is_chair:
        return Denied(_("You are the chair already."), of=heir.group)
    if not heir.chair_offered_at:
        return Denied(_("The chair is no longer offered to you."), of=heir.group)
    return True


def _may_pass_on_chair(person, chair, heir):
    if chair.person_id != person.pk or not chair.is_chair:
        if heir.is_chair:
            return Denied(_("%(name)s is the chair now.") % {"name": heir.name}, of=heir.group)
        return Denied(_("Only the chair hands over the chair."))
    if heir.person_id is None:
        return Denied(_("The new chair needs an account first: invite them by e-mail."))
    return True if heir.pk != chair.pk else Denied(_("You are the chair already."))
