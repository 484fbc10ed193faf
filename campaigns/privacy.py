"""What the campaigns hold about a person: told on request, forgotten on erasure."""

from campaigns.events.models.draft import FormDraft
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.receipt import SubmissionReceipt
from campaigns.materials.models.material import Material
from kimportal.accounts.models import Person
from kimportal.audit.models import Action
from kimportal.privacy.breach import AffectedPerson
from kimportal.privacy.exported_rows import exported_people, exported_rows

SENT_IN = {model._meta.label_lower: model for model in (OutreachEvent, Material)}


def export(person):
    return {
        "unsent_words": list(FormDraft.objects.filter(person=person).values("form", "values", "at"))
    }


def erase(person):
    FormDraft.objects.delete_all_of(person)


def retained(person):
    """(how many, what, why): receipts hold a key and a time."""
    yield (
        SubmissionReceipt.objects.filter(by=person).count(),
        "receipts, by number only",
        "no word in them",
    )


def affected_by(audit_event):
    """Who sent in the event or material that somebody looked at, changed or took away."""
    if exported_people(audit_event, "campaigns.outreachevent"):
        rows = exported_rows(audit_event).order_by().values("submitted_by")
        for person in Person.objects.filter(pk__in=rows, erased_at=None):
            yield AffectedPerson.from_person(person, "exported", "name, reports")
    elif audit_event.target_type in SENT_IN and audit_event.target_id:
        item = (
            SENT_IN[audit_event.target_type]._base_manager.filter(pk=audit_event.target_id).first()
        )
        if item and item.submitted_by:
            looked = audit_event.action == Action.LOOK
            what = "looked at private photos" if looked else f"sent in: {audit_event.action}"
            data = "photos" if looked else ", ".join(sorted(audit_event.changes)) or "state"
            yield AffectedPerson.from_person(item.submitted_by, what, data)


def blockers(person):
    return []
