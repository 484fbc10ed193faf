from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone

from campaigns.elections.synonyms import SYNONYMS
from campaigns.materials import facets
from campaigns.verification.codes import is_code, normalise
from kimportal.moderation.querysets import ModeratedQuerySet
from kimportal.moderation.states import EDITABLE_STATES, State
from kimportal.web.region_codes import within_any

#: Renditions a card needs: its picture, and the download forms, to find the smallest.
CARD_RENDITIONS = [f"{kind}-{width}" for kind in ("avif", "webp", "jpeg") for width in (360, 720)]
CARD_RENDITIONS += ["low-data", "social", "story", "print"]


class MaterialQuerySet(ModeratedQuerySet):
    synonyms = SYNONYMS

    def search(self, text):
        """Match the words, their synonyms, or the code on a poster."""
        found = self.search_condition(text)
        code = normalise(text or "")
        return self.filter(found | Q(code=code) if is_code(code) else found)

    def live(self):
        """Published and now between `published_at` and `expire_at`; needs no periodic job."""
        now = timezone.now()
        return self.filter(state=State.LIVE, published_at__lte=now).filter(
            Q(expire_at=None) | Q(expire_at__gt=now)
        )

    def scheduled(self):
        """Approved, to be public later."""
        now = timezone.now()
        return self.filter(state=State.LIVE, published_at__gt=now)

    def expired(self):
        """Public until a moment that has passed."""
        now = timezone.now()
        return self.filter(state=State.LIVE, published_at__lte=now, expire_at__lte=now)

    def editable(self):
        return self.filter(state__in=sorted(EDITABLE_STATES))

    def listed(self):
        """Live and not superseded: the only base for lists, feeds, sitemaps and counts."""
        return self.live().filter(~Exists(self._newer()))

    def with_is_replaced(self):
        """Annotate `is_replaced`: whether a newer edition was public once."""
        return self.annotate(is_replaced=Exists(self._newer()))

    def _newer(self):
        return self.model._base_manager.filter(
            supersedes=OuterRef("pk"),
            state__in=(State.LIVE, State.WITHDRAWN),
            published_at__lte=timezone.now(),
        )

    def newest_first(self):
        return self.order_by("-published_at", "-id")

    def official(self):
        return self.filter(group=None)

    def of(self, person):
        """Materials of the groups this person belongs to."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(group__in=person.memberships.current().values("group"))

    def overseen_by(self, person):
        """Submitted materials of KIM in a staff member's region; the ministry's own for national
        staff, and for others those they started."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        codes = person.jurisdiction_codes
        in_region = Q(group__isnull=False) & within_any(codes, field="group__region__code")
        submitted = in_region & ~Q(state=State.DRAFT)
        own = Q(group=None, created_by=person) if codes else Q(group=None)
        return self.filter(submitted | own)

    def written_by(self, person):
        """The ministry's materials this person started."""
        return self.official().filter(created_by=person)

    def in_charge_of(self, person):
        """Materials this person makes or oversees, in any state: theirs to open and act on."""
        mine = self.model.objects.of(person).values("pk")
        overseen = self.model.objects.overseen_by(person).values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=overseen))

    def visible_to(self, person):
        """What is live, and besides what this person makes or oversees."""
        if not person.is_authenticated:
            return self.live()
        own = self.model.objects.in_charge_of(person).values("pk")
        live = self.model.objects.live().values("pk")
        return self.filter(Q(pk__in=live) | Q(pk__in=own))

    def reviewable_by(self, person):
        """Waiting for this reviewer: in their jurisdiction, not edited by them or their group."""
        if not (person.is_authenticated and person.is_reviewer):
            return self.none()
        edited = person.audit_events.filter(
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
            .filter(~Exists(edited))
        )

    def versions_of(self, material):
        """The same material in other languages, each in its current edition."""
        return self.listed().filter(family=material.family).exclude(language=material.language_id)

    def about(self, *pillars):
        """Materials of any of these pillars."""
        tagged = self.model.pillars.through.objects.filter(pillar__in=pillars)
        return self.filter(pk__in=tagged.values("material"))

    def related_to(self, material):
        """Other materials of the same pillars, newest first."""
        same = self.listed().about(*material.pillars.all()).exclude(family=material.family)
        return same.newest_first()

    def once_public(self):
        """Everything that has been public, including withdrawn and expired materials."""
        return self.filter(
            state__in=(State.LIVE, State.WITHDRAWN), published_at__lte=timezone.now()
        )

    def facets(self):
        """Return the Facets of this (bounded) queryset in one query."""
        rows = self.model.objects.filter(pk__in=self.order_by().values("pk"))
        columns = ("kind", "language__slug", "campaign__slug", "pillars__slug")
        by_material = {}
        for pk, *values in rows.values_list("pk", *columns):
            values_by_name = by_material.setdefault(pk, {name: set() for name in facets.NAMES})
            for name, value in zip(facets.NAMES, values, strict=True):
                values_by_name[name].update([value] if value else [])
        return facets.Facets(list(by_material.values()))

    def for_cards(self):
        """Load what a card shows in a fixed number of queries, without the long texts."""
        renditions = self._renditions().filter(name__in=CARD_RENDITIONS)
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
                models.Prefetch("shown_files__renditions", renditions, to_attr="drawn"),
            )
        )

    def for_page(self):
        """Load what the detail page shows, with every rendition of the files."""
        return self.select_related("language", "group", "campaign").prefetch_related(
            "pillars", "files__renditions"
        )

    def _renditions(self):
        file = self.model._meta.get_field("files").related_model
        return file._meta.get_field("renditions").related_model.objects.all()


class MaterialFileQuerySet(models.QuerySet):
    def unrendered(self):
        return self.filter(rendered_at=None, link="")

    def due(self):
        """Files to render (again) now; waits grow with each failure, up to eight tries."""
        return self.unrendered().filter(next_try_at__lte=timezone.now(), tries__lt=8)


class DownloadQuerySet(models.QuerySet):
    def increment(self, file, form="", *, day=None):
        """Add one to the day's counter; exact under concurrency, without personal data."""
        row = {"file": file, "form": form, "day": day or timezone.localdate()}
        if not self.filter(**row).update(count=models.F("count") + 1):
            # The first request creates the row; concurrent ones then update it.
            self.bulk_create([self.model(**row, count=0)], ignore_conflicts=True)
            self.filter(**row).update(count=models.F("count") + 1)

    def total(self):
        return self.aggregate(total=models.Sum("count", default=0))["total"]
