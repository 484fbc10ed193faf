"""Rows for a drill, written in bulk. Runs inside the stack; see seed.call_inside."""

from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from campaigns.elections.models import Language, Pillar
from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.kinds import Licence, MaterialKind
from campaigns.materials.models.material import Material
from campaigns.verification.codes import new_code
from groups.kim.models import Group
from groups.members.models import Membership
from groups.regions.models import Region
from kimportal.accounts.models import Person
from kimportal.web.search import search_text
from tests.ops.seed import email
from tests.second_step import activate_totp

FIRST = datetime(2020, 9, 1, 2, tzinfo=UTC)
THEMES = "Rembuk warga,Sosialisasi TPS sehat,Tangkal hoaks,Pemilih pemula,Ngopi damai".split(",")


def plant(groups, events, materials, members, password):
    villages = spread(groups)
    now = timezone.now()
    made = Group.objects.bulk_create(
        [
            Group(
                name=f"KIM {village.name} {n}",
                slug=f"kim-{n}",
                region=village,
                state="live",
                verified_at=now,
                last_confirmed_at=now,
                search_text=search_text(f"KIM {village.name}", village.path),
            )
            for n, village in enumerate(villages)
        ],
        batch_size=1000,
    )
    OutreachEvent.objects.bulk_create(
        (event(n, made[n % len(made)], "live") for n in range(events)), batch_size=2000
    )
    language = Language.objects.get(slug="id")
    published = Material.objects.bulk_create([material(n, language, now) for n in range(materials)])
    pillars, joined = list(Pillar.objects.all()), Material.pillars.through
    joined.objects.bulk_create(
        joined(material_id=m.pk, pillar_id=pillars[n % len(pillars)].pk)
        for n, m in enumerate(published)
    )
    add_members(made[:members], password)
    return len(made)


def take_stock():
    """Update the planner's statistics, as autovacuum does on a real portal."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def spread(groups):
    """Return villages from everywhere, not only from the first province."""
    villages = Region.objects.filter(level=4, valid_to=None).order_by("code")
    step = max(1, villages.count() // groups)
    return list(villages[: groups * step : step])


def event(number, group, state, **also):
    starts = FIRST + timedelta(hours=number % 2000)
    title = f"{THEMES[number % len(THEMES)]} {number}"
    return OutreachEvent(
        group=group,
        region_id=group.region_id,
        title=title,
        starts=starts,
        ends=starts + timedelta(hours=2),
        venue="Balai desa",
        state=state,
        search_text=search_text(title, group.name),
        **({"attendance": 20 + number % 30, "reported_at": starts} if state == "live" else {}),
        **also,
    )


def material(number, language, now):
    made = Material(
        title=f"Datang ke TPS dengan sehat {number}",
        slug=f"datang-ke-tps-{number}",
        kind=MaterialKind.ARTICLE,
        body="Datang, coblos, pulang dengan **sehat**.\n\n" * 10,
        source="PKPU 6/2020",
        licence=Licence.FREE,
        language=language,
        state="live",
        code=new_code(),
        published_at=now - timedelta(hours=number),
    )
    return made.prepare()


def add_members(groups, password):
    """Give each group a chair with a verified email address."""
    hashed = make_password(password)
    people = Person.objects.bulk_create(
        [Person(email=email(n), name=f"Latihan {n}", password=hashed) for n in range(len(groups))]
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=p, email=p.email, verified=True, primary=True) for p in people]
    )
    Membership.objects.bulk_create(
        [
            Membership(group=group, person=person, name=person.name, role="chair")
            for group, person in zip(groups, people, strict=True)
        ]
    )


def drafts(number, title="Latihan"):
    """Create past events without a report, in turn for each member; return their keys."""
    chairs = list(Membership.objects.filter(person__email__startswith="latihan").order_by("id"))
    made = OutreachEvent.objects.bulk_create(
        [
            event(
                n,
                chairs[n % len(chairs)].group,
                "draft",
                begun_by_id=chairs[n % len(chairs)].person_id,
            )
            for n in range(number)
        ]
    )
    for n, one in enumerate(made):
        one.title = f"{title} {n}"
    OutreachEvent.objects.bulk_update(made, ["title"])
    return [str(one.pk) for one in made]


def known_people(number, password):
    """Create people with accounts, none of them a member."""
    hashed = make_password(password)
    people = Person.objects.bulk_create(
        [Person(email=f"kenal{n}@example.org", name="A", password=hashed) for n in range(number)]
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=p, email=p.email, verified=True, primary=True) for p in people]
    )
    return number


def second_step(address, secret):
    return activate_totp(Person.objects.get(email=address), secret).pk


def deface_group(slug):
    """Write text into the database, past every form."""
    return Group.objects.filter(slug=slug).update(about="Raih maxwin malam ini")
