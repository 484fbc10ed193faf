"""Bulk creation of the KIM of a register, each waiting for review, with its audit event."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.crypto import get_random_string

from groups.kim.models import RESERVED_SLUGS, Group, slug_for
from groups.members.models import Invitation, MemberRole, Membership
from groups.regions.models import Region
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.flags import encode_flags
from kimportal.moderation.states import State

CHUNK = 500


@dataclass
class Entry:
    """A KIM to import: values of its fields, its region, and flags for the reviewer."""

    values: dict
    region: Region
    flags: set = field(default_factory=set)


def import_entries(entries, *, by):
    """Create groups, chairs and invitations, in the caller's transaction; return the groups."""
    now = timezone.now()
    groups = [_group(entry, by, now) for entry in entries]
    _set_slugs(groups)
    Group.objects.bulk_create(groups, batch_size=CHUNK)
    chairs = [
        Membership(group=group, name=group.contact_name, role=MemberRole.CHAIR)
        for group in groups
        if group.contact_name
    ]
    Membership.objects.bulk_create(chairs, batch_size=CHUNK)
    audit_events = [
        AuditEvent.objects.build(group, Action.IMPORT, by=by, after=State.WAITING)
        for group in groups
    ]
    AuditEvent.objects.bulk_create(audit_events, batch_size=CHUNK)
    Invitation.send_all([chair for chair in chairs if chair.group.contact_email], by=by)
    return groups


def _group(entry, by, now):
    """Return an unsaved group in the state "waiting"; imported groups are never drafts."""
    return Group(
        **entry.values,
        region=entry.region,
        state=State.WAITING,
        state_since=now,
        submitted_by=by,
        submitted_at=now,
        imported_at=now,
        flags=encode_flags({"imported", *entry.flags}),
    ).with_search_text()


def _set_slugs(groups):
    """Set unique slugs with one query for all groups; a duplicate gets a random suffix."""
    slugs = {slug_for(group.name) for group in groups}
    taken = set(RESERVED_SLUGS) | set(
        Group.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    )
    for group in groups:
        slug = slug_for(group.name)
        if slug in taken:
            slug = f"{slug}-{get_random_string(7).lower()}"
        taken.add(slug)
        group.slug = slug
