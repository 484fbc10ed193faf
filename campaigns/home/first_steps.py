"""What the chair of a newly verified KIM does first; each step vanishes once it is done."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.events.models.event import OutreachEvent
from groups.members.models import Invitation, Membership
from groups.todo import TodoItem

#: How long a KIM is new.
NEW_FOR = timedelta(days=60)


def first_steps(memberships):
    """Return the open first steps of the new groups that this person manages. Three queries."""
    since = timezone.now() - NEW_FOR
    groups = [
        own.group
        for own in memberships
        if own.manages and own.group.is_live and (own.group.verified_at or since) > since
    ]
    if not groups:
        return []
    with_events = set(
        OutreachEvent.objects.filter(group__in=groups).values_list("group", flat=True).distinct()
    )
    others = Membership.objects.current().exclude(person=None).filter(group__in=groups)
    people = others.values_list("group", "person")
    invited = Invitation.objects.open().filter(group__in=groups).values_list("group", flat=True)
    not_alone = {group for group, person in people if person != memberships[0].person_id}
    not_alone |= set(invited)
    steps = []
    for group in groups:
        if group.pk not in not_alone:
            steps.append(
                TodoItem(
                    group.name,
                    _(
                        "Your KIM is verified. First invite the others, so that you do not work "
                        "alone."
                    ),
                    reverse("group_invite", args=[group.slug]),
                    _("Invite members"),
                )
            )
        if group.pk not in with_events:
            steps.append(
                TodoItem(
                    group.name,
                    _("Your KIM is verified. Plan or report your first event."),
                    reverse("event_new"),
                    _("Plan the first event"),
                )
            )
    return steps
