"""Many KIM at once, as an office knows them: in bulk, each waiting for review and remembered."""

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
    """One KIM of a register: values of its fields, where it is, and flags for the reviewer."""

    values: dict
    region: Region
    flags: set = field(default_factory=set)


def take_in(entries, register, *, by):
    """Write the groups with their chairs and invitations, and one decision about the whole."""
    for start in range(0, len(entries), CHUNK):
        _take_chunk(entries[start : start + CHUNK], by)
    AuditEvent.objects.record(register, Action.IMPORT, by=by, changes={"count": len(entries)})


def _take_chunk(entries, by):
    now = timezone.now()
    groups = [_group(entry, by, now) for entry in entries]
    _name_addresses(groups)
    Group.objects.bulk_create(groups, batch_size=CHUNK)
    chairs = [
        Membership(group=group, name=group.contact_name, role=MemberRole.CHAIR)
        for group in groups
        if group.contact_name
    ]
    Membership.objects.bulk_create(chairs, batch_size=CHUNK)
    build, facts = AuditEvent.objects.build, {"by": by, "after": State.WAITING}
    audit_events = [build(group, Action.IMPORT, **facts) for group in groups]
    AuditEvent.objects.bulk_create(audit_events, batch_size=CHUNK)
    Invitation.send_all([one for one in chairs if one.group.contact_email], by=by)


def _group(entry, by, now):
    """Born waiting: nobody ever held it as a draft."""
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


def _name_addresses(groups):
    """Free slugs with one question for all of them; who comes second wears a few letters more."""
    wanted = {slug_for(group.name) for group in groups}
    taken = set(RESERVED_SLUGS) | set(
        Group.objects.filter(slug__in=wanted).values_list("slug", flat=True)
    )
    for group in groups:
        slug = slug_for(group.name)
        if slug in taken:
            slug = f"{slug}-{get_random_string(7).lower()}"
        taken.add(slug)
        group.slug = slug
