from django.db import models

from kimportal.moderation.states import State
from kimportal.web.region_codes import within_any
from kimportal.web.search import SearchQuerySet


class ModeratedQuerySet(SearchQuerySet):
    #: Where the code of a thing's region stands.
    place = "region__code"

    def within_jurisdiction(self, codes):
        """Rows that whoever looks after these regions is responsible for; no code: all."""
        return self.filter(within_any(codes, field=self.place))

    def overseen_by(self, person):
        """What lies in a staff person's jurisdiction, in every state but others' drafts."""
        if not (person.is_authenticated and person.is_staff):
            return self.none()
        return self.within_jurisdiction(person.jurisdiction_codes).exclude(state=State.DRAFT)

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


class ChangeRequestQuerySet(ModeratedQuerySet):
    place = "region_code"

    def open(self):
        """Being written, waiting, or sent back: of one thing there is one at most."""
        return self.filter(state__in=[State.DRAFT, State.WAITING, State.RETURNED])

    def reviewable_by(self, person):
        """Waiting changes in the jurisdiction that somebody else sent in."""
        return self.overseen_by(person).waiting().exclude(submitted_by=person)


class CannedResponseQuerySet(models.QuerySet):
    def offered_for(self, *items):
        """Reasons that fit each of these things: those for every kind, and for theirs if it is
        one."""
        kinds = {item._meta.label_lower for item in items}
        return self.filter(is_used=True, kind__in=["", *kinds] if len(kinds) == 1 else [""])
