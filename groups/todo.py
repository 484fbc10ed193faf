"""To-do items of a person in their groups: invitations, drafts, returned and stale data."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _

from groups.kim.models import Group
from groups.kim.steps import edit_url
from groups.members.models import Invitation
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State

MAX_GROUPS = 50


@dataclass(frozen=True)
class TodoItem:
    title: str
    text: str
    url: str
    action: str


def memberships_of(person):
    """Return the person's memberships with group and region, in one query."""
    memberships = person.memberships.current().select_related("group__region")
    return list(memberships.order_by("group__name", "id")[:MAX_GROUPS])


def change_requests_of(memberships):
    """Return {group key: open change request} of these groups, in one query."""
    content_type = ContentType.objects.get_for_model(Group)
    keys = [str(membership.group_id) for membership in memberships]
    requests = ChangeRequest.objects.open().filter(target_type=content_type, target_id__in=keys)
    return {int(change_request.target_id): change_request for change_request in requests}


def todo_items_for(person, memberships, change_requests):
    """Return the person's to-do items: invitations and offers first, then one for each
    group."""
    invited = Invitation.objects.open().sent_to(person).select_related("group")
    items = [invitation_item(invitation) for invitation in invited.order_by("-id")[:20]]
    items += [offer_item(own) for own in memberships if own.chair_offered_at]
    for membership in memberships:
        item = todo_item(membership, change_requests.get(membership.group_id))
        if item:
            items.append(item)
    return items


def invitation_item(invitation):
    return TodoItem(
        invitation.group.name,
        _("You are invited to join."),
        reverse("my_groups"),
        _("See the invitation"),
    )


def offer_item(membership):
    return TodoItem(
        membership.group.name,
        _("The chair would like to hand over the chair to you."),
        reverse("membership", args=[membership.group.slug, membership.pk]) + "#chair",
        _("Answer"),
    )


def todo_item(membership, change_request):
    """Return what this group needs from this member now, or None."""
    group = membership.group
    home = reverse("group_home", args=[group.slug])
    if membership.role == "member":
        return None
    if group.state == State.RETURNED:
        return TodoItem(
            group.name, group.state_note, edit_url(group, group.state_field), _("Mend it")
        )
    if group.state == State.DRAFT:
        return TodoItem(group.name, _("The registration is not complete."), home, _("Go on"))
    if not (group.is_live and membership.manages):
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
