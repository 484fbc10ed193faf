"""What the campaigns hold about a person: told on request, forgotten on erasure."""

from campaigns.events.models.draft import Typed
from campaigns.events.models.event import OutreachEvent
from campaigns.events.models.receipt import Receipt
from campaigns.materials.models.material import Material
from kimportal.accounts.models import Person
from kimportal.audit.models import Act
from kimportal.privacy.breach import Touched
from kimportal.privacy.exported_rows import rows_taken, took_persons

SENT_IN = {model._meta.label_lower: model for model in (OutreachEvent, Material)}


def tell(person):
    return {
        "unsent_words": list(Typed.objects.filter(person=person).values("form", "values", "at"))
    }


def forget(person):
    Typed.objects.forget_all(person)


def stays(person):
    """(how many, what, why): receipts hold a key and a time."""
    yield Receipt.objects.filter(by=person).count(), "receipts, by number only", "no word in them"


def touched(decision):
    """Who sent in the event or material that somebody looked at, changed or took away."""
    if took_persons(decision, "campaigns.outreachevent"):
        rows = rows_taken(decision).order_by().values("submitted_by")
        for person in Person.objects.filter(pk__in=rows, erased_at=None):
            yield Touched.person(person, "exported", "name, reports")
    elif decision.thing_type in SENT_IN and decision.thing_id:
        thing = SENT_IN[decision.thing_type]._base_manager.filter(pk=decision.thing_id).first()
        if thing and thing.submitted_by:
            looked = decision.act == Act.LOOK
            what = "looked at private photos" if looked else f"sent in: {decision.act}"
            data = "photos" if looked else ", ".join(sorted(decision.changes)) or "state"
            yield Touched.person(thing.submitted_by, what, data)


def left_behind(person):
    return []
