"""What the ground floor holds about a person: told on request, forgotten on erasure."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.utils import timezone
from django.utils.translation import gettext as _

from kimportal.models import Decision, Letter, Person, Reviewed, Role

MOST_DECISIONS = 10_000


def tell(person):
    return {
        "account": {
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "language": person.language,
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
        "exports": list(person.export_jobs.values("name", "wanted", "asked_at", "state")),
        "notes": list(person.notes.values("at", "thing_type", "thing_id", "text")),
        "decisions": list(
            Decision.objects.filter(by=person)
            .order_by("-id")
            .values("at", "act", "thing_type", "thing_name", "note")[:MOST_DECISIONS]
        ),
    }


def forget(person):
    """Everything but the nameless row, what it sent in, and the decisions it took."""
    person.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    letters_to(person).delete()
    person.saved_views.all().delete()
    for job in person.export_jobs.all():
        job.discard()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    LogEntry.objects.filter(
        content_type__app_label="kimportal", content_type__model="person", object_id=str(person.pk)
    ).delete()


def left_behind(person):
    """The staff site without anybody who can invite to it."""
    others = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role != Role.ADMINISTRATOR or others.exists():
        return []
    return [_("The portal will have no administrator. Make a colleague one first.")]


def letters_to(person):
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return Letter.objects.filter(to__in={person.email, *addresses})


def sent_in(person):
    """(kind, name, state, when) of everything reviewed that this person submitted."""
    for model in apps.get_models():
        if issubclass(model, Reviewed):
            for thing in model._base_manager.filter(submitted_by=person).order_by("pk"):
                yield {
                    "kind": model._meta.label_lower,
                    "name": str(thing),
                    "state": thing.state,
                    "when": thing.submitted_at,
                }
