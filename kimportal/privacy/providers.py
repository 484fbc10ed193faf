"""What the ground floor holds about a person: told on request, forgotten on erasure."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kimportal.accounts.models import Person, Role
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.models import ModeratedModel
from kimportal.privacy.breach import AffectedPerson
from kimportal.privacy.exported_rows import exported_people, exported_rows

MOST_DECISIONS = 10_000


def export(person):
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
        "letters": list(letters_to(person).values("created_at", "subject", "sent_at")),
        "sent_in": list(sent_in(person)),
        "saved_views": list(person.saved_views.values("name", "query")),
        "exports": list(person.export_jobs.values("name", "filters", "requested_at", "state")),
        "notes": list(person.notes.values("at", "target_type", "target_id", "text")),
        "audit_events": list(
            AuditEvent.objects.filter(by=person)
            .order_by("-id")
            .values("at", "action", "target_type", "target_repr", "note")[:MOST_DECISIONS]
        ),
    }


def erase(person):
    """Everything but the nameless row, what it sent in, and the decisions it took."""
    person.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    letters_to(person).delete()
    letters_about(person).update(to="", subject="", text="", html="")
    person.saved_views.all().delete()
    for job in person.export_jobs.all():
        job.discard()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    LogEntry.objects.filter(
        content_type__app_label="kimportal", content_type__model="person", object_id=str(person.pk)
    ).delete()


def retained(person):
    """(how many, what, why) of what bears the number of an erased person, and no name."""
    own = AuditEvent.objects.filter(by=person).count()
    yield own, "decisions taken, by number only", "UU 27/2022 art. 15: public accountability"
    sent = sum(1 for _thing in sent_in(person))
    yield sent, "things sent in, by number only", "UU 14/2008: a public record"
    yield person.notes.count(), "notes to colleagues, by number only", "part of the decisions"
    yield person.consents.count(), "consents, as withdrawn", "UU 27/2022 art. 24: proof of consent"


def affected_by(audit_event):
    """Whose account an act was about; whom a table of decisions named."""
    if audit_event.target_type == "kimportal.person":
        for person in Person.objects.filter(pk=audit_event.target_id, erased_at=None):
            yield AffectedPerson.person(
                person, f"account: {audit_event.action}", "name, e-mail, phone, role"
            )
    if exported_people(audit_event, "kimportal.auditevent"):
        rows = exported_rows(audit_event).filter(at__lt=audit_event.at)
        for person in Person.objects.filter(pk__in=rows.order_by().values("by"), erased_at=None):
            yield AffectedPerson.person(person, "exported", "name, e-mail, decisions taken")


def blockers(person):
    """The staff site without anybody who can invite to it."""
    others = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role != Role.ADMINISTRATOR or others.exists():
        return []
    return [_("The portal will have no administrator. Make a colleague one first.")]


def letters_to(person):
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return OutgoingEmail.objects.filter(to__in={person.email, *addresses})


def letters_about(person):
    """Letters to others, already sent, that name this person's address."""
    told = Q(text__icontains=person.email) | Q(html__icontains=person.email)
    return OutgoingEmail.objects.exclude(sent_at=None).filter(told)


def sent_in(person):
    """(kind, name, state, when) of everything reviewed that this person submitted."""
    for model in apps.get_models():
        if issubclass(model, ModeratedModel):
            for item in model._base_manager.filter(submitted_by=person).order_by("pk"):
                yield {
                    "kind": model._meta.label_lower,
                    "name": str(item),
                    "state": item.state,
                    "when": item.submitted_at,
                }
