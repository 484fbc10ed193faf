from collections import Counter

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from groups.kim.models import Group
from groups.regions.models import codes_over, is_village
from kimportal.web.counters import lock_table, upsert_counters


class RegionStatsManager(models.Manager):
    @transaction.atomic
    def count(self, group, step):
        """A live group begins (+1) or ceases (−1) to count in its region and all above it."""
        code, new = group.region_id, 0
        # The country's row first: all who count queue up there, never in a circle.
        upsert_counters(self.model, ["region_code"], ["groups", "villages"], [("", 0, 0)])
        if is_village(code):
            upsert_counters(self.model, ["region_code"], ["groups", "villages"], [(code, step, 0)])
            groups = self.get(region_code=code).groups
            # The first KIM of a village makes it a village with a KIM; the last one unmakes it.
            new = step if groups == (1 if step > 0 else 0) else 0
            upsert_counters(self.model, ["region_code"], ["groups", "villages"], [(code, 0, new)])
        over = [c for c in codes_over(code) if not is_village(c)]
        upsert_counters(
            self.model, ["region_code"], ["groups", "villages"], [(c, step, new) for c in over]
        )

    def recounted(self):
        """{code: (groups, villages)} counted anew from the live groups."""
        homes = list(Group.objects.live().values_list("region_id", flat=True))
        groups = Counter(code for home in homes for code in codes_over(home))
        villages = {home for home in homes if is_village(home)}
        reached = Counter(code for home in villages for code in codes_over(home))
        return {code: (count, reached[code]) for code, count in groups.items()}

    def stored(self):
        rows = self.exclude(groups=0).values_list("region_code", "groups", "villages")
        return {code: (groups, villages) for code, groups, villages in rows}

    @transaction.atomic
    def rebuild(self):
        """Store what a recount finds. Returns {code: (stored, recounted)} where they differed."""
        lock_table(self.model)
        before, now = self.stored(), self.recounted()
        codes = before.keys() | now.keys()
        wrong = {c: (before.get(c), now.get(c)) for c in codes if before.get(c) != now.get(c)}
        moments, moment = dict(self.values_list("region_code", "changed_at")), timezone.now()
        self.all().delete()
        self.bulk_create(
            (
                self.model(
                    region_code=code,
                    groups=groups,
                    villages=villages,
                    changed_at=moment if code in wrong else moments[code],
                )
                for code, (groups, villages) in now.items()
            ),
            batch_size=2000,
        )
        return wrong


class RegionStats(models.Model):
    """How many live KIM a region has, and how many of its villages have one; "" is Indonesia."""

    region_code = models.CharField(max_length=13, primary_key=True)
    groups = models.IntegerField(default=0)
    villages = models.IntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = RegionStatsManager()

    def __str__(self):
        return f"{self.region_code or 'Indonesia'}: {self.groups}"
