from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kimportal.moderation.adapters import adapters
from kimportal.moderation.models import CannedResponse
from kimportal.moderation.submission_history import field_label
from kimportal.staff.base import StaffAdmin

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class CannedResponseForm(forms.ModelForm):
    fields: dict[str, Any]  # fields of several classes

    kind = forms.ChoiceField(label=_("For"), required=False)
    field = forms.ChoiceField(label=_("About the field"), required=False)

    class Meta:
        model = CannedResponse
        fields = ["kind", "action", "field", "text_id", "text_en", "order", "is_used"]
        widgets = {
            "text_id": forms.Textarea(attrs={"rows": 2}),
            "text_en": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_fields = [adapter for adapter in adapters().values() if adapter.fields]
        self.fields["kind"].choices = [("", _("Every kind"))] + [
            (adapter.model._meta.label_lower, capfirst(adapter.label)) for adapter in with_fields
        ]
        self.fields["field"].choices = [("", _("The whole"))] + [
            (
                str(capfirst(adapter.label)),
                [(name, capfirst(adapter.field_label(name))) for name in adapter.fields],
            )
            for adapter in with_fields
        ]


@admin.register(CannedResponse)
class CannedResponseAdmin(StaffAdmin):
    """Reusable reasons for decisions; national administrators write them."""

    changers = adders = removers = ("administrator",)
    form = CannedResponseForm
    list_display = ("text_id", "action", "kind_label", "field_name", "order", "is_used")
    list_filter = ("action", "is_used")
    search_fields = ("text_id", "text_en")
    search_help_text = _("Words of the sentence")

    @admin.display(description=_("for"), ordering="kind")
    def kind_label(self, response: CannedResponse) -> "_StrOrPromise":
        labels = {adapter.model._meta.label_lower: adapter.label for adapter in adapters().values()}
        return capfirst(labels.get(response.kind, response.kind)) or _("Every kind")

    @admin.display(description=_("about the field"), ordering="field")
    def field_name(self, response: CannedResponse) -> "_StrOrPromise":
        return capfirst(field_label(response.field)) or _("The whole")
