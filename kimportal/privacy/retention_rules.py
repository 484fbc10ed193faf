from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from kimportal.accounts.models import Person
from kimportal.exports import cleanup
from kimportal.exports.models import RETENTION_PERIOD, ExportJob
from kimportal.mail.models import OutgoingEmail
from kimportal.privacy.retention import Rule, delete

# -- the ground's own rules


def letters_over(before):
    return OutgoingEmail.objects.filter(Q(sent_at__lt=before) | Q(failed_at__lt=before)).exclude(
        to=""
    )


def empty(letters):
    """The row stays without a word, so that no letter is ever written twice."""
    return letters.update(to="", subject="", text="", html="", unsubscribe_url="")


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
        what=_("The text and the address of e-mails we sent"),
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
        after=RETENTION_PERIOD,
        due=lambda before: ExportJob.objects.expired(),
        go=cleanup.expire,
    ),
]
