from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Left
from django.utils import timezone

from campaigns.elections.synonyms import SYNONYMS
from groups.kim.models import Group
from groups.regions.models import CENTRAL_TIME, EASTERN_TIME
from groups.regions.place_search import PlaceSearchQuerySet
from kimportal.moderation.states import State
from kimportal.web.region_codes import within_any

#: How long after the end a report is still asked for.
REPORT_PERIOD = timedelta(days=14)
#: States in which an event may still take place and be reported.
OPEN = (State.DRAFT, State.WAITING, State.LIVE, State.RETURNED)
#: Provinces outside Jakarta's zone.
ELSEWHERE = {"Asia/Makassar": CENTRAL_TIME, "Asia/Jayapura": EASTERN_TIME}
ZONES = ("Asia/Jakarta", *ELSEWHERE)
ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)


def day_bounds(day, zone):
    """Return (start, end) of a calendar day in this time zone, in UTC; the end is excluded."""
    start = datetime.combine(day, time.min, ZoneInfo(zone))
    return start.astimezone(UTC), (start + ONE_DAY).astimezone(UTC)


def _in_zone(zone):
    """Return a filter for rows in this time zone, by their annotated `province`."""
    if zone in ELSEWHERE:
        return Q(province__in=sorted(ELSEWHERE[zone]))
    return ~Q(province__in=sorted(set().union(*ELSEWHERE.values())))


def _of_groups_within(codes):
    if not codes:
        return Q()
    # A subquery: few groups lie there, and no event is joined with its own.
    return Q(group__in=Group.objects.filter(within_any(codes)).order_by().values("pk"))


def _in_charge(codes):
    return within_any(codes) | _of_groups_within(codes) if codes else Q()


