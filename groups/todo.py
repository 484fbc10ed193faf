"""What waits for a person in their groups, and where what they sent stands."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _

from groups.kim.models import Group
from groups.kim.steps import mending_url
from groups.members.models import Invitation
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State

MOST_GROUPS = 50


@dataclass(frozen=True)
class TodoItem:
    title: str
    text: str
    url: str
    action: str


def memberships_of(person):
    """The person's memberships with group and place, in one query."""
    mine = person.memberships.current().select_related("group__region")
    return list(mine.order_by("group__name", "id")[:MOST_GROUPS])


def proposals_of(memberships):
    """The open change of each of these groups, by the group's key, in one query."""
    kind = ContentType.objects.get_for_model(Group)
    keys = [str(own.group_id) for own in memberships]
    found = ChangeRequest.objects.open().filter(target_type=kind, target_id__in=keys)
    return {int(change_request.target_id): change_request for change_request in found}


def tasks_of(person, memberships, change_requests):
    """What this person can get on with now, the oldest kind of duty first."""
    invited = Invitation.objects.open().sent_to(person).select_related("group")
    tasks = [invitation(one) for one in invited.order_by("-id")[:20]]
    for own in memberships:
        task = todo_item(own, change_requests.get(own.group_id))
        if task:
            tasks.append(task)
    return tasks


def invitation(one):
    return TodoItem(
        one.group.name,
        _("You are invited to join."),
        reverse("my_groups"),
        _("See the invitation"),
    )


def todo_item(own, change_request):
    """The one thing this group asks of this member now, or None."""
    group = own.group
    home = reverse("group_home", args=[group.slug])
    if own.role == "member":
        return None
    if group.state == State.RETURNED:
        return TodoItem(
            group.name, group.state_note, mending_url(group, group.state_field), _("Mend it")
        )
    if group.state == State.DRAFT:
        return TodoItem(group.name, _("The registration is not complete."), home, _("Go on"))
    if not (group.is_live and own.manages):
        return None
    if change_request and change_request.state == State.RETURNED:
        return TodoItem(
            group.name, change_request.state_note, home + "#change", _("Mend the change")
        )
    if change_request and change_request.state == State.DRAFT:
        return TodoItem(
            group.name, _("A change has not been sent in."), home + "#change", _("Go on")
        )
    if group.is_stale:
        return TodoItem(group.name, _("Is the data still right?"), home, _("Confirm"))
    return None
