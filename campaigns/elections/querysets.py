from django.db import models
from django.utils import timezone


class CampaignQuerySet(models.QuerySet):
    def live(self):
        return self.filter(is_public=True)

    def running(self, day=None):
        """Programmes running on this day, including open-ended ones."""
        day = day or timezone.localdate()
        return self.filter(starts__lte=day).filter(models.Q(ends=None) | models.Q(ends__gte=day))

    def featured(self):
        """Return the running programme with the next voting day, else the latest; or None."""
        today = timezone.localdate()
        running = self.running(today).values("pk")
        ahead = models.When(election__voting_day__gte=today, then="election__voting_day")
        return self.order_by(
            models.Case(models.When(pk__in=running, then=0), default=1),
            models.Case(ahead).asc(nulls_last=True),
            "-starts",
            "pk",
        ).first()

    def visible_to(self, person):
        return self if person.is_authenticated and person.is_staff else self.live()

    def with_election(self):
        return self.select_related("election")
