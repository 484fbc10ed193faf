from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from campaigns.materials import facets
from kimportal.moderation.querysets import ModeratedQuerySet
from kimportal.moderation.states import EDITABLE_STATES, State
from kimportal.web.region_codes import within_any

#: The renditions a card needs: its picture, and what can be taken away, for the lightest.
ON_CARDS = [f"{kind}-{width}" for kind in ("avif", "webp", "jpeg") for width in (360, 720)]
ON_CARDS += ["low-data", "social", "story", "print"]


class MaterialQuerySet(ModeratedQuerySet):
    def live(self):
        """Published, and now lies between its two times; no clockwork has to run for that."""
        now = timezone.now()
        return self.filter(state=State.LIVE, published_at__lte=now).filter(
            Q(expire_at=None) | Q(expire_at__gt=now)
        )

    def mendable(self):
        return self.filter(state__in=sorted(EDITABLE_STATES))

    def listed(self):
        """The one door for lists, feeds, sitemap and counts: live and not replaced by a newer."""
        now = timezone.now()
        newer = self.model._base_manager.filter(
            supersedes=OuterRef("pk"),
            state__in=(State.LIVE, State.WITHDRAWN),
            published_at__lte=now,
        )
        return self.live().filter(~Exists(newer))

    def newest_first(self):
        return self.order_by("-published_at", "-id")

    def official(self):
        return self.filter(group=None)

    def of(self, person):
        """What the groups of this person made."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(group__in=person.memberships.current().values("group"))

    def overseen_by(self, person):
        """KIM's works of a staff person's region; the ministry's own too if they are national, else
        those they wrote themselves."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        codes = person.jurisdiction_codes
        works = Q(group__isnull=False) & within_any(codes, field="group__region__code")
        seen = works & ~Q(state=State.DRAFT)
        own = Q(group=None, created_by=person) if codes else Q(group=None)
        return self.filter(seen | own)

    def written_by(self, person):
        """The ministry's works this person began."""
        return self.official().filter(created_by=person)

    def in_charge_of(self, person):
        """What this person makes or looks after, in whatever state: theirs to open and act on."""
        mine = self.model.objects.of(person).values("pk")
        charge = self.model.objects.overseen_by(person).values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=charge))

    def visible_to(self, person):
        """The one door: what is live for all, one's own group's and one's own charge besides."""
        if not person.is_authenticated:
            return self.live()
        own = self.model.objects.in_charge_of(person).values("pk")
        live = self.model.objects.live().values("pk")
        return self.filter(Q(pk__in=live) | Q(pk__in=own))

    def reviewable_by(self, person):
        """Waiting for this reviewer: in the jurisdiction, not touched by them or their group."""
        if not (person.is_authenticated and person.is_reviewer):
            return self.none()
        touched = person.audit_events.filter(
            target_type=self.model._meta.label_lower,
            target_id=Cast(OuterRef("pk"), models.CharField()),
            action__in=("edit", "submit"),
        )
        return (
            self.overseen_by(person)
            .waiting()
            .exclude(submitted_by=person)
            .exclude(created_by=person)
            .exclude(group__in=person.memberships.recent().values("group"))
            .filter(~Exists(touched))
        )

    def versions_of(self, material):
        """The same work in other languages, each in its current edition."""
        return self.listed().filter(family=material.family).exclude(language=material.language_id)

    def about(self, *pillars):
        """Materials of any of these pillars."""
        tagged = self.model.pillars.through.objects.filter(pillar__in=pillars)
        return self.filter(pk__in=tagged.values("material"))

    def like(self, material):
        """Other works of the same pillars, newest first."""
        same = self.listed().about(*material.pillars.all()).exclude(family=material.family)
        return same.newest_first()

    def once_public(self):
        """Everything the public has ever been shown, also what was withdrawn or has run out."""
        return self.filter(
            state__in=(State.LIVE, State.WITHDRAWN), published_at__lte=timezone.now()
        )

    def facets(self):
        """What these few can be filtered by, in one query."""
        few = self.model.objects.filter(pk__in=self.order_by().values("pk"))
        columns = ("kind", "language__slug", "campaign__slug", "pillars__slug")
        facts = {}
        for pk, *values in few.values_list("pk", *columns):
            known = facts.setdefault(pk, {name: set() for name in facets.NAMES})
            for name, value in zip(facets.NAMES, values, strict=True):
                known[name].update([value] if value else [])
        return facets.Facets(list(facts.values()))

    def for_cards(self):
        """Everything a card shows, in a fixed number of queries; no long texts."""
        drawn = self._drawn().filter(name__in=ON_CARDS)
        return (
            self.select_related("language", "group")
            .defer(
                "body",
                "body_html",
                "transcript",
                "search_text",
                "group__about",
                "group__search_text",
            )
            .prefetch_related(
                models.Prefetch("pillars", to_attr="topics"),
                models.Prefetch("files", to_attr="shown_files"),
                models.Prefetch("shown_files__renditions", drawn, to_attr="drawn"),
            )
        )

    def for_page(self):
        """Everything its own page shows: all forms of its files."""
        return self.select_related("language", "group", "campaign").prefetch_related(
            "pillars", "files__renditions"
        )

    def _drawn(self):
        file = self.model._meta.get_field("files").related_model
        return file._meta.get_field("renditions").related_model.objects.all()


class MaterialFileQuerySet(models.QuerySet):
    def unrendered(self):
        return self.filter(rendered_at=None, link="")

    def due(self):
        """What may be tried (again) now: failed ones wait longer each time, at most eight tries."""
        return self.unrendered().filter(next_try_at__lte=timezone.now(), tries__lt=8)


class DownloadQuerySet(models.QuerySet):
    def count_one(self, file, form="", *, day=None):
        """Add one to today's tally; exact however many come at once, and names nobody."""
        row = {"file": file, "form": form, "day": day or timezone.localdate()}
        if not self.filter(**row).update(count=models.F("count") + 1):
            # Whoever comes first lays the row; all who come at once then add to it.
            self.bulk_create([self.model(**row, count=0)], ignore_conflicts=True)
            self.filter(**row).update(count=models.F("count") + 1)

    def total(self):
        return self.aggregate(total=models.Sum("count", default=0))["total"]
