"""Form field and widget for a region: a combobox with JavaScript, else four select lists.

A form takes a RegionField like any other field, for example
``region = RegionField(levels=[Level.DISTRICT, Level.VILLAGE])``. Without JavaScript each press of
“Next” posts the whole form; the field then prompts for the next level, so no input is lost.
"""

import functools
import operator
import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from groups.regions.models import Level, Region, codes_over
from groups.regions.place_query import BPS_HINT, PlaceQuery

CODE = re.compile(r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?")
MAX_TEXT_LENGTH = 200
#: The prompt for each level, once the level above is chosen.
PROMPTS = {
    Level.PROVINCE: _("Choose the province."),
    Level.REGENCY: _("Now choose the regency or city."),
    Level.DISTRICT: _("Now choose the district."),
    Level.VILLAGE: _("Now choose the village."),
}


class RegionCode:
    """URL converter for a region code."""

    regex = CODE.pattern

    def to_python(self, text):
        return text

    to_url = to_python


class RegionPicker(forms.Widget):
    """`name` carries the code (combobox), or `name_1` … `name_4` carry one level each (lists)."""

    template_name = "groups/regions/_region_picker.html"
    use_fieldset = True

    def __init__(self, attrs=None, *, levels=Level):
        super().__init__(attrs)
        self.levels = sorted(levels)
        self.typed = ""
        self.asks = False  # whether its message is a prompt, not an error

    def value_from_datadict(self, data, files, name):
        self.typed = str(data.get(f"{name}_text") or "")[:MAX_TEXT_LENGTH].replace("\0", "")
        if code := data.get(name):
            return code
        return self.code_from_lists(data, name)

    def code_from_lists(self, data, name):
        """Return the narrowest code that lies in the chosen wider ones."""
        chosen = ""
        for level in Level:
            code = str(data.get(f"{name}_{level.value}") or "")
            if not CODE.fullmatch(code) or code.rpartition(".")[0] != chosen:
                break
            chosen = code
        return chosen

    def value_omitted_from_data(self, data, files, name):
        return name not in data and f"{name}_1" not in data

    def is_stepping(self, data, name):
        """Whether “Next” was pressed, and there is a next list to show."""
        code = self.value_from_datadict(data, None, name) or ""
        return f"{name}_next" in data and code.count(".") < max(self.levels) - 1

    def id_for_label(self, id_):
        return id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        code = value if isinstance(value, str) and CODE.fullmatch(value) else ""
        lists, chosen = self.lists(name, code)
        context["widget"] |= {
            "code": chosen.code if chosen else "",
            "text": chosen.path if chosen else self.typed,
            "lists": lists,
            "next": chosen is None or chosen.level < max(self.levels),
            "levels": "".join(str(level.value) for level in self.levels),
            "wrong": not self.asks and context["widget"]["attrs"].get("aria-invalid") == "true",
            "asks": self.asks,
        }
        return context

    def lists(self, name, code):
        """Return the select lists up to the next level, in one query, and the chosen Region."""
        chain = list(filter(None, codes_over(code)))
        rows = (
            Region.objects.current()
            .filter(Q(parent=None) | Q(parent__in=chain), level__lte=max(self.levels))
            .only("code", "name", "kind", "level", "parent", "path")
            .order_by("level", "name")
        )
        by_level = {}
        for row in rows:
            by_level.setdefault(row.level, []).append(row)
        chosen = next(
            (r for r in functools.reduce(operator.iadd, by_level.values(), []) if r.code == code),
            None,
        )
        lists = [
            {
                "name": f"{name}_{level}",
                "label": Level(level).label,
                "options": [(row.code, row.title, row.code in chain) for row in options],
            }
            for level, options in by_level.items()
        ]
        return lists, chosen


class RegionField(forms.Field):
    """A form field for a Region of one of these levels, or None if empty and not required."""

    widget = RegionPicker
    default_error_messages = {
        "required": _("Choose a place."),
        "unknown": _("This place is not in the official list. Choose one from the list."),
        "typed": _("Choose one of the places that appear while you type."),
        "level": _("Choose a smaller place."),
    }

    def __init__(self, *, levels=Level, **kwargs):
        self.levels = sorted(Level(level) for level in levels)
        kwargs.setdefault("label", _("Region"))
        kwargs.setdefault("widget", RegionPicker(levels=self.levels))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return value.pk if isinstance(value, Region) else value

    def to_python(self, value):
        if not value:
            if PlaceQuery(self.widget.typed).is_bps_code:
                raise ValidationError(BPS_HINT, code="bps")
            if self.widget.typed:
                raise ValidationError(self.error_messages["typed"], code="typed")
            return None
        if isinstance(value, Region):
            return value
        region = None
        if CODE.fullmatch(str(value)):
            region = Region.objects.current().select_related("parent").filter(pk=value).first()
        if region is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return region

    def validate(self, region):
        super().validate(region)
        if region is None or region.level in self.levels:
            return
        if region.level < max(self.levels):
            raise ValidationError(PROMPTS[Level(region.level + 1)], code="next")
        raise ValidationError(self.error_messages["level"], code="level")

    def has_changed(self, initial, data):
        return (self.prepare_value(initial) or "") != (self.prepare_value(data) or "")


class ChoosesRegion:
    """Form mixin: “Next” shows the next list without validating the other fields (`asks`)."""

    asks = False

    def full_clean(self):
        super().full_clean()
        if not self.is_bound:
            return
        for name, field in self.fields.items():
            prefixed = self.add_prefix(name)
            if isinstance(field, RegionField) and field.widget.is_stepping(self.data, prefixed):
                self.asks = field.widget.asks = True
                field_errors = self.errors.get(name)
                self._errors = ErrorDict(renderer=self.renderer)
                if field_errors:
                    self._errors[name] = field_errors
                else:
                    self.add_error(name, self.prompt(name))
                return

    def prompt(self, name):
        region = self.cleaned_data.get(name)
        return PROMPTS[Level(region.level + 1)] if region else PROMPTS[Level.PROVINCE]
