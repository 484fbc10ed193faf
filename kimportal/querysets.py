from django.db import models

from kimportal.search import words
from kimportal.states import State


class SearchQuerySet(models.QuerySet):
    def search(self, text):
        """Rows whose stored `search_text` has words beginning with each stem of `text`."""
        stems = words(text or "")
        return self.filter(search_text__has_words=stems) if stems else self


class ReviewedQuerySet(SearchQuerySet):
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


class LetterQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, now):
        return self.unsent().filter(next_try_at__lte=now)


class DecisionQuerySet(models.QuerySet):
    def about(self, thing):
        return self.filter(thing_type=thing._meta.label_lower, thing_id=str(thing.pk))

    def moves(self):
        """Only what changed a state, newest first."""
        return self.exclude(after="").order_by("-id")

    def update(self, **kwargs):
        raise TypeError("Decisions are only ever added")

    def delete(self):
        raise TypeError("Decisions are only ever added")
