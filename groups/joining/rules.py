from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from groups.kim.rules import may_manage, membership_of
from kimportal.web.permissions import Denied

#: Open requests of a KIM, and requests of one person in 24 hours.
MAX_OPEN_REQUESTS, MAX_REQUESTS_A_DAY = 100, 5


def may_share_link(person, group):
    """Make or end the link by which people ask to join."""
    if not group.is_live:
        reason = _("The invitation link is for verified KIM. Until then invite by e-mail.")
        return Denied(reason, of=group)
    return may_manage(person, group)


def may_ask(person, group):
    if membership_of(person, group):
        return Denied(_("You are in this KIM already."), of=group)
    if not group.is_live:
        return Denied(_("Nobody joins while this is “%s”.") % group.get_state_display())
    if group.join_requests.refused_lately().filter(person=person).exists():
        return Denied(_("The officers did not confirm you lately. Talk to them in person."))
    if group.join_requests.open()[:MAX_OPEN_REQUESTS].count() >= MAX_OPEN_REQUESTS:
        return Denied(_("Many people are waiting already. Ask the officers to answer them first."))
    today = person.join_requests.filter(created_at__gt=timezone.now() - timedelta(days=1))
    if today[:MAX_REQUESTS_A_DAY].count() >= MAX_REQUESTS_A_DAY:
        return Denied(_("You have asked several KIM today. Go on tomorrow."))
    return True


def may_answer(person, group):
    """Confirm or refuse those who ask to join."""
    if not group.is_live:
        reason = _("Nobody joins while this is “%s”.") % group.get_state_display()
        return Denied(reason, of=group)
    return may_manage(person, group)
