"""Factories of model instances for tests."""

from datetime import date, timedelta

import factory
from django.db.models import F
from django.utils import timezone
from factory.django import DjangoModelFactory

from campaigns.elections.models import Campaign, Language, Pillar
from campaigns.events.models.event import OutreachEvent
from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.kinds import Licence, MaterialKind
from campaigns.materials.models.material import Material
from campaigns.verification.codes import new_code
from groups.jurisdictions.models import Jurisdiction
from groups.kim.models import Group
from groups.members.models import MemberRole, Membership
from groups.regions.models import Region
from groups.regions.place_query import own_words
from kimportal.accounts.models import Person
from kimportal.moderation.states import State
from kimportal.web.search import joined

#: A part of the official list: two provinces.
PLACES = {
    "35": ("Jawa Timur", "province"),
    "35.73": ("Kota Malang", "city"),
    "35.73.04": ("Sukun", "district"),
    "35.73.04.1001": ("Ciptomulyo", "kelurahan"),
    "35.73.04.1003": ("Sukun", "kelurahan"),
    "52": ("Nusa Tenggara Barat", "province"),
    "52.71": ("Kota Mataram", "city"),
    "52.71.05": ("Sekarbela", "district"),
    "52.71.05.1002": ("Kekalik Jaya", "kelurahan"),
}
PREFIXES = {"district": "Kec. ", "kelurahan": "Kel. ", "desa": "Desa ", "regency": "Kab. "}


def make_region(code, name=None, kind=None):
    """Return the region of this code; create it and those above it if missing."""
    existing = Region.objects.filter(pk=code).first()
    if existing:
        return existing
    place_name, place_kind = PLACES.get(code, (f"Tempat {code}", None))
    kinds = {1: "province", 2: "regency", 3: "district", 4: "desa"}
    level = code.count(".") + 1
    parent = make_region(code.rpartition(".")[0]) if level > 1 else None
    name, kind = name or place_name, kind or place_kind or kinds[level]
    title = PREFIXES.get(kind, "") + name
    path = f"{title}, {parent.path}" if parent else title
    region = Region.objects.create(
        code=code,
        name=name,
        kind=kind,
        level=level,
        parent=parent,
        path=path,
        search_text=joined(
            [*own_words(name, title), *(parent.search_text if parent else "").split()]
        ),
    )
    if level == 4:
        containing = Region.objects.filter(code__in=[code, *region.ancestor_codes])
        containing.update(villages=F("villages") + 1)
    return region


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"orang{n}@example.org")
    name = factory.Sequence(lambda n: f"Orang {n}")
    password = factory.django.Password("kopi-pagi-di-teras-7")


class StaffFactory(PersonFactory):
    """National staff unless `within` names region codes."""

    class Meta:
        skip_postgeneration_save = True

    role = "reviewer"

    @factory.post_generation
    def within(self, create, codes, **kwargs):
        for code in codes or ():
            Jurisdiction.objects.create(person=self, region=make_region(code))


class RegionFactory(DjangoModelFactory):
    """RegionFactory(code="35.73.04.1003") creates the parents too."""

    class Meta:
        model = Region

    @classmethod
    def _create(cls, model_class, code="35.73.04.1003", name=None, kind=None):
        return make_region(code, name, kind)


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"KIM Nomor {n}")
    slug = factory.Sequence(lambda n: f"kim-nomor-{n}")
    region = factory.SubFactory(RegionFactory)
    state = State.LIVE
    state_note = factory.LazyAttribute(
        lambda g: "Mohon dilengkapi." if g.state in {"returned", "rejected", "withdrawn"} else ""
    )

    @classmethod
    def _create(cls, model_class, **kwargs):
        group = model_class(**kwargs)
        group.with_search_text().save()
        return group


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    group = factory.SubFactory(GroupFactory)
    person = factory.SubFactory(PersonFactory)
    name = factory.LazyAttribute(lambda m: m.person.name if m.person else "Bu Tanpa Akun")
    role = MemberRole.MEMBER


class EventFactory(DjangoModelFactory):
    """A live event of yesterday, reported with 40 people; with `plan=True`, without a report."""

    class Meta:
        model = OutreachEvent

    class Params:
        plan = False

    group = factory.SubFactory(GroupFactory)
    region = factory.SelfAttribute("group.region")
    title = factory.Sequence(lambda n: f"Rembug warga {n}")
    starts = factory.LazyFunction(lambda: timezone.now() - timedelta(days=1))
    ends = factory.LazyAttribute(lambda e: e.starts + timedelta(hours=2))
    venue = "Balai RW 05"
    attendance = factory.LazyAttribute(lambda e: None if e.plan else 40)
    reported_at = factory.LazyAttribute(lambda e: None if e.plan else timezone.now())
    state = State.LIVE
    state_note = factory.LazyAttribute(
        lambda e: "Mohon dilengkapi." if e.state in {"returned", "rejected", "withdrawn"} else ""
    )

    @classmethod
    def _create(cls, model_class, plan=False, pillars=(), **kwargs):
        event = model_class(**kwargs)
        event.with_search_text().save()
        event.pillars.set(pillars)
        return event


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    name = factory.Sequence(lambda n: f"Program {n}")
    slug = factory.Sequence(lambda n: f"program-{n}")
    starts = date(2020, 9, 1)


class MaterialFactory(DjangoModelFactory):
    """A live official article in Indonesian; `pillars` by key, `language` by its tag."""

    class Meta:
        model = Material
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Materi Nomor {n}")
    slug = factory.Sequence(lambda n: f"materi-nomor-{n}")
    kind = MaterialKind.ARTICLE
    body = "Datang, coblos, pulang dengan sehat."
    source = "PKPU 6/2020"
    licence = Licence.FREE
    language = "id"
    state = State.LIVE
    state_note = factory.LazyAttribute(
        lambda m: "Mohon dilengkapi." if m.state in {"returned", "rejected", "withdrawn"} else ""
    )
    code = factory.LazyAttribute(
        lambda m: new_code() if m.state in {State.LIVE, State.WITHDRAWN} else ""
    )
    published_at = factory.LazyAttribute(lambda m: timezone.now() if m.code else None)

    @classmethod
    def _create(cls, model_class, **kwargs):
        tag = kwargs.pop("language")
        kwargs["language"] = tag if isinstance(tag, Language) else Language.objects.get(slug=tag)
        material = model_class(**kwargs)
        material.prepare().save()
        return material

    @factory.post_generation
    def pillars(self, create, slugs, **kwargs):
        self.pillars.set(Pillar.objects.filter(slug__in=slugs or ["cerdas"]))


class MaterialFileFactory(DjangoModelFactory):
    """A stored picture of a few pixels, without upload validation and renditions."""

    class Meta:
        model = MaterialFile

    material = factory.SubFactory(MaterialFactory)
    role = "original"
    kind = "picture"
    mime = "image/jpeg"
    size = 84_000
    sha256 = "0" * 64
    width, height = 1080, 1350
    file = factory.django.FileField(filename=f"{'0' * 32}.jpg", data=b"\xff\xd8\xff\xd9")
