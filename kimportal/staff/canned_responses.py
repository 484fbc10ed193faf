from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kimportal.moderation.adapters import desks
from kimportal.moderation.models import Reason
from kimportal.moderation.submission_history import field_called
from kimportal.staff.base import StaffAdmin


class ReasonForm(forms.ModelForm):
    kind = forms.ChoiceField(label=_("For"), required=False)
    field = forms.ChoiceField(label=_("About the field"), required=False)

    class Meta:
        model = Reason
        fields = ["kind", "act", "field", "text_id", "text_en", "order", "is_used"]
        widgets = {
            "text_id": forms.Textarea(attrs={"rows": 2}),
            "text_en": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = [desk for desk in desks().values() if desk.fields]
        self.fields["kind"].choices = [("", _("Every kind"))] + [
            (desk.model._meta.label_lower, capfirst(desk.label)) for desk in known
        ]
        self.fields["field"].choices = [("", _("The whole"))] + [
            (str(capfirst(desk.label)), [(n, capfirst(desk.field_label(n))) for n in desk.fields])
            for desk in known
        ]


@admin.register(Reason)
class ReasonAdmin(StaffAdmin):
    """The sentences reviewers reuse; national administrators write them."""

    changers = adders = removers = ("administrator",)
    form = ReasonForm
    list_display = ("text_id", "act", "what", "part", "order", "is_used")
    list_filter = ("act", "is_used")
    search_fields = ("text_id", "text_en")
    search_help_text = _("Words of the sentence")

    @admin.display(description=_("for"), ordering="kind")
    def what(self, reason):
        labels = {desk.model._meta.label_lower: desk.label for desk in desks().values()}
        return capfirst(labels.get(reason.kind, reason.kind)) or _("Every kind")

    @admin.display(description=_("about the field"), ordering="field")
    def part(self, reason):
        return capfirst(field_called(reason.field)) or _("The whole")
