import hashlib
from datetime import timedelta

from django.db import models
from django.db.models import Case, IntegerField, Q, When
from django.utils import timezone

from kimportal.querysets import ReviewedQuerySet, SearchQuerySet, below, within_any
from kimportal.search import LONGEST_QUERY, fold, plain_words
from kimportal.states import State

#: A place's own name is compared with this many words of the query.
RANKED_WORDS = 4
#: Sent again in the same words within this time it was a second tap: one letter is on its way.
SAME_TAP = timedelta(minutes=5)


def name_rank(words):
    """How well a region's own name answers: is it, ends in it, begins with it.

    Kota Malang *is* Malang, and Jawa Timur is 'jatim': a province's search text is its names.
    """
    return Case(
        When(name__iexact=words, then=4),
        When(level=2, name__iendswith=f" {words}", then=4),
        When(level=1, search_text__contains=f" {words} ", then=4),
        When(name__iendswith=f" {words}", then=3),
        When(name__istartswith=words, then=2),
        When(name__icontains=f" {words}", then=1),
        default=0,
        output_field=IntegerField(),
    )


class RegionQuerySet(SearchQuerySet):
    def current(self):
        """Regions still in the decree; those that left it keep their row with `valid_to`."""
        return self.filter(valid_to=None)

    def search(self, text):
        """Every word begins a word of the path; as typed, for half a name has no stem."""
        typed = plain_words(text)
        return self.filter(search_text__has_words=typed) if typed else self.none()

    def best_for(self, text):
        """What is found, places that bear the words in their own name first, wider ones first."""
        own = [name_rank(word) for word in plain_words(text)[:RANKED_WORDS]]
        rank = sum(own, name_rank(fold(text[:LONGEST_QUERY])))
        return self.search(text).annotate(rank=rank).order_by("-rank", "level", "code")

    def children_of(self, region):
        return self.current().filter(parent=region).order_by("name")


class GroupQuerySet(ReviewedQuerySet):
    def by_name(self):
        return self.order_by("name", "id")

    def within(self, region):
        """Groups in this region or below it; codes nest as 35 > 35.73 > 35.73.01."""
        return self.filter(below(region.code))

    def of(self, person):
        """Groups this person belongs to today."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(pk__in=person.memberships.current().values("group"))

    def visible_to(self, person):
        """The one door: what is live for all, one's own in every state, staff's own region."""
        if not person.is_authenticated:
            return self.live()
        seen = Q(state=State.LIVE) | Q(pk__in=self.model.objects.of(person).values("pk"))
        if person.is_staff:
            seen |= within_any(person.jurisdiction_codes) & ~Q(state=State.DRAFT)
        return self.filter(seen)

    def reviewable_by(self, person):
        """Waiting groups this reviewer may decide on: in the jurisdiction, not their own."""
        mine = self.model.objects.of(person)
        return (
            self.overseen_by(person)
            .waiting()
            .exclude(submitted_by=person)
            .exclude(pk__in=mine.values("pk"))
        )

    def with_similar_name(self, name, region):
        """Other groups of the same name in the same district: a hint, never a verdict."""
        return self.filter(name__iexact=name.strip()).within(region.district)


class MembershipQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=today))

    def chairs(self):
        return self.filter(role="chair")

    def managing(self):
        """Those who act for the group: chair and secretary, today."""
        return self.current().filter(role__in=["chair", "secretary"])

    def officers(self):
        return self.exclude(role="member")

    def in_order(self):
        """Chair first, as a decree lists them; then by name."""
        order = ["chair", "secretary", "treasurer", "section"]
        ranks = [When(role=role, then=rank) for rank, role in enumerate(order)]
        return self.order_by(Case(*ranks, default=len(order)), "name", "id")

    def named_publicly(self):
        """Officers who agreed to be named; nobody else's name leaves the signed-in pages."""
        return self.officers().current().filter(name_is_public=True)


def digest(token):
    """What is stored of a token: whoever reads the database cannot use the invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def written_since(self, moment):
        return self.filter(created_at__gte=moment)

    def just_sent(self):
        return self.written_since(timezone.now() - SAME_TAP)

    def same_as(self, *, by, email, role, membership):
        """Open ones that this person wrote in the same words."""
        role = membership.role if membership else role
        return self.open().filter(invited_by=by, email=email, role=role, membership=membership)

    def by_token(self, token):
        return self.filter(token_digest=digest(token))

    def sent_to(self, person):
        """By the account's address: a forwarded letter lets nobody else in."""
        return self.filter(email__iexact=person.email)