class EventQuerySet(PlaceSearchQuerySet):
    synonyms = SYNONYMS

    # -- who sees it

    def of(self, person):
        """Return the events of the groups this person belongs to today, in every state."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(group__in=Group.objects.of(person).values("pk"))

    def visible_to(self, person):
        """Return what this person may see: live events, those of their groups, staff's regions."""
        if not person.is_authenticated:
            return self.live()
        visible = Q(state=State.LIVE) | Q(group__in=Group.objects.of(person).values("pk"))
        if person.is_staff:
            visible |= _in_charge(person.jurisdiction_codes) & ~Q(state=State.DRAFT)
        return self.filter(visible)

    def within_jurisdiction(self, codes):
        """Return events of the KIM of these regions, and all that take place there."""
        return self.filter(_in_charge(codes))

    def reviewable_by(self, person):
        """Return the waiting events this reviewer may decide on.

        Those of the KIM in their charge, wherever the event takes place: else its author could
        choose the reviewer. None of their own group.
        """
        if not (person.is_authenticated and person.is_reviewer):
            return self.none()
        return (
            self.filter(_of_groups_within(person.jurisdiction_codes))
            .waiting()
            .exclude(submitted_by=person)
            .exclude(group__in=Group.objects.tied_to(person).values("pk"))
        )

    # -- where, when, about what

    def within(self, region):
        """Return events in this region or below it.

        Codes have one length for each level, so the index of the level answers by prefix.
        """
        if len(region.code) == 13:
            return self.filter(region=region)
        return self.alias(**{f"within_{region.level}": Left("region_id", len(region.code))}).filter(
            **{f"within_{region.level}": region.code}
        )

    def upcoming(self, now):
        """Return events that have not begun, the next first."""
        return self.filter(starts__gt=now).in_order()

    def past(self, now):
        """Return events that have begun, the latest first."""
        return self.filter(starts__lte=now).order_by("-starts", "-id")

    def in_order(self):
        return self.order_by("starts", "id")

    def since(self, day):
        """Return events from this day on, each in its own time zone."""
        return self._in_own_zone("starts__gte", {z: day_bounds(day, z)[0] for z in ZONES})

    def until(self, day):
        return self._in_own_zone("starts__lt", {z: day_bounds(day, z)[1] for z in ZONES})

    def _in_own_zone(self, bound, moments):
        """Compare `bound` in each event's time zone.

        The widest bound is a filter of its own, which the index of times can answer.
        """
        pick = min if bound == "starts__gte" else max
        own = Q()
        for zone, moment in moments.items():
            own |= Q(**{bound: moment}) & _in_zone(zone)
        return self.alias(province=Left("region_id", 2)).filter(
            own, **{bound: pick(moments.values())}
        )

    def about(self, pillar):
        through = self.model.pillars.through.objects
        return self.filter(
            Exists(through.filter(outreachevent_id=OuterRef("pk"), pillar_id=pillar.pk))
        )

    def for_entries(self):
        """Load only the fields that a list shows."""
        return self.select_related("group", "region").only(
            *("title", "starts", "ends", "mode", "attendance", "state"),
            *("group__name", "group__slug", "region__name", "region__kind"),
        )

    def by_time(self, coming=3, held=5):
        """Return {"coming": [the next events], "held": [the latest]}, in two queries."""
        now = timezone.now()
        return {"coming": list(self.upcoming(now)[:coming]), "held": list(self.past(now)[:held])}

    def live_by_time(self):
        """Return the live events by time, for the page of a KIM."""
        return self.live().select_related("group", "region").by_time()

    def reported(self):
        return self.exclude(reported_at=None)

    def counted(self):
        """Return the events that statistics count, as `OutreachEvent.counts` does."""
        return self.live().reported()

    def same_gathering(self, *, group, region, starts):
        """Return events of this group on the same day in the same region: possible duplicates."""
        start, before = day_bounds(
            starts.astimezone(ZoneInfo(region.timezone)).date(), region.timezone
        )
        return (
            self.filter(group=group, region=region, starts__gte=start, starts__lt=before)
            .exclude(state__in=[State.REJECTED, State.WITHDRAWN])
            .order_by("created_at")
        )

    def at_once_with(self, event):
        """Return possible duplicates that overlap with this event in time."""
        same = {name: getattr(event, name) for name in ("group", "region", "starts")}
        others = self.same_gathering(**same).exclude(pk=event.pk)
        return others.filter(starts__lt=event.ends, ends__gt=event.starts)

    def repetitions_of(self, event):
        """Return the other drafts of this event's series that were never sent in."""
        same = self.filter(group=event.group_id, series=event.series, state=State.DRAFT)
        return same.filter(submitted_at=None).exclude(pk=event.pk).select_related("group", "region")

    # -- for reminders

    def due_tomorrow(self, now):
        """Return events that begin within a day and were planned more than a day ahead."""
        return self.filter(
            state__in=OPEN,
            starts__gt=now,
            starts__lte=now + ONE_DAY,
            created_at__lte=F("starts") - ONE_DAY,
        )

    def report_due(self, now):
        """Return unreported events that ended at least an hour and at most REPORT_PERIOD ago."""
        return self.filter(
            state__in=OPEN,
            reported_at=None,
            ends__lte=now - ONE_HOUR,
            ends__gt=now - REPORT_PERIOD,
        )

    def in_year(self, year):
        """Return events of a calendar year, each in its own time zone."""
        return self.since(date(year, 1, 1)).until(date(year, 12, 31))

    def totals(self):
        """Return {events, people, men, …, places}: sums of the known numbers; None without any."""
        return self.aggregate(
            events=Count("pk"),
            people=Sum("attendance"),
            men=Sum("men"),
            women=Sum("women"),
            first_time_voters=Sum("first_time_voters"),
            with_disability=Sum("with_disability"),
            places=Count("region", distinct=True),
        )

    def venues(self):
        """Return the number of different venues."""
        return self.order_by().values("region", "venue").distinct().count()


class EventMaterialQuerySet(models.QuerySet):
    def copies(self):
        """Return the number of copies handed out; None if nobody counted."""
        return self.aggregate(total=Sum("copies"))["total"]

    def for_readers(self):
        """Return the rows of materials that are live, with their materials."""
        live = apps.get_model("campaigns", "Material").objects.live()
        rows = self.filter(material__in=live.values("pk"))
        return rows.select_related("material__language")

    def totals_by_material(self):
        """Return rows {material__title, events, total}, the most copies first."""
        return (
            self.values("material__title")
            .annotate(events=Count("event"), total=Sum("copies"))
            .order_by(F("total").desc(nulls_last=True), "material__title")
        )


class PhotoQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(is_shown=True)

    def unsent_by(self, person):
        """Return the photos this person stored with forms whose event does not exist yet."""
        return self.filter(event=None, added_by=person, is_shown=False)

    def lacking_consent(self, keys=None):
        """Return shown photos (or those with these keys) without the declared consent."""
        photos = self.shown() if keys is None else self.filter(pk__in=keys)
        return photos.filter(has_consent=False)

    def published(self):
        """Return shown photos with public renditions; the public sees only these."""
        return self.shown().exclude(renditions=[]).order_by("order", "id")
