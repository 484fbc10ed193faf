from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from groups.demo.decrees import sample_decrees
from groups.demo.groups import ABOUT, CHAIRS, GROUPS, NOTES, SECRETARIES, SECTIONS, TREASURERS
from groups.demo.people import load_people
from groups.kim.models import Group
from groups.members.models import MemberRole, Membership
from groups.regions.models import Region
from kimportal.accounts.models import Person
from kimportal.mail.models import OutgoingEmail

MAIN_GROUP = "KIM Sukun Berseri"


@dataclass
class Scene:
    """The people of the demo by key (see people.ACCOUNTS), and its live groups."""

    people: dict
    groups: list


class NoRegions(Exception):
    """The official list of regions is not loaded yet."""


@transaction.atomic
def load_scene():
    """Create missing people and groups, without changing existing ones. Return the Scene."""
    people = load_people()
    regions = Region.objects.in_bulk({code for code, *_rest in GROUPS})
    if len(regions) < len({code for code, *_rest in GROUPS}):
        raise NoRegions
    last = OutgoingEmail.objects.order_by("-id").values_list("id", flat=True).first() or 0
    scans = None
    for number, (code, name, basis, state) in enumerate(GROUPS):
        if not Group.objects.filter(name=name, region_id=code).exists():
            scans = scans or cycle(sample_decrees())
            group = create_group(number, regions[code], name, basis, people, next(scans))
            moderate(group, number, state, people)
    # Invented people read no emails, and these would fill the console.
    OutgoingEmail.objects.filter(id__gt=last).delete()
    return Scene(people, list(Group.objects.live().order_by("id")))


def create_group(number, region, name, basis, people, scan):
    """Create a complete registration, whose chair has an account."""
    chair = people["chair"] if name == MAIN_GROUP else chair_of(number, name)
    group = Group.start(
        by=chair, name=name, region=region, role=MemberRole.CHAIR, own_name=chair.name
    )
    content, extension, sha256 = scan
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
    """Return the account of an invented chair; nobody can sign in to it."""
    defaults = {"name": CHAIRS[number % len(CHAIRS)], "password": "!"}
    return Person.objects.get_or_create(
        email=f"ketua.{slugify(name)}@example.org", defaults=defaults
    )[0]


def name_officers(group, number, people):
    group.memberships.update(name_is_public=number % 4 != 3)
    officers = [
        (MemberRole.SECRETARY, SECRETARIES[number % len(SECRETARIES)], ""),
        (MemberRole.TREASURER, TREASURERS[number % len(TREASURERS)], ""),
        *((MemberRole.SECTION, name, section) for section, name in SECTIONS[: number % 3]),
    ]
    Membership.objects.bulk_create(
        Membership(group=group, role=role, name=name, section=section, name_is_public=number % 2)
        for role, name, section in officers
    )
    if group.name == MAIN_GROUP:
        member = people["member"]
        Membership.objects.create(group=group, person=member, name=member.name)


def moderate(group, number, state, people):
    """Bring the group into its state, by the same transitions as any group."""
    if state == "draft":
        return
    reviewer, chair = people["reviewer"], group.memberships.chairs().get().person
    group.declare(by=chair)
    group.submit(by=chair)
    if state == "returned":
        note, field = NOTES[state]
        group.send_back(by=reviewer, note=note, field=field)
    elif state == "rejected":
        note, field = NOTES[state]
        group.reject(by=reviewer, note=note, field=field)
    elif state != "waiting":
        group.approve(by=reviewer)
        age(group, number, state, chair, reviewer)


def age(group, number, state, chair, reviewer):
    """Backdate a verified group, and withdraw it or submit a change where the demo has one."""
    days = 500 if state == "stale" else 10 + number * 5
    verified_at = timezone.now() - timedelta(days=days)
    Group.objects.filter(pk=group.pk).update(verified_at=verified_at, last_confirmed_at=verified_at)
    if state == "withdrawn":
        group.withdraw(by=chair, note=NOTES[state][0])
    elif number % 9 == 1:
        new = {"about": f"{group.about} Kini juga menyiarkan lewat radio komunitas."}
        group.change(new, by=chair, version_token=group.version_token)
        group.submit_change(by=chair)
