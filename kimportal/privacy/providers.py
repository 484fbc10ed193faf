"""Privacy provider of kimportal: what its models hold of a person.

Every module in settings.PRIVACY_PROVIDERS has these five functions: export(person),
erase(person), retained(person), affected_by(audit_event) and blockers(person).
"""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kimportal.accounts.models import Person, Role
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.models import ModeratedModel
from kimportal.offline.models import ArrivingFile
from kimportal.privacy.breach import AffectedPerson
from kimportal.privacy.exported_rows import exported_people, exported_rows

MAX_AUDIT_EVENTS = 10_000


def export(person: Person) -> dict[str, Any]:
    """Return the person's own data, by heading."""
    return {
        "account": {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "language": person.language,
            "reminders": person.wants_reminders,
            "role": person.role,
            "joined": person.joined_at,
            "last_sign_in": person.last_login,
        },
        "consents": list(person.consents.values("text_version", "given_at", "withdrawn_at")),
        "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified")),
        "second_steps": list(
            Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
        ),
        "devices": list(
            UserSession.objects.filter(user=person).values("created_at", "ip", "user_agent")
        ),
        "emails": list(emails_to(person).values("created_at", "subject", "sent_at")),
        "submissions": list(submissions(person)),
        "saved_views": list(person.saved_views.values("name", "query")),
        "exports": list(person.export_jobs.values("name", "filters", "requested_at", "state")),
        "notes": list(person.notes.values("at", "target_type", "target_id", "text")),
        "audit_events": list(
            AuditEvent.objects.filter(by=person)
            .order_by("-id")
            .values("at", "action", "target_type", "target_repr", "note")[:MAX_AUDIT_EVENTS]
        ),
    }


def erase(person: Person) -> None:
    """Erase everything but the row without a name, the submissions and the audit events."""
    person.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    emails_to(person).delete()
    emails_about(person).update(to="", subject="", text="", html="")
    person.saved_views.all().delete()
    ArrivingFile.objects.filter(person=person).delete()
    for job in person.export_jobs.all():
        job.discard()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    LogEntry.objects.filter(
        content_type__app_label="kimportal", content_type__model="person", object_id=str(person.pk)
    ).delete()


def retained(person: Person) -> Iterator[tuple[int, str, str]]:
    """Yield (count, what, reason) of rows that keep an erased person's id, but no name."""
    own = AuditEvent.objects.filter(by=person).count()
    yield own, "decisions taken, by number only", "UU 27/2022 art. 15: public accountability"
    submitted = sum(1 for _submission in submissions(person))
    yield submitted, "submissions, by number only", "UU 14/2008: a public record"
    yield person.notes.count(), "notes to colleagues, by number only", "part of the decisions"
    yield person.consents.count(), "consents, as withdrawn", "UU 27/2022 art. 24: proof of consent"


def affected_by(audit_event: AuditEvent) -> Iterator[AffectedPerson]:
    """Yield the owner of the account, or the people named in exported audit events."""
    if audit_event.target_type == "kimportal.person":
        for person in Person.objects.filter(pk=audit_event.target_id, erased_at=None):
            yield AffectedPerson.from_person(
                person, f"account: {audit_event.action}", "name, e-mail, phone, role"
            )
    if exported_people(audit_event, "kimportal.auditevent"):
        rows = exported_rows(audit_event).filter(at__lt=audit_event.at)
        for person in Person.objects.filter(pk__in=rows.order_by().values("by"), erased_at=None):
            yield AffectedPerson.from_person(person, "exported", "name, e-mail, decisions taken")


def blockers(person: Person) -> list[str]:
    """Return a sentence if nobody else could invite staff."""
    others = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role != Role.ADMINISTRATOR or others.exists():
        return []
    return [_("The portal will have no administrator. Make a colleague one first.")]


def emails_to(person: Person) -> QuerySet[OutgoingEmail]:
    """Return the emails to any address of this person."""
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return OutgoingEmail.objects.filter(to__in={person.email, *addresses})


def emails_about(person: Person) -> QuerySet[OutgoingEmail]:
    """Return sent emails that contain this person's address."""
    contains_address = Q(text__icontains=person.email) | Q(html__icontains=person.email)
    return OutgoingEmail.objects.exclude(sent_at=None).filter(contains_address)


def submissions(person: Person) -> Iterator[dict[str, Any]]:
    """Yield the kind, name, state and time of everything that this person submitted."""
    for model in apps.get_models():
        if issubclass(model, ModeratedModel):
            for obj in model._base_manager.filter(submitted_by=person).order_by("pk"):
                yield {
                    "kind": model._meta.label_lower,
                    "name": str(obj),
                    "state": obj.state,
                    "when": obj.submitted_at,
                }
