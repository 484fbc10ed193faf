"""Privacy provider of the campaigns app."""

from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.events.reported_fields import REPORTED_NAMES
from campaigns.materials.models.material import Material
from campaigns.verification.models import OfficerCard
from kimportal.accounts.models import Person
from kimportal.audit.models import Action
from kimportal.drafts.models import FormDraft
from kimportal.privacy.breach import AffectedPerson
from kimportal.privacy.exported_rows import exported_people, exported_rows

SUBMITTED_MODELS = {model._meta.label_lower: model for model in (OutreachEvent, Material)}


def export(person):
    reports = OutreachEvent.objects.filter(submitted_by=person).reported().order_by("pk")
    cards = OfficerCard.objects.filter(membership__person=person)
    return {
        "officer_cards": list(cards.values("code", "issued_at")),
        "unsent_words": list(
            FormDraft.objects.filter(person=person).values("form", "about", "values", "at")
        ),
        "reports": [
            {"event": str(event.pk), "title": event.title, **event.read_values(REPORTED_NAMES)}
            for event in reports.iterator(chunk_size=100)
        ],
    }


def erase(person):
    FormDraft.objects.delete_for(person)


def retained(person):
    """Yield (number, what, why) of retained rows: receipts hold a key and a time."""
    yield (
        SubmissionReceipt.objects.filter(by=person).count(),
        "receipts, by number only",
        "no word in them",
    )


def affected_by(audit_event):
    """Yield submitters of the event or material that was viewed, changed or exported."""
    if exported_people(audit_event, "campaigns.outreachevent"):
        rows = exported_rows(audit_event).order_by().values("submitted_by")
        for person in Person.objects.filter(pk__in=rows, erased_at=None):
            yield AffectedPerson.from_person(person, "exported", "name, reports")
    elif audit_event.target_type in SUBMITTED_MODELS and audit_event.target_id:
        submission = (
            SUBMITTED_MODELS[audit_event.target_type]
            ._base_manager.filter(pk=audit_event.target_id)
            .first()
        )
        if submission and submission.submitted_by:
            viewed = audit_event.action == Action.LOOK
            access = "looked at private photos" if viewed else f"sent in: {audit_event.action}"
            data = "photos" if viewed else ", ".join(sorted(audit_event.changes)) or "state"
            yield AffectedPerson.from_person(submission.submitted_by, access, data)


def blockers(person):
    return []
