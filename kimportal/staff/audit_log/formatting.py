"""How the memory reads: it keeps names of fields, keys and codes, and shows what they mean."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimportal.accounts.models import Role
from kimportal.moderation.states import State
from kimportal.ui.template_tags import day, day_clock, field_label

#: Keys of `changes` that are no fields of a table.
KEYS = {
    "codes": gettext_lazy("regions voting"),
    "count": gettext_lazy("how many"),
    "declared": gettext_lazy("declared"),
    "fields": gettext_lazy("fields"),
    "file": gettext_lazy("file"),
    "filter": gettext_lazy("filter"),
    "format": gettext_lazy("format"),
    "from": gettext_lazy("made from"),
    "invited": gettext_lazy("invited as"),
    "job": gettext_lazy("file"),
    "joined": gettext_lazy("joined as"),
    "membership": gettext_lazy("membership"),
    "personal": gettext_lazy("with columns about persons"),
    "places": gettext_lazy("jurisdiction"),
    "regions": gettext_lazy("jurisdiction"),
    "since": gettext_lazy("from"),
    "until": gettext_lazy("until"),
}
WORDS = {
    **dict(State.choices),
    **dict(Role.choices),
    "active": gettext_lazy("active"),
    "disabled": gettext_lazy("closed"),
    "ended": gettext_lazy("ended"),
    "neutrality": gettext_lazy("neutrality"),
    "consent": gettext_lazy("consent of those named"),
    "right_to_submit": gettext_lazy("right to send this in"),
}


def kind_of(audit_event):
    """The model of what was acted on; None where its table is gone."""
    try:
        return apps.get_model(audit_event.target_type)
    except (LookupError, ValueError):
        return None


def state_word(value):
    """A state or role before or after an act."""
    return str(WORDS.get(value) or value or "–")


def told(model, changes, of=""):
    """(field, before, after) of each change in words; what has no two sides stands after."""
    for name, value in changes.items():
        label = of + called(model, name)
        if isinstance(value, dict):
            yield from told(None, value, f"{label}: ")
        elif isinstance(value, list) and len(value) == 2 and name not in LISTS:
            yield label, *(said(field_of(model, name), one) for one in value)
        else:
            worded = LISTS.get(name) or said_alone
            yield label, "", places([value]) if name == "region" else worded(value)


def called(model, name):
    field = field_of(model, name)
    return capfirst(str(KEYS.get(name) or (field.verbose_name if field else field_label(name))))


def field_of(model, name):
    try:
        return model and model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def said(field, value):
    """One value as a person reads it."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(said(field, one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {said(None, one)}" for name, one in value.items())
    if field is None:
        return str(WORDS.get(value, value))
    if field.is_relation:
        return named(field.related_model, [value])
    return str(dict(field.flatchoices).get(value) or in_time(field, value) or value)


def said_alone(value):
    return said(None, value)


def in_time(field, value):
    """A stored day or instant; empty for everything else."""
    if isinstance(field, models.DateTimeField) and (instant := parse_datetime(str(value))):
        return day_clock(instant)
    if isinstance(field, models.DateField) and (date := parse_date(str(value))):
        return day(date)
    return ""


def named(model, keys):
    """What these rows are called; what may be of one jurisdiction keeps its key."""
    rows = model._default_manager
    key = model._meta.pk
    if hasattr(rows, "overseen_by") or not all(isinstance(one, str | int) for one in keys):
        return said_alone(keys)
    wanted = [one for one in keys if isinstance(key, models.CharField) or isinstance(one, int)]
    known = rows.in_bulk(wanted) if wanted else {}
    return ", ".join(str(known.get(one, one)) for one in keys)


def places(codes):
    # By name, since places belong to the floor above.
    return named(apps.get_model("groups", "Region"), codes) or _("The whole country")


#: Lists that are no pair of before and after.
LISTS = {
    "declared": said_alone,
    "fields": lambda names: ", ".join(called(None, name) for name in names),
    "file": lambda sign_name_sum: " ".join(sign_name_sum[:2]),
    "membership": lambda key_what: said_alone(key_what[1:]),
    "regions": places,
}
