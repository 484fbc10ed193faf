from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from groups.demo.papers import decrees
from groups.demo.people import load_people
from groups.demo.places import ABOUT, CHAIRS, GROUPS, NOTES, SECRETARIES, SECTIONS, TREASURERS
from groups.kim.models import Group
from groups.members.models import MemberRole, Membership
from groups.regions.models import Region
from kimportal.accounts.models import Person
from kimportal.mail.models import OutgoingEmail

OWN = "KIM Sukun Berseri"


@dataclass
class Scene:
    """What the demo stands on: `people` by key (see people.ACCOUNTS), `groups` that are live."""

    people: dict
    groups: list


class NoRegions(Exception):
    """The official list is not loaded yet."""


@transaction.atomic
def load_scene():
    """Make the groups that are missing; nothing that is there is touched. Returns the Scene."""
    people = load_people()
    regions = Region.objects.in_bulk({code for code, *_rest in GROUPS})
    if len(regions) < len({code for code, *_rest in GROUPS}):
        raise NoRegions
    last = OutgoingEmail.objects.order_by("-id").values_list("id", flat=True).first() or 0
    papers = None
    for number, (code, name, basis, fate) in enumerate(GROUPS):
        if not Group.objects.filter(name=name, region_id=code).exists():
            papers = papers or cycle(decrees())
            group = begin(number, regions[code], name, basis, people, next(papers))
            lead(group, number, fate, people)
    # Nobody waits for letters about invented groups, and they would fill the console.
    OutgoingEmail.objects.filter(id__gt=last).delete()
    return Scene(people, list(Group.objects.live().order_by("id")))


def begin(number, region, name, basis, people, paper):
    """A complete registration, with a chair who has an account."""
    chair = people["chair"] if name == OWN else chair_of(number, name)
    group = Group.start(
        by=chair, name=name, region=region, role=MemberRole.CHAIR, own_name=chair.name
    )
    content, extension, sha256 = paper
    year = 2016 + number % 5
    values = {
        "about": ABOUT[basis],
        "activity_basis": basis,
        "founded": date(year - 1, 1 + number % 12, 5),
        "contact_phone": "0812-0000-0000",
        "decree_number": f"188.45/{number + 11}/{region.code}/{year}",
        "decree_date": date(year, 1 + number % 12, 12),
        "decree_signer_role": "district_head" if region.level == 3 else "village_head",
        "decree_valid_until": None if number % 3 else date(year + 12, 1 + number % 12, 12),
        "decree_file": ContentFile(content, name=f"sk{extension}"),
        "decree_sha256": sha256,
    }
    group.change(values, by=chair, version_token=group.version_token)
    name_officers(group, number, people)
    return group


def chair_of(number, name):
    """The account of an invented chair: nobody can sign in to it."""
    fresh = {"name": CHAIRS[number % len(CHAIRS)], "password": "!"}
    return Person.objects.get_or_create(email=f"ketua.{slugify(name)}@example.org", defaults=fresh)[
        0
    ]


def name_officers(group, number, people):
    group.memberships.update(name_is_public=number % 4 != 3)
    named = [
        (MemberRole.SECRETARY, SECRETARIES[number % len(SECRETARIES)], ""),
        (MemberRole.TREASURER, TREASURERS[number % len(TREASURERS)], ""),
        *((MemberRole.SECTION, name, section) for section, name in SECTIONS[: number % 3]),
    ]
    Membership.objects.bulk_create(
        Membership(group=group, role=role, name=name, section=section, name_is_public=number % 2)
        for role, name, section in named
    )
    if group.name == OWN:
        member = people["member"]
        Membership.objects.create(group=group, person=member, name=member.name)


def lead(group, number, fate, people):
    """Along its road, by the same verbs as anybody's group."""
    if fate == "draft":
        return
    reviewer, chair = people["reviewer"], group.memberships.chairs().get().person
    group.declare(by=chair)
    group.submit(by=chair)
    if fate == "returned":
        note, field = NOTES[fate]
        group.send_back(by=reviewer, note=note, field=field)
    elif fate == "rejected":
        note, field = NOTES[fate]
        group.reject(by=reviewer, note=note, field=field)
    elif fate != "waiting":
        group.approve(by=reviewer)
        follow(group, number, fate, chair, reviewer)


def follow(group, number, fate, chair, reviewer):
    """What happens to a verified group: time passes, changes are asked for, some leave."""
    days = 500 if fate == "stale" else 10 + number * 5
    then = timezone.now() - timedelta(days=days)
    Group.objects.filter(pk=group.pk).update(verified_at=then, last_confirmed_at=then)
    if fate == "withdrawn":
        group.withdraw(by=chair, note=NOTES[fate][0])
    elif number % 9 == 1:
        new = {"about": f"{group.about} Kini juga menyiarkan lewat radio komunitas."}
        group.change(new, by=chair, version_token=group.version_token)
        group.submit_change(by=chair)
