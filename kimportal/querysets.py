from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kimportal.search import words
from kimportal.states import State


def below(code, *, field="region__code"):
    """Rows whose region is this one or lies in it; codes nest as 35 > 35.73 > 35.73.01."""
    return Q(**{field: code}) | Q(**{f"{field}__startswith": f"{code}."})


def within_any(codes, *, field="region__code"):
    """Rows that lie in any of these regions; no code at all means the whole country."""
    if not codes:
        return Q()
    anywhere = Q()
    for code in codes:
        anywhere |= below(code, field=field)
    return anywhere


class SearchQuerySet(models.QuerySet):
    def search(self, text):
        """Rows whose stored `search_text` has words beginning with each stem of `text`."""
        stems = words(text or "")
        return self.filter(search_text__has_words=stems) if stems else self


class ReviewedQuerySet(SearchQuerySet):
    #: Where the code of a thing's region stands.
    place = "region__code"

    def overseen_by(self, person):
        """What lies in a staff person's jurisdiction, in every state but others' drafts."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        here = within_any(person.jurisdiction_codes, field=self.place)
        return self.filter(here).exclude(state=State.DRAFT)

    def drafts(self):
        return self.filter(state=State.DRAFT)

    def waiting(self):
        return self.filter(state=State.WAITING)

    def live(self):
        return self.filter(state=State.LIVE)

    def returned(self):
        return self.filter(state=State.RETURNED)

    def rejected(self):
        return self.filter(state=State.REJECTED)

    def withdrawn(self):
        return self.filter(state=State.WITHDRAWN)

    def flagged(self, flag):
        return self.filter(flags__contains=f" {flag} ")


class ProposalQuerySet(ReviewedQuerySet):
    place = "region_code"

    def open(self):
        """Being written, waiting, or sent back: of one thing there is one at most."""
        return self.filter(state__in=[State.DRAFT, State.WAITING, State.RETURNED])

    def reviewable_by(self, person):
        """Waiting changes in the jurisdiction that somebody else sent in."""
        return self.overseen_by(person).waiting().exclude(submitted_by=person)


class LetterQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, now):
        return self.unsent().filter(next_try_at__lte=now)


class ReasonQuerySet(models.QuerySet):
    def offered_for(self, *things):
        """Reasons that fit each of these things: those for every kind, and for theirs if it is
        one."""
        kinds = {thing._meta.label_lower for thing in things}
        return self.filter(is_used=True, kind__in=["", *kinds] if len(kinds) == 1 else [""])


class ExportJobQuerySet(models.QuerySet):
    def open_to(self, person):
        """What this person asked for and may still fetch: looking after the same regions, with
        the same right to columns about persons, and before it expires."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        mine = self.filter(by=person, office=person.office, is_personal=person.is_administrator)
        return mine.exclude(expires_at__lte=timezone.now())

    def unfinished(self):
        return self.filter(state__in=["waiting", "working"])

    def lapsed(self):
        """Files whose time is over, and what never became one."""
        now = timezone.now()
        return self.filter(Q(expires_at__lte=now) | Q(asked_at__lte=now - timedelta(days=7)))


class OnlyAddedQuerySet(models.QuerySet):
    """Rows of a memory: never changed, never deleted (kimportal/models/only_added.py)."""

    def about(self, thing):
        return self.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk))

    def update(self, **kwargs):
        raise TypeError("this memory is only ever added to")

    def delete(self):
        raise TypeError("this memory is only ever added to")


class DecisionQuerySet(OnlyAddedQuerySet):
    def overseen_by(self, person):
        """The acts of a staff person's regions; those on accounts are for administrators."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        seen = self.filter(within_any(person.jurisdiction_codes, field="region_code"))
        return seen if person.is_administrator else seen.exclude(thing_type="kimportal.person")

    def moves(self):
        """Only what changed a state, newest first."""
        return self.exclude(after="").order_by("-id")
