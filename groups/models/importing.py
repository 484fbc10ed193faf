"""Many KIM at once, as an office knows them: in bulk, each waiting for review and remembered."""

from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from groups.models.group import RESERVED, Group
from groups.models.invitation import Invitation
from groups.models.membership import MemberRole, Membership
from groups.models.region import Region
from kimportal.middleware import request_id
from kimportal.models import Act, Decision
from kimportal.states import State

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
    Decision.objects.record(register, Act.IMPORT, by=by, changes={"count": len(entries)})


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
    Decision.objects.bulk_create([_decision(group, by) for group in groups], batch_size=CHUNK)
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
        flags=f" {' '.join(sorted({'imported', *entry.flags}))} ",
    ).with_search_text()


def _name_addresses(groups):
    """Free slugs with one question for all of them; who comes second wears a few letters more."""
    wanted = {slugify(group.name)[:70] or "kim" for group in groups}
    taken = set(RESERVED) | set(
        Group.objects.filter(slug__in=wanted).values_list("slug", flat=True)
    )
    for group in groups:
        slug = slugify(group.name)[:70] or "kim"
        if slug in taken:
            slug = f"{slug}-{get_random_string(7).lower()}"
        taken.add(slug)
        group.slug = slug


def _decision(group, by):
    return Decision(
        thing_type=group._meta.label_lower,
        thing_id=str(group.pk),
        thing_name=str(group)[:200],
        region_code=group.region_code,
        act=Act.IMPORT,
        after=State.WAITING,
        by=by,
        request_id=request_id.get(),
    )
