"""Version token for admin forms: reject a save if the row changed since the form was rendered."""

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile
from django.forms import BaseModelForm, ModelChoiceField, ModelForm
from django.utils.text import capfirst
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    FormMixin = ModelForm
else:  # a mixin goes in front of any form class, so at run time it has no base
    FormMixin = object

#: Computed from other fields, or changed without the form.
IGNORED_FIELDS = {"search_text", "body_html", "last_login"}


def values_of(item: Model) -> dict[str, str]:
    """Return {field: stored value as text}, of many-to-many fields the keys."""
    values = {
        field.name: str(field.value_from_object(item))
        for field in item._meta.concrete_fields
        if field.name not in IGNORED_FIELDS
    }
    for field in item._meta.many_to_many:
        through: Any = field.remote_field.through
        if through._meta.auto_created:
            keys = getattr(item, field.name).order_by("pk").values_list("pk", flat=True)
            values[field.name] = ",".join(map(str, keys))
    return values


def version_token_of(rows: Iterable[Model]) -> str:
    """Return a hash of these rows as they are stored now."""
    text = "\x1f".join(
        f"{name}={value}" for row in rows for name, value in sorted(values_of(row).items())
    )
    return sha256(text.encode()).hexdigest()[:24]


def to_json(value: Any) -> Any:
    """Return a form's value as the audit log stores it."""
    if isinstance(value, QuerySet | list | tuple):
        return [to_json(each) for each in value]
    if isinstance(value, FieldFile):
        return value.name
    if isinstance(value, Model):
        return str(value)
    return value


def changes_of(form: BaseModelForm) -> dict[str, list[Any]]:
    """Return {field: [before, after]} of what a bound form changes."""
    changes = {}
    for name in form.changed_data:
        before = form.get_initial_for_field(form.fields[name], name)
        field = form.fields[name]
        is_key = before not in (None, "") and not isinstance(before, list)
        if isinstance(field, ModelChoiceField) and is_key:
            queryset: Any = field.queryset
            before = queryset.model._base_manager.filter(pk=before).first() or before
        changes[name] = [to_json(before), to_json(form.cleaned_data.get(name))]
    return changes


class VersionedForm(FormMixin):
    """Mixin of admin forms: invalid if the row has changed since the form was rendered."""

    sent_token = stored_token = ""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.sent_token != self.stored_token:
            for line in self.differences():
                self.add_error(None, line)
        return cleaned

    def differences(self) -> list[str]:
        """Return lines that compare the stored values with those submitted, field by field."""
        lines = [
            _("%(field)s: “%(stored)s” is stored now, you wrote “%(typed)s”.")
            % {
                "field": capfirst(str(self.fields[name].label or name)),
                "stored": self.display_value(name, self.initial.get(name)),
                "typed": self.submitted_value(name),
            }
            for name in self.changed_data
        ]
        return [
            _(
                "This was changed in another window while you had it open. "
                "Nothing of yours is stored."
            ),
            *lines,
            _("Send the form again to store what you wrote all the same."),
        ]

    def submitted_value(self, name: str) -> Any:
        """Return the name of what was chosen; the raw value if it is not among the choices."""
        if name in self.cleaned_data and isinstance(self.fields[name], ModelChoiceField):
            return self.display_value(name, self.cleaned_data[name])
        value = self[name].value()
        return "" if value is None else to_json(value)

    def display_value(self, name: str, value: Any) -> Any:
        """Return a value as the form shows it."""
        field = self.fields[name]
        if not isinstance(field, ModelChoiceField) or value in (None, ""):
            text = "" if value is None else to_json(value)
            return ", ".join(map(str, text)) if isinstance(text, list) else text
        values = value if isinstance(value, list | tuple | QuerySet) else [value]
        keys = [each.pk if isinstance(each, Model) else each for each in values]
        queryset: Any = field.queryset
        return ", ".join(str(choice) for choice in queryset.filter(pk__in=keys))
