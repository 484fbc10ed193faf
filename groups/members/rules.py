from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from groups.kim.rules import may_manage, membership_of
from groups.members.models import (
    MOST_TO_ONE_A_DAY,
    MOST_TO_ONE_A_MONTH,
    Invitation,
    InvitationStop,
    MemberRole,
)
from kimportal.moderation.states import State
from kimportal.web.permissions import Denied

#: Invitations of one group that may be open at once.
MOST_INVITATIONS = 40
#: Addresses that a group may have asked for two weeks before it is verified: a few officers.
MOST_BEFORE_VERIFIED = 5
#: Invitations one person has the portal send in 24 hours, whatever became of them: for a verified
#: group, and for groups that nobody has verified.
MOST_A_DAY, MOST_A_DAY_UNVERIFIED = 60, 10


def may_invite(person, group):
    if group.state in {State.REJECTED, State.WITHDRAWN}:
        reason = _("Nobody joins while this is “%s”.") % group.get_state_display()
        return Denied(reason, of=group)
    if not (answer := _has_invitations_left(group)):
        return answer
    most = MOST_A_DAY if group.is_live else MOST_A_DAY_UNVERIFIED
    today = Invitation.objects.written_since(timezone.now() - timedelta(days=1))
    if today.filter(invited_by=person)[:most].count() >= most:
        return Denied(_("You have invited many people today. Go on tomorrow."), of=group)
    return may_manage(person, group)


def _has_invitations_left(group):
    if group.invitations.open()[:MOST_INVITATIONS].count() >= MOST_INVITATIONS:
        reason = _("Many invitations are open. Wait for answers or take some back.")
        return Denied(reason, of=group)
    if not group.is_live and group.invitations.unanswered_addresses() >= MOST_BEFORE_VERIFIED:
        reason = _(
            "Until your KIM is verified, at most %(count)s officers are invited at a time. Wait "
            "for their answers."
        )
        return Denied(reason % {"count": MOST_BEFORE_VERIFIED}, of=group)
    return True


def may_be_invited(email):
    """Whether one more invitation may go to this address, whoever sends it."""
    if InvitationStop.objects.of(email).exists():
        return Denied(
            _("Whoever reads this address wants no invitations from the portal. Talk to them.")
        )
    there, now = Invitation.objects.filter(email=email), timezone.now()
    today = there.written_since(now - timedelta(days=1))[:MOST_TO_ONE_A_DAY]
    month = there.written_since(now - timedelta(days=30))[:MOST_TO_ONE_A_MONTH]
    if today.count() >= MOST_TO_ONE_A_DAY or month.count() >= MOST_TO_ONE_A_MONTH:
        return Denied(_("Several letters went there lately. Please wait for an answer."))
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
    """Who has left office leaves no officers behind; staff invite those of a register."""
    inviter = invitation.invited_by
    return inviter.is_staff or may_manage(inviter, invitation.group)


def may_revise(person, membership):
    """Managers, and everybody their own entry (to give or take back consent)."""
    if membership.person_id == person.pk:
        return True
    return may_manage(person, membership.group)


def may_consent(person, membership):
    """Whether this person may say that the public reads this name (UU 27/2022 PDP art. 20)."""
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


def may_hand_over(person, chair, heir):
    if chair.person_id != person.pk or not chair.is_chair:
        if heir.is_chair:
            return Denied(_("%(name)s is the chair now.") % {"name": heir.name}, of=heir.group)
        return Denied(_("Only the chair hands over the chair."))
    if heir.person_id is None:
        return Denied(_("The new chair needs an account first: invite them by e-mail."))
    return True if heir.pk != chair.pk else Denied(_("You are the chair already."))
