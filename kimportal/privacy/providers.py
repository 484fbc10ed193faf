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
from kimportal.audit.models import Decision
from kimportal.mail.models import Letter
from kimportal.moderation.models import Reviewed
from kimportal.privacy.breach import Touched
from kimportal.privacy.exported_rows import rows_taken, took_persons

MOST_DECISIONS = 10_000


def tell(person):
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
    letters_about(person).update(to="", subject="", text="", html="")
    person.saved_views.all().delete()
    for job in person.export_jobs.all():
        job.discard()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    LogEntry.objects.filter(
        content_type__app_label="kimportal", content_type__model="person", object_id=str(person.pk)
    ).delete()


def stays(person):
    """(how many, what, why) of what bears the number of an erased person, and no name."""
    own = Decision.objects.filter(by=person).count()
    yield own, "decisions taken, by number only", "UU 27/2022 art. 15: public accountability"
    sent = sum(1 for _thing in sent_in(person))
    yield sent, "things sent in, by number only", "UU 14/2008: a public record"
    yield person.notes.count(), "notes to colleagues, by number only", "part of the decisions"
    yield person.consents.count(), "consents, as withdrawn", "UU 27/2022 art. 24: proof of consent"


def touched(decision):
    """Whose account an act was about; whom a table of decisions named."""
    if decision.thing_type == "kimportal.person":
        for person in Person.objects.filter(pk=decision.thing_id, erased_at=None):
            yield Touched.person(person, f"account: {decision.act}", "name, e-mail, phone, role")
    if took_persons(decision, "kimportal.decision"):
        rows = rows_taken(decision).filter(at__lt=decision.at)
        for person in Person.objects.filter(pk__in=rows.order_by().values("by"), erased_at=None):
            yield Touched.person(person, "exported", "name, e-mail, decisions taken")


def left_behind(person):
    """The staff site without anybody who can invite to it."""
    others = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role != Role.ADMINISTRATOR or others.exists():
        return []
    return [_("The portal will have no administrator. Make a colleague one first.")]


def letters_to(person):
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return Letter.objects.filter(to__in={person.email, *addresses})


def letters_about(person):
    """Letters to others, already sent, that name this person's address."""
    told = Q(text__icontains=person.email) | Q(html__icontains=person.email)
    return Letter.objects.exclude(sent_at=None).filter(told)


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
