"""Rows for tests: as small as the rule under test allows, real in kind."""

import factory
from factory.django import DjangoModelFactory

from groups.models import Group, Jurisdiction, MemberRole, Membership, Region
from kimportal.models import Person
from kimportal.search import search_text
from kimportal.states import State

#: A corner of the real list: two provinces, with the names people know.
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
    """The region of this code with everything above it, made once."""
    known = Region.objects.filter(pk=code).first()
    if known:
        return known
    place_name, place_kind = PLACES.get(code, (f"Tempat {code}", None))
    kinds = {1: "province", 2: "regency", 3: "district", 4: "desa"}
    level = code.count(".") + 1
    parent = make_region(code.rpartition(".")[0]) if level > 1 else None
    name, kind = name or place_name, kind or place_kind or kinds[level]
    title = PREFIXES.get(kind, "") + name
    path = f"{title}, {parent.path}" if parent else title
    return Region.objects.create(
        code=code,
        name=name,
        kind=kind,
        level=level,
        parent=parent,
        path=path,
        search_text=search_text(path),
    )


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
    """RegionFactory(code="35.73.04.1003") makes the parents too."""

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
