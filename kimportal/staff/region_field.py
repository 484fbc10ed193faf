"""The form field for a region. `groups` registers it: regions belong to an app above this one."""

from typing import Any

from django import forms

_field_class: type[forms.Field] | None = None


def register_region_field(field_class: type[forms.Field]) -> None:
    """Set the class of region fields; called in `AppConfig.ready`."""
    global _field_class
    _field_class = field_class


def region_field(**kwargs: Any) -> forms.Field:
    """Return a form field for a region."""
    if _field_class is None:
        raise LookupError("no app has registered a region field")
    return _field_class(**kwargs)
