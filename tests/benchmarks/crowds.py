"""Two databases of one cluster, each seeded once a run: few of everything, and all of Indonesia."""

import io
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection

from campaigns.coverage.models import EventStats
from campaigns.elections.models import Campaign
from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.material import Material
from campaigns.verification.codes import new_code
from groups.jurisdictions.models import Jurisdiction
from groups.kim.models import Group
from groups.members.models import Membership
from kimportal.accounts.models import Person
from kimportal.audit.models import AuditEvent
from tests.benchmarks import indonesia

EVENTS = int(os.environ.get("EVENTS", 1_000_000))
MEMBER, NATIONAL, REGIONAL = (f"{name}@example.org" for name in ("ketua", "pusat", "daerah"))
HEAVY = (OutreachEvent, EventStats, AuditEvent, *indonesia.HEAVY)


@dataclass(frozen=True)
class Size:
    name: str
    groups: int
    materials: int
    events: int


SMALL = Size("few", 200, 100, 1_000)
LARGE = Size("many", min(20_000, EVENTS // 50), min(10_000, EVENTS // 100), EVENTS)


class Crowds:
    """`with crowds.at(LARGE): …` — every query goes to that crowd."""

    def __init__(self):
        self.home = connection.settings_dict["NAME"]
        self.made = set()

    @contextmanager
    def at(self, size):
        if size.name not in self.made:
            self._make(size)
        use(size.name)
        try:
            yield
        finally:
            use(self.home)

    def _make(self, size):
        started = time.perf_counter()
        if not self.made:
            create("regions")
            use("regions")
            call_command("migrate", verbosity=0)
            call_command("load_regions", stdout=io.StringIO())
            use(self.home)
        create(size.name, "regions")
        use(size.name)
        fill(size)
        use(self.home)
        self.made.add(size.name)
        print(f"\nseeded {size} in {time.perf_counter() - started:.0f} s", flush=True)


def use(name):
    """Let the connection, and its pool, lead to this database of the cluster."""
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def create(name, like="template0"):
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')


def fill(size):
    campaign, _made = Campaign.objects.get_or_create(
        slug="serentak", defaults={"name": "Serentak", "starts": "2020-01-01"}
    )
    with indonesia.in_bulk(*HEAVY):
        indonesia.groups(size.groups)
        reviewer = people()
        indonesia.materials(0, size.materials, campaign.pk)
        indonesia.events(size.events, campaign.pk, reviewer.pk)
    Material.objects.filter(slug="materi-50").update(code=new_code())


def people():
    """A chair, a reviewer of the whole country and one of a province, who is given back."""
    chair = Person.objects.create_user(MEMBER, name="Bu Sri")
    busiest = Group.objects.get(slug="kim-1")
    Membership.objects.filter(group=busiest, role="chair").update(person=chair)
    Person.objects.create_user(NATIONAL, name="Bu Rini", role="reviewer")
    regional = Person.objects.create_user(REGIONAL, name="Peninjau Rajin", role="reviewer")
    Jurisdiction.objects.create(person=regional, region_id="35")
    return regional
