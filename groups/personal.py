"""What the groups hold about a person: told on request, forgotten on erasure."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.models import Group, Invitation, MemberRole, Membership
from kimportal.states import State

NAMELESS = "—"


def tell(person):
    return {
        "memberships": list(
            Membership.objects.filter(person=person).values(
                "group__name", "name", "role", "section", "name_is_public", "since", "until"
            )
        ),
        "regions_of_office": list(person.jurisdictions.values_list("region__path", flat=True)),
        "invitations": list(
            Invitation.objects.filter(Q(email=person.email) | Q(invited_by=person)).values(
                "group__name", "role", "created_at", "accepted_at"
            )
        ),
    }


def forget(person):
    """Memberships end and lose the name; contact details that are this person's go."""
    today = timezone.localdate()
    mine = Membership.objects.filter(person=person)
    mine.filter(until=None, since__gt=today).update(since=today)
    mine.filter(until=None).update(until=today)
    mine.update(person=None, name=NAMELESS, name_is_public=False)
    Invitation.objects.filter(email=person.email).delete()
    contact = Group.objects.filter(contact_email=person.email)
    if person.phone:
        contact |= Group.objects.filter(contact_phone=person.phone)
    contact.update(contact_name="", contact_phone="", contact_email="")
    person.jurisdictions.all().delete()


def left_behind(person):
    """The KIM that will have no chair."""
    chairs = Membership.objects.filter(
        person=person, role=MemberRole.CHAIR, until=None, group__state=State.LIVE
    ).select_related("group")
    return [
        _("%(group)s will have no chair. Hand over the chair first, so that somebody can speak "
          "for it.") % {"group": membership.group}
        for membership in chairs
    ]  # fmt: skip
