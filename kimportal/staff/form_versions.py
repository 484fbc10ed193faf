"""Names what a form was opened with, so that a second tab cannot overwrite it unseen."""

from hashlib import sha256

from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.text import capfirst
from django.utils.translation import gettext as _

#: Made by the portal from other fields, or moving by itself.
NOT_COUNTED = {"search_text", "body_html", "last_login"}


def values_of(item):
    """Every stored value of a row as text, by field name; the keys of its many-to-many rows too."""
    values = {
        field.name: str(field.value_from_object(item))
        for field in item._meta.concrete_fields
        if field.name not in NOT_COUNTED
    }
    for field in item._meta.many_to_many:
        if field.remote_field.through._meta.auto_created:
            keys = getattr(item, field.name).order_by("pk").values_list("pk", flat=True)
            values[field.name] = ",".join(map(str, keys))
    return values


def version_token_of(rows):
    """A short name for these rows as they are stored now."""
    told = "\x1f".join(
        f"{name}={value}" for row in rows for name, value in sorted(values_of(row).items())
    )
    return sha256(told.encode()).hexdigest()[:24]


def plain(value):
    """What the memory keeps of a form's value."""
    if isinstance(value, QuerySet | list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, FieldFile):
        return value.name
    if isinstance(value, Model):
        return str(value)
    return value


def changes_of(form):
    """{field: [before, after]} of what a bound form changes."""
    changes = {}
    for name in form.changed_data:
        before = form.get_initial_for_field(form.fields[name], name)
        model = getattr(form.fields[name], "queryset", None)
        if model is not None and before not in (None, "") and not isinstance(before, list):
            before = model.model._base_manager.filter(pk=before).first() or before
        changes[name] = [plain(before), plain(form.cleaned_data.get(name))]
    return changes


class Versioned:
    """Mixed into an admin form: refused when its row has changed since the form was opened."""

    sent = stored = ""

    def clean(self):
        cleaned = super().clean()
        if self.sent != self.stored:
            for line in self.difference():
                self.add_error(None, line)
        return cleaned

    def difference(self):
        """What is stored by now beside what was typed here, field by field."""
        told = [
            _("%(field)s: “%(stored)s” is stored now, you wrote “%(typed)s”.")
            % {
                "field": capfirst(str(self.fields[name].label or name)),
                "stored": self.worded(name, self.initial.get(name)),
                "typed": self.typed(name),
            }
            for name in self.changed_data
        ]
        return [
            _(
                "This was changed in another window while you had it open. "
                "Nothing of yours is stored."
            ),
            *told,
            _("Send the form again to store what you wrote all the same."),
        ]

    def typed(self, name):
        """What was chosen, by its name; what could not be chosen as it came."""
        if name in self.cleaned_data and hasattr(self.fields[name], "queryset"):
            return self.worded(name, self.cleaned_data[name])
        value = self[name].value()
        return "" if value is None else plain(value)

    def worded(self, name, value):
        """A value as the form's reader knows it."""
        choices = getattr(self.fields[name], "queryset", None)
        if choices is None or value in (None, ""):
            told = "" if value is None else plain(value)
            return ", ".join(map(str, told)) if isinstance(told, list) else told
        keys = value if isinstance(value, list | tuple | QuerySet) else [value]
        keys = [getattr(key, "pk", key) for key in keys]
        return ", ".join(str(one) for one in choices.filter(pk__in=keys))
