from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Left

from groups.kim.models import Group
from groups.regions.models import CENTRAL_TIME, EASTERN_TIME
from kimportal.moderation.querysets import ModeratedQuerySet
from kimportal.moderation.states import State
from kimportal.web.region_codes import within_any

#: How long after the end a report is still asked for.
ASK_FOR = timedelta(days=14)
#: States in which an event may still take place and be reported.
OPEN = (State.DRAFT, State.WAITING, State.LIVE, State.RETURNED)
#: Provinces outside Jakarta's zone.
ELSEWHERE = {"Asia/Makassar": CENTRAL_TIME, "Asia/Jayapura": EASTERN_TIME}
ZONES = ("Asia/Jakarta", *ELSEWHERE)
ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)


def day_bounds(day, zone):
    """First and last instant of a calendar day on the clocks of `zone`, as (from, before), UTC."""
    start = datetime.combine(day, time.min, ZoneInfo(zone))
    return start.astimezone(UTC), (start + ONE_DAY).astimezone(UTC)


def _in_zone(zone):
    """Rows of this zone, told by the `province` they are annotated with."""
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


class EventQuerySet(ModeratedQuerySet):
    # -- who sees it

    def of(self, person):
        """Events of the groups this person belongs to today, in every state."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(group__in=Group.objects.of(person).values("pk"))

    def visible_to(self, person):
        """The one door: what is live for all, one's groups' own in every state, staff's region."""
        if not person.is_authenticated:
            return self.live()
        seen = Q(state=State.LIVE) | Q(group__in=Group.objects.of(person).values("pk"))
        if person.is_staff:
            seen |= _in_charge(person.jurisdiction_codes) & ~Q(state=State.DRAFT)
        return self.filter(seen)

    def within_jurisdiction(self, codes):
        """Events of the KIM of these regions, wherever they take place, and events of others that
        take place there."""
        return self.filter(_in_charge(codes))

    def reviewable_by(self, person):
        """Waiting events this reviewer may decide on: those of the KIM they look after, wherever
        they take place, for the sender must not choose the reviewer; not of their own group."""
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
        """Events in this region or below it. Codes have one length a level, so their first
        characters are equal: a question the index of each level answers in order of time."""
        if len(region.code) == 13:
            return self.filter(region=region)
        return self.alias(**{f"within_{region.level}": Left("region_id", len(region.code))}).filter(
            **{f"within_{region.level}": region.code}
        )

    def upcoming(self, now):
        """Not yet begun, the next one first."""
        return self.filter(starts__gt=now).in_order()

    def past(self, now):
        """Begun or over, the latest first."""
        return self.filter(starts__lte=now).order_by("-starts", "-id")

    def in_order(self):
        return self.order_by("starts", "id")

    def since(self, day):
        """From this day on, each event on the clocks of its own place."""
        return self._on_own_clocks("starts__gte", {z: day_bounds(day, z)[0] for z in ZONES})

    def until(self, day):
        return self._on_own_clocks("starts__lt", {z: day_bounds(day, z)[1] for z in ZONES})

    def _on_own_clocks(self, bound, moments):
        """`bound` at the moment of each event's zone. The widest of them comes first, alone, since
        that is the question an index of times can answer."""
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
        """Only what a row of a list shows of an event, its KIM and its region."""
        return self.select_related("group", "region").only(
            *("title", "starts", "ends", "mode", "attendance", "state"),
            *("group__name", "group__slug", "region__name", "region__kind"),
        )

    def newest_live(self):
        """The few latest events everybody sees, for the page of a KIM or a place."""
        return self.live().select_related("group", "region").order_by("-starts", "-id")[:6]

    def reported(self):
        return self.exclude(reported_at=None)

    def counted(self):
        """What coverage counts: live, and reported. The same as `OutreachEvent.counts`."""
        return self.live().reported()

    def same_gathering(self, *, group, region, starts):
        """Other events of this group on the same day in the same place: perhaps the same one."""
        start, before = day_bounds(
            starts.astimezone(ZoneInfo(region.timezone)).date(), region.timezone
        )
        return (
            self.filter(group=group, region=region, starts__gte=start, starts__lt=before)
            .exclude(state__in=[State.REJECTED, State.WITHDRAWN])
            .order_by("created_at")
        )

    def at_once_with(self, event):
        """Others of the same gathering that overlap with this one: nobody is at two places."""
        same = {name: getattr(event, name) for name in ("group", "region", "starts")}
        others = self.same_gathering(**same).exclude(pk=event.pk)
        return others.filter(starts__lt=event.ends, ends__gt=event.starts)

    # -- what the reminders ask

    def due_tomorrow(self, now):
        """Events that begin within a day, and were planned longer ago than that."""
        return self.filter(
            state__in=OPEN,
            starts__gt=now,
            starts__lte=now + ONE_DAY,
            created_at__lte=F("starts") - ONE_DAY,
        )

    def report_due(self, now):
        """Events over for an hour or more (and not for weeks) that nobody has reported on."""
        return self.filter(
            state__in=OPEN,
            reported_at=None,
            ends__lte=now - ONE_HOUR,
            ends__gt=now - ASK_FOR,
        )

    def in_year(self, year):
        """Events of a calendar year, from New Year to New Year on the clocks of their place."""
        return self.since(date(year, 1, 1)).until(date(year, 12, 31))

    def totals(self):
        """{events, people, men, women, places}: what was known, added up; None if nothing was."""
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
        """At how many different places: a village has many, each named as its KIM writes it."""
        return self.order_by().values("region", "venue").distinct().count()


class EventMaterialQuerySet(models.QuerySet):
    def copies(self):
        """How many were handed out in all; None where nobody counted."""
        return self.aggregate(total=Sum("copies"))["total"]

    def for_readers(self):
        """What was handed out of materials the public may open, with their titles."""
        live = apps.get_model("campaigns", "Material").objects.live()
        return self.filter(material__in=live.values("pk")).select_related("material")

    def totals_by_material(self):
        """Rows {material__title, events, copies}, the most handed out first."""
        return (
            self.values("material__title")
            .annotate(events=Count("event"), total=Sum("copies"))
            .order_by(F("total").desc(nulls_last=True), "material__title")
        )


class PhotoQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(is_shown=True)

    def lacking_consent(self, keys=None):
        """Shown photos (or those with these keys) without the tick that those on them agree."""
        photos = self.shown() if keys is None else self.filter(pk__in=keys)
        return photos.filter(has_consent=False)

    def published(self):
        """Photos whose public renditions are made; only these leave the signed-in pages."""
        return self.shown().exclude(renditions=[]).order_by("order", "id")
