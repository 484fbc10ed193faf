"""Retention rules of kimportal's own models."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from kimportal.accounts.models import Person
from kimportal.exports import cleanup
from kimportal.exports.models import RETENTION_PERIOD, ExportJob
from kimportal.mail.models import OutgoingEmail
from kimportal.offline.models import ArrivingFile
from kimportal.privacy.retention import Rule, delete


def sent_emails(before: datetime) -> QuerySet[OutgoingEmail]:
    """Return emails that were sent, or failed for good, before this time."""
    done = Q(sent_at__lt=before) | Q(failed_at__lt=before)
    return OutgoingEmail.objects.filter(done).exclude(to="")


def clear_emails(emails: QuerySet[OutgoingEmail]) -> int:
    """Clear the content but keep the rows, whose keys prevent sending an email twice."""
    return emails.update(to="", subject="", text="", html="", unsubscribe_url="")


def unverified_accounts(before: datetime) -> QuerySet[Person]:
    """Return accounts that never signed in and whose email address was never verified."""
    unused = Person.objects.filter(
        joined_at__lt=before, last_login=None, emailaddress__verified=False
    )
    return unused.exclude(emailaddress__verified=True)


def ended_user_sessions(before: datetime) -> QuerySet[UserSession]:
    """Return the entries under "Devices" whose session has ended."""
    active = Session.objects.filter(expire_date__gt=timezone.now())
    return UserSession.objects.exclude(session_key__in=active.values("session_key"))


RULES = [
    Rule(
        name="arriving_files",
        data=_("Photos that arrived over a bad line and whose report never followed"),
        since=_("after their last piece"),
        reason=_("the phone goes on where it stopped"),
        after=timedelta(days=7),
        due=lambda before: ArrivingFile.objects.filter(at__lt=before),
        action=delete,
    ),
    Rule(
        name="emails",
        data=_("The text and the address of e-mails we sent"),
        since=_("after they were sent"),
        reason=_("long enough for questions about them"),
        after=timedelta(days=30),
        due=sent_emails,
        action=clear_emails,
    ),
    Rule(
        name="unverified",
        data=_("Accounts whose e-mail address was never proven"),
        since=_("after they were opened"),
        reason=_("the address may be somebody else’s"),
        after=timedelta(days=2),
        due=unverified_accounts,
        action=delete,
    ),
    Rule(
        name="sessions",
        data=_("Sessions"),
        since=_("when they lapse, twelve hours after the last change"),
        reason=_("they open nothing any more"),
        after=timedelta(0),
        due=lambda before: Session.objects.filter(expire_date__lt=before),
        action=delete,
    ),
    Rule(
        name="devices",
        data=_("Addresses and browsers under “Devices”"),
        since=_("when their session has ended"),
        reason=_("they warn of strangers only while somebody is signed in there"),
        after=timedelta(0),
        due=ended_user_sessions,
        action=delete,
    ),
    Rule(
        name="tasks",
        data=_("Notes on finished background work"),
        since=_("after it was done"),
        reason=_("long enough to look into a fault"),
        after=timedelta(days=14),
        due=lambda before: DBTaskResult.objects.filter(finished_at__lt=before),
        action=delete,
    ),
    Rule(
        name="exports",
        data=_("Tables that staff asked for as a file"),
        since=_("after they were written"),
        reason=_("somebody fetches them when they are ready"),
        after=RETENTION_PERIOD,
        due=lambda before: ExportJob.objects.expired(),
        action=cleanup.expire,
    ),
]
