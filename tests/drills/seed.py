"""Enough of Indonesia for a drill, made inside the stack's own database."""

SEED = """
from django.utils import timezone
from groups.models import Group, Membership, Region
from kimportal.models import Person
from kimportal.search import search_text
from allauth.account.models import EmailAddress
villages = list(Region.objects.filter(level=4).order_by("code")[: {groups}])
now = timezone.now()
Group.objects.bulk_create(
    [
        Group(
            name=f"KIM {{v.name}} {{n}}", slug=f"kim-{{n}}", region=v, state="live", verified_at=now,
            last_confirmed_at=now, search_text=search_text(f"KIM {{v.name}}", v.path),
        )
        for n, v in enumerate(villages)
    ],
    batch_size=1000, ignore_conflicts=True,
)
person, made = Person.objects.get_or_create(email="latihan@example.org", defaults={{"name": "Latihan"}})
if made:
    person.set_password("{password}")
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
Membership.objects.get_or_create(
    group=Group.objects.order_by("id").first(), person=person, defaults={{"name": "Latihan", "role": "chair"}}
)
print(Group.objects.count(), "KIM")
"""
EMAIL, PASSWORD = "latihan@example.org", "gerobak-biru-menanjak-9"


def seed(stack, groups=2000):
    stack.manage("load_regions", "--if-empty")
    stack.manage("shell", "-v0", "-c", SEED.format(groups=groups, password=PASSWORD))
