from django.utils.translation import gettext as _

from groups.kim.rules import may_manage
from kimportal.accounts.models import Person
from kimportal.web.permissions import Denied
from kimportal.web.sliding_window import RateLimit

#: Messages of one network, and to one KIM. A village shares one address.
PER_CLIENT = RateLimit("kim_message_client", 5, 60 * 60)
PER_GROUP = RateLimit("kim_message_group", 20, 24 * 60 * 60)


def readers_of(group):
    """Return who gets the messages: chair and secretary with an account."""
    managing = group.memberships.managing().values("person")
    return Person.objects.filter(pk__in=managing, is_active=True, erased_at=None)


def takes_messages(group):
    """Whether the public may write to this KIM."""
    return group.is_live and group.takes_messages and readers_of(group).exists()


def may_write(group):
    if not group.takes_messages:
        return Denied(_("This KIM takes no messages here. Ask at the village office."))
    if not takes_messages(group):
        return Denied(_("Nobody of this KIM reads messages here yet. Ask at the village office."))
    return True


def may_switch(person, group):
    """Let the public write to the KIM, or not."""
    if not group.is_live:
        return Denied(_("Only a verified KIM has a public page."), of=group)
    return may_manage(person, group)
