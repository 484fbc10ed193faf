"""What goes by itself, and when: one table, carried out by `manage.py retain`, shown on /privasi/.

Each app adds its own rules (settings.RETENTION). UU 27/2022 PDP art. 16 (2) g and 43 ask that data
go when they are no longer needed; the periods are ours, and each says why it is that long.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from kimportal.exports import sweeping
from kimportal.models import ExportJob, Letter, Person
from kimportal.models.export_job import KEPT

BATCH = 1000
YEAR = 365


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`due(before)` finds what is older than an instant; `go(due)` lets it go, and counts."""

    name: str
    what: str
    since: str
    why: str
    after: timedelta
    due: Callable[[object], Iterable]
    go: Callable[[Iterable], int]

    def rows(self):
        return self.due(timezone.now() - self.after)

    def count(self):
        rows = self.rows()
        return rows.count() if isinstance(rows, QuerySet) else sum(1 for _row in rows)

    def carry_out(self):
        return self.go(self.rows())

    @property
    def period(self):
        """In words: "30 days", "1 year", "at once"."""
        days = self.after.days
        if not days:
            return _("at once")
        if days % YEAR:
            return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        years = days // YEAR
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


@cache
def rules():
    return tuple(rule for path in settings.RETENTION for rule in import_string(path))


def delete(rows):
    """Delete rows a batch at a time, with what hangs on them; returns how many rows they were."""
    model, gone = rows.model, 0
    while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
        gone += model._base_manager.filter(pk__in=keys).delete()[1].get(model._meta.label, 0)
    return gone


# -- the ground's own rules


def letters_over(before):
    return Letter.objects.filter(Q(sent_at__lt=before) | Q(given_up_at__lt=before)).exclude(to="")


def empty(letters):
    """The row stays without a word, so that no letter is ever written twice."""
    return letters.update(to="", subject="", text="", html="", way_out="")


def unproven(before):
    lapsed = Person.objects.filter(
        joined_at__lt=before, last_login=None, emailaddress__verified=False
    )
    return lapsed.exclude(emailaddress__verified=True)


def sessionless(before):
    living = Session.objects.filter(expire_date__gt=timezone.now())
    return UserSession.objects.exclude(session_key__in=living.values("session_key"))


RULES = [
    Rule(
        name="letters",
        what=_("The words and the address of letters we wrote"),
        since=_("after they were sent"),
        why=_("long enough for questions about them"),
        after=timedelta(days=30),
        due=letters_over,
        go=empty,
    ),
    Rule(
        name="unproven",
        what=_("Accounts whose e-mail address was never proven"),
        since=_("after they were opened"),
        why=_("the address may be somebody else’s"),
        after=timedelta(days=2),
        due=unproven,
        go=delete,
    ),
    Rule(
        name="sessions",
        what=_("Sessions"),
        since=_("when they lapse, twelve hours after the last change"),
        why=_("they open nothing any more"),
        after=timedelta(0),
        due=lambda before: Session.objects.filter(expire_date__lt=before),
        go=delete,
    ),
    Rule(
        name="devices",
        what=_("Addresses and browsers under “Devices”"),
        since=_("when their session has ended"),
        why=_("they warn of strangers only while somebody is signed in there"),
        after=timedelta(0),
        due=sessionless,
        go=delete,
    ),
    Rule(
        name="tasks",
        what=_("Notes on finished background work"),
        since=_("after it was done"),
        why=_("long enough to look into a fault"),
        after=timedelta(days=14),
        due=lambda before: DBTaskResult.objects.filter(finished_at__lt=before),
        go=delete,
    ),
    Rule(
        name="exports",
        what=_("Tables that staff asked for as a file"),
        since=_("after they were written"),
        why=_("somebody fetches them when they are ready"),
        after=KEPT,
        due=lambda before: ExportJob.objects.lapsed(),
        go=sweeping.expire,
    ),
]
