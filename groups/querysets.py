from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kimportal.querysets import ReviewedQuerySet, SearchQuerySet
from kimportal.states import State


def below(code, *, field="region_id"):
    """Rows whose region is this one or lies in it; codes nest as 35 > 35.73 > 35.73.01."""
    return Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})


def within_any(codes, *, field="region_id"):
    """Rows that lie in any of these regions; no code at all means the whole country."""
    if not codes:
        return Q()
    anywhere = Q()
    for code in codes:
        anywhere |= below(code, field=field)
    return anywhere


class RegionQuerySet(SearchQuerySet):
    def current(self):
        """Regions still in the decree; those that left it keep their row with `valid_to`."""
        return self.filter(valid_to=None)

    def provinces(self):
        return self.current().filter(level=1)

    def inside(self, region):
        """Everything below this region, at any level."""
        return self.filter(code__startswith=f"{region.code}.")

    def children_of(self, region):
        return self.current().filter(parent=region).order_by("name")


class GroupQuerySet(ReviewedQuerySet):
    def within(self, region):
        """Groups in this region or below it; codes nest as 35 > 35.73 > 35.73.01."""
        return self.filter(below(region.code))

    def of(self, person):
        """Groups this person belongs to today."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(pk__in=person.memberships.current().values("group"))

    def overseen_by(self, person):
        """Groups within a staff person's jurisdiction, in every state but others' drafts."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        return self.filter(within_any(person.jurisdiction_codes)).exclude(state=State.DRAFT)

    def visible_to(self, person):
        """The one door: what is live for all, one's own in every state, staff's own region."""
        if not person.is_authenticated:
            return self.live()
        seen = Q(state=State.LIVE) | Q(pk__in=self.model.objects.of(person).values("pk"))
        if person.is_staff:
            seen |= within_any(person.jurisdiction_codes) & ~Q(state=State.DRAFT)
        return self.filter(seen)

    def reviewable_by(self, person):
        """Waiting groups this reviewer may decide on: in the jurisdiction, not their own."""
        mine = self.model.objects.of(person)
        return (
            self.overseen_by(person)
            .waiting()
            .exclude(submitted_by=person)
            .exclude(pk__in=mine.values("pk"))
        )

    def with_similar_name(self, name, region):
        """Other groups of the same name in the same district: a hint, never a verdict."""
        return self.filter(name__iexact=name.strip()).within(region.district)

    def confirmed_since(self, moment):
        return self.filter(last_confirmed_at__gte=moment)


class MembershipQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=today))

    def chairs(self):
        return self.filter(role="chair")

    def officers(self):
        return self.exclude(role="member")

    def named_publicly(self):
        """Officers who agreed to be named; nobody else's name leaves the signed-in pages."""
        return self.officers().current().filter(name_is_public=True)


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


def member_exists(person, group_ref="group"):
    """For annotations elsewhere: whether this person belongs to the row's group."""
    return Exists(person.memberships.current().filter(group=OuterRef(group_ref)))
