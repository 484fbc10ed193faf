from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.coverage.disclosure_control import SPLIT, counted
from groups.regions.models import codes_over, is_village, timezone_of
from kimportal.web.counters import upsert_counters

#: The key of all programmes together; includes events outside a programme.
ALL = 0
KEY = ("programme", "region_code", "facet", "value")
PEOPLE = ("attendance", *SPLIT)
COUNTS = ("villages", "events", "told", *PEOPLE)


class Dimension(models.TextChoices):
    """The dimension a count is split by; ALL is the total."""

    ALL = "all", _("All events")
    PILLAR = "pillar", _("Pillar")
    MODE = "mode", _("How")
    MONTH = "month", _("Month")
    MATERIAL = "material", _("Material")


class EventStatsQuerySet(models.QuerySet):
    def of(self, campaign):
        return self.filter(programme=campaign.pk if campaign else ALL)

    def whole(self):
        """The totals: one row per region."""
        return self.filter(facet=Dimension.ALL)

    def at(self, code):
        return self.filter(region_code=code)

    def happened(self):
        return self.filter(events__gt=0)


class EventStatsManager(models.Manager.from_queryset(EventStatsQuerySet)):
    @transaction.atomic
    def count(self, event, step):
        """Add (+1) or subtract (−1) a reported live event with its current values.

        Four statements, whatever the size of the data. The country's row comes first: concurrent
        transactions queue up there, so they cannot deadlock.
        """
        pillars = event.pillars.values_list("slug", flat=True)
        materials = event.materials.values_list("pk", flat=True)
        numbers = [step * number for number in numbers_of(event)]
        keys = list(keys_of(event, pillars, materials))
        upsert_counters(self.model, KEY, COUNTS, [(*WHOLE_COUNTRY, *ZEROS)])
        own = [key for key in keys if is_one_village(key)]
        upsert_counters(self.model, KEY, COUNTS, [(*key, 0, *numbers) for key in own])
        reached = self._reached(event.region_id, [key[0] for key in own], step)
        wider = [key for key in keys if key not in own]
        rows = [(*key, reached.get(key[0], 0) if is_whole(key) else 0, *numbers) for key in wider]
        rows += [(*key, reached[key[0]], *ZEROS[1:]) for key in own if reached[key[0]]]
        upsert_counters(self.model, KEY, COUNTS, rows)

    def _reached(self, village, programmes, step):
        """Return {programme: ±1} where its first event came or its last one went, else 0."""
        rows = self.whole().at(village).filter(programme__in=programmes)
        threshold = 1 if step > 0 else 0
        return {
            p: step * (events == threshold) for p, events in rows.values_list("programme", "events")
        }


class EventStats(models.Model):
    """Stored statistics of reported live events, by programme, region and one dimension.

    Updated in the transaction of each decision, so that pages never count events.
    `region_code` "" is Indonesia and `programme` 0 is all programmes together.
    `villages` (on ALL only) counts villages with at least one event; `attendance` counts somebody
    who came twice twice; `told` counts events whose attendance is known. The audience
    is summed as published of each event (disclosure_control.py), so these sums need no suppression.
    """

    programme = models.BigIntegerField(default=ALL)
    region_code = models.CharField(max_length=13, blank=True)
    facet = models.CharField(max_length=8, choices=Dimension)
    value = models.CharField(max_length=40, blank=True)
    villages = models.IntegerField(default=0)
    events = models.IntegerField(default=0)
    told = models.IntegerField(default=0)
    attendance = models.BigIntegerField(default=0)
    men = models.BigIntegerField(_("men"), default=0)
    women = models.BigIntegerField(_("women"), default=0)
    first_time_voters = models.BigIntegerField(_("first-time voters"), default=0)
    with_disability = models.BigIntegerField(_("people with a disability"), default=0)
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = EventStatsManager()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [models.UniqueConstraint(fields=list(KEY), name="one_count_per_question")]
        indexes = [models.Index(fields=["region_code", "facet", "programme"], name="tally_region")]

    def __str__(self):
        return f"{self.programme} {self.region_code or 'Indonesia'} {self.facet} {self.value}"


WHOLE_COUNTRY = (ALL, "", Dimension.ALL.value, "")
ZEROS = (0,) * len(COUNTS)


def numbers_of(event):
    """Return what an event adds, in the order of COUNTS after `villages`; unknown counts as 0."""
    split = [counted(event, name) for name in SPLIT]
    return [1, int(event.attendance is not None), event.attendance or 0, *split]


def keys_of(event, pillars, materials):
    """Yield the key of every row this event counts in; materials over all programmes only."""
    facets = [
        (Dimension.ALL.value, ""),
        (Dimension.MODE.value, event.mode),
        (Dimension.MONTH.value, month_of(event)),
        *((Dimension.PILLAR.value, slug) for slug in pillars),
    ]
    used = [(Dimension.MATERIAL.value, str(key)) for key in materials]
    for programme in sorted({ALL, event.campaign_id or ALL}):
        for code in codes_over(event.region_id):
            for facet, value in facets if programme else facets + used:
                yield programme, code, facet, value


def month_of(event):
    """Return '2020-11' in the time zone of the event's region."""
    return f"{event.starts.astimezone(ZoneInfo(timezone_of(event.region_id))):%Y-%m}"


def is_whole(key):
    return key[2] == Dimension.ALL


def is_one_village(key):
    return is_whole(key) and is_village(key[1])
