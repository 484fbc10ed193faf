from django.db import models
from django.utils import timezone


class CampaignQuerySet(models.QuerySet):
    def live(self):
        return self.filter(is_public=True)

    def running(self, day=None):
        """Programmes under way on this day, open-ended ones included."""
        day = day or timezone.localdate()
        return self.filter(starts__lte=day).filter(models.Q(ends=None) | models.Q(ends__gte=day))

    def visible_to(self, person):
        return self if person.is_authenticated and person.is_staff else self.live()

    def with_election(self):
        return self.select_related("election")
