from abc import abstractmethod
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from kimportal.moderation.states import State
from kimportal.web.region_codes import within_any
from kimportal.web.search import SearchQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kimportal.accounts.models import Person


class ModeratedQuerySet(SearchQuerySet):
    """Rows of a moderated model. A subclass must define `reviewable_by`."""

    #: Lookup of the region's code.
    place = "region__code"

    def within_jurisdiction(self, codes: Collection[str]) -> Self:
        """Return the rows that staff of these regions are responsible for; no code means all."""
        return self.filter(within_any(codes, field=self.place))

    def overseen_by(self, person: "Person | AnonymousUser") -> Self:
        """Return what lies in a staff person's jurisdiction, in every state but draft."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        return self.within_jurisdiction(person.jurisdiction_codes).exclude(state=State.DRAFT)

    @abstractmethod
    def reviewable_by(self, person: "Person") -> Self:
        """Return what waits for this reviewer: in the jurisdiction, and nothing of their own."""

    def drafts(self) -> Self:
        return self.filter(state=State.DRAFT)

    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)

    def live(self) -> Self:
        return self.filter(state=State.LIVE)

    def returned(self) -> Self:
        return self.filter(state=State.RETURNED)

    def rejected(self) -> Self:
        return self.filter(state=State.REJECTED)

    def withdrawn(self) -> Self:
        return self.filter(state=State.WITHDRAWN)

    def flagged(self, flag: str) -> Self:
        return self.filter(flags__contains=f" {flag} ")


class ChangeRequestQuerySet(ModeratedQuerySet):
    place = "region_code"

    def open(self) -> Self:
        """Return those in draft, waiting or sent back; of one target there is one at most."""
        return self.filter(state__in=[State.DRAFT, State.WAITING, State.RETURNED])

    def reviewable_by(self, person: "Person") -> Self:
        """Return the waiting changes in the jurisdiction that somebody else submitted."""
        return self.overseen_by(person).waiting().exclude(submitted_by=person)


class CannedResponseQuerySet(models.QuerySet[Any]):
    def offered_for(self, *items: models.Model) -> Self:
        """Return the responses that fit each of these items.

        Those of one kind fit only if all items are of that kind.
        """
        kinds = {item._meta.label_lower for item in items}
        return self.filter(is_used=True, kind__in=["", *kinds] if len(kinds) == 1 else [""])
