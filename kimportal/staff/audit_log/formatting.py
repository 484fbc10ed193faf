"""Format audit events: they store names of fields, keys and codes; readers see labels."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimportal.accounts.models import Role
from kimportal.moderation.states import State
from kimportal.staff.base import has_jurisdiction_filter
from kimportal.ui.template_tags import day, day_clock, field_label

if TYPE_CHECKING:
    from kimportal.audit.models import AuditEvent

#: Labels of keys of `changes` that are not fields of a model.
KEY_LABELS = {
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
VALUE_LABELS = {
    **dict(State.choices),
    **dict(Role.choices),
    "active": gettext_lazy("active"),
    "disabled": gettext_lazy("closed"),
    "ended": gettext_lazy("ended"),
    "chair_offered": gettext_lazy("asked to become the chair"),
    "chair_declined": gettext_lazy("does not become the chair"),
    "chair_taken_back": gettext_lazy("no longer asked to become the chair"),
    "neutrality": gettext_lazy("neutrality"),
    "consent": gettext_lazy("consent of those named"),
    "right_to_submit": gettext_lazy("right to send this in"),
}


def model_of(audit_event: "AuditEvent") -> type[models.Model] | None:
    """Return the model of the target; None if it no longer exists."""
    try:
        return apps.get_model(audit_event.target_type)
    except (LookupError, ValueError):
        return None


def state_label(value: str) -> str:
    """Return the label of a state or role."""
    return str(VALUE_LABELS.get(value) or value or "–")


def format_changes(
    model: type[models.Model] | None, changes: dict[str, Any], prefix: str = ""
) -> Iterator[tuple[str, ...]]:
    """Yield (field, before, after) of each change as text; single values stand in `after`."""
    for name, value in changes.items():
        label = prefix + label_of(model, name)
        if isinstance(value, dict):
            yield from format_changes(None, value, f"{label}: ")
        elif isinstance(value, list) and len(value) == 2 and name not in LIST_FORMATS:
            yield label, *(format_value(field_of(model, name), each) for each in value)
        else:
            format_single = LIST_FORMATS.get(name) or format_plain
            yield label, "", region_names([value]) if name == "region" else format_single(value)


def label_of(model: type[models.Model] | None, name: str) -> str:
    field = field_of(model, name)
    return capfirst(
        str(KEY_LABELS.get(name) or (field.verbose_name if field else field_label(name)))
    )


def field_of(model: type[models.Model] | None, name: str) -> Any:
    try:
        return model and model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def format_value(field: Any, value: Any) -> str:
    """Return one value as text."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(format_value(field, each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {format_plain(each)}" for name, each in value.items())
    if field is None:
        return str(VALUE_LABELS.get(value, value))
    if field.is_relation:
        return object_names(field.related_model, [value])
    return str(dict(field.flatchoices).get(value) or format_time(field, value) or value)


def format_plain(value: Any) -> str:
    return format_value(None, value)


def format_time(field: models.Field, value: Any) -> str:
    """Return a stored day or instant as text; "" for everything else."""
    if isinstance(field, models.DateTimeField) and (instant := parse_datetime(str(value))):
        return day_clock(instant)
    if isinstance(field, models.DateField) and (date := parse_date(str(value))):
        return day(date)
    return ""


def object_names(model: type[models.Model], keys: Sequence[Any]) -> str:
    """Return the names of these rows; their keys, where rows belong to jurisdictions."""
    rows = model._default_manager.all()
    has_text_pk = isinstance(model._meta.pk, models.CharField)
    if has_jurisdiction_filter(rows) or not all(isinstance(key, str | int) for key in keys):
        return format_plain(keys)
    valid_keys = [key for key in keys if has_text_pk or isinstance(key, int)]
    objects = rows.in_bulk(valid_keys) if valid_keys else {}
    return ", ".join(str(objects.get(key, key)) for key in keys)


def region_names(codes: Sequence[str]) -> str:
    # By name, since regions belong to an app above this one.
    return object_names(apps.get_model("groups", "Region"), codes) or _("The whole country")


#: Formats of lists that are not a pair of before and after.
LIST_FORMATS: dict[str, Callable[[Any], str]] = {
    "declared": format_plain,
    "fields": lambda names: ", ".join(label_of(None, name) for name in names),
    "file": lambda sign_name_checksum: " ".join(sign_name_checksum[:2]),
    "membership": lambda key_and_values: format_plain(key_and_values[1:]),
    "regions": region_names,
}
