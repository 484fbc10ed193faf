from django.db.models import Q

from groups.regions.place_search import PlaceSearchQuerySet
from kimportal.moderation.states import State
from kimportal.web.region_codes import below, within_any


class GroupQuerySet(PlaceSearchQuerySet):
    def by_name(self):
        return self.order_by("name", "id")

    def within(self, region):
        """Return groups in this region or below it; codes nest as 35 > 35.73 > 35.73.01."""
        return self.filter(below(region.code))

    def of(self, person):
        """Return groups this person belongs to today."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(pk__in=person.memberships.current().values("group"))

    def tied_to(self, person):
        """Return groups this person belongs to or left less than a year ago.

        Reviewing these is a conflict of interest (UU 30/2014 art. 42).
        """
        if not person.is_authenticated:
            return self.none()
        return self.filter(pk__in=person.memberships.recent().values("group"))

    def visible_to(self, person):
        """Return live groups, the person's own in every state, and for staff their region's."""
        if not person.is_authenticated:
            return self.live()
        visible = Q(state=State.LIVE) | Q(pk__in=self.model.objects.of(person).values("pk"))
        if person.is_staff:
            visible |= within_any(person.jurisdiction_codes) & ~Q(state=State.DRAFT)
        return self.filter(visible)

    def reviewable_by(self, person):
        """Return waiting groups this reviewer may decide on.

        In the jurisdiction, not their own, nor one they left less than a year ago.
        """
        mine = self.model.objects.tied_to(person)
        return (
            self.overseen_by(person)
            .waiting()
            .exclude(submitted_by=person)
            .exclude(pk__in=mine.values("pk"))
        )

    def with_similar_name(self, name, region):
        """Return groups of this name in the same district: possible duplicates."""
        return self.filter(name__iexact=name.strip()).within(region.district)
