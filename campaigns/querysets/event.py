from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Left

from groups.models import Group
from groups.querysets import within_any
from kimportal.querysets import ReviewedQuerySet
from kimportal.states import State

#: How long after the end a report is still asked for.
ASK_FOR = timedelta(days=14)
ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)


def day_bounds(day, zone):
    """First and last instant of a calendar day on the clocks of `zone`, as (from, before), UTC."""
    start = datetime.combine(day, time.min, ZoneInfo(zone))
    return start.astimezone(UTC), (start + ONE_DAY).astimezone(UTC)


class EventQuerySet(ReviewedQuerySet):
    # -- who sees it

    def of(self, person):
        """Events of the groups this person belongs to today, in every state."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(group__in=Group.objects.of(person).values("pk"))

    def overseen_by(self, person):
        """Events within a staff person's jurisdiction, in every state but others' drafts."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        return self.filter(within_any(person.jurisdiction_codes)).exclude(state=State.DRAFT)

    def visible_to(self, person):
        """The one door: what is live for all, one's groups' own in every state, staff's region."""
        if not person.is_authenticated:
            return self.live()
        seen = Q(state=State.LIVE) | Q(group__in=Group.objects.of(person).values("pk"))
        if person.is_staff:
            seen |= within_any(person.jurisdiction_codes) & ~Q(state=State.DRAFT)
        return self.filter(seen)

    def reviewable_by(self, person):
        """Waiting events this reviewer may decide on: in the jurisdiction, not their own group's."""
        if not (person.is_authenticated and person.is_reviewer):
            return self.none()
        return (
            self.overseen_by(person)
            .waiting()
            .exclude(submitted_by=person)
            .exclude(group__in=Group.objects.of(person).values("pk"))
        )

    # -- where, when, about what

    def within(self, region):
        """Events in this region or below it. Codes have one length a level, so their first
        characters are equal: a question the index of each level answers in order of time."""
        if len(region.code) == 13:
            return self.filter(region=region)
        return self.alias(**{f"within_{region.level}": Left("region_id", len(region.code))}).filter(
            **{f"within_{region.level}": region.code}
        )

    def upcoming(self, now):
        return self.filter(ends__gte=now)

    def past(self, now):
        return self.filter(ends__lt=now)

    def since(self, day, zone="Asia/Jakarta"):
        return self.filter(starts__gte=day_bounds(day, zone)[0])

    def until(self, day, zone="Asia/Jakarta"):
        return self.filter(starts__lt=day_bounds(day, zone)[1])

    def about(self, pillar):
        through = self.model.pillars.through.objects
        return self.filter(
            Exists(through.filter(outreachevent_id=OuterRef("pk"), pillar_id=pillar.pk))
        )

    def reported(self):
        return self.exclude(reported_at=None)

    def counted(self):
        """What coverage counts: live, and reported. The same as `OutreachEvent.counts`."""
        return self.live().reported()

    def same_gathering(self, *, group, region, starts):
        """Other events of this group on the same day in the same place: perhaps the same one."""
        start, before = day_bounds(starts.astimezone(ZoneInfo(region.timezone)).date(), region.timezone)
        return (
            self.filter(group=group, region=region, starts__gte=start, starts__lt=before)
            .exclude(state__in=[State.REJECTED, State.WITHDRAWN])
            .order_by("created_at")
        )

    # -- what the reminders ask

    def due_tomorrow(self, now):
        """Planned events that begin within a day."""
        return self.filter(
            state__in=[State.WAITING, State.LIVE], starts__gt=now, starts__lte=now + ONE_DAY
        )

    def report_due(self, now):
        """Events over for an hour or more (and not for weeks) that nobody has reported on."""
        open_states = [State.DRAFT, State.WAITING, State.LIVE, State.RETURNED]
        return self.filter(
            state__in=open_states,
            reported_at=None,
            ends__lte=now - ONE_HOUR,
            ends__gt=now - ASK_FOR,
        )

    # -- with what it is shown

    def for_list(self):
        """All that a row of a list names, in a fixed number of queries."""
        return self.select_related("group", "region", "setting", "campaign").prefetch_related(
            "pillars", Prefetch("photos", self.model.photos.rel.related_model.objects.published())
        )


class PhotoQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(is_shown=True)

    def published(self):
        """Photos whose public renditions are made; only these leave the signed-in pages."""
        return self.shown().exclude(renditions=[]).order_by("order", "id")
