"""Forms for staff accounts: invitation, role and jurisdiction."""

from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.jurisdictions.models import StaffInvitation
from groups.members.models import InvitationStop
from groups.regions.models import Level, Region
from kimportal.accounts.models import Person
from kimportal.ui.fields import InOneQuery, MailField, SmallModelMultipleChoiceField


def province_code(option):
    return str(option["value"])[:2]


class JurisdictionCheckboxes(forms.CheckboxSelectMultiple):
    """A checkbox for each province, which expands to its regencies and cities."""

    template_name = "groups/jurisdictions/_checkboxes.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        options = [option for _group, (option,), _index in context["widget"]["optgroups"]]
        provinces = [list(part) for _code, part in groupby(options, province_code)]
        expanded = [any(option["selected"] for option in part[1:]) for part in provinces]
        context["widget"]["provinces"] = list(zip(provinces, expanded, strict=True))
        return context


class JurisdictionField(SmallModelMultipleChoiceField):
    """Provinces, regencies and cities of a staff person's jurisdiction.

    None means the whole country, which ChoosesJurisdiction makes an explicit choice.
    """

    widget = JurisdictionCheckboxes
    iterator = InOneQuery

    def __init__(self, **kwargs):
        defaults = {"required": False, "label": _("Jurisdiction")}
        super().__init__(Region.objects.none(), **(defaults | kwargs))

    def label_from_instance(self, region):
        return region.title

    def load_choices(self, *chosen):
        """Offer the current regions, and the `chosen` ones even if they have left the decree."""
        current = Region.objects.current().filter(level__lte=Level.REGENCY)
        self.queryset = (current | Region.objects.filter(pk__in=chosen)).order_by("code")


class WholeCountryField(forms.BooleanField):
    def __init__(self):
        super().__init__(
            label=pgettext_lazy("jurisdiction", "All of Indonesia"),
            required=False,
            help_text=_("Tick this only if this person works for the whole country."),
        )


class ChoosesJurisdiction:
    """Form mixin: the whole country is ticked as such; forgetting to tick anything is an error."""

    def clean(self):
        data = super().clean()
        is_whole = data.pop("whole_country", False)
        if data.get("role") and "regions" in data:
            if not is_whole and not data["regions"]:
                self.add_error("regions", _("Tick the regions, or “All of Indonesia”."))
            elif is_whole and data["regions"]:
                text = _("Tick either regions or “All of Indonesia”, not both.")
                self.add_error("regions", text)
        return data


class StaffInvitationForm(ChoosesJurisdiction, forms.ModelForm):
    whole_country = WholeCountryField()
    regions = JurisdictionField()

    class Meta:
        model = StaffInvitation
        fields = ["email", "role", "regions"]
        field_classes = {"email": MailField}
        help_texts = {
            "email": _("The invitation holds for seven days and for this address only."),
            "role": _(
                "Reviewers decide on what is sent in, editors write materials, "
                "administrators do both."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "regions" in self.fields:  # not where the invitation may only be looked at
            self.fields["regions"].load_choices()

    def clean_email(self):
        if InvitationStop.objects.of(self.cleaned_data["email"]).exists():
            raise ValidationError(
                _("Whoever reads this address wants no invitations from the portal. Talk to them.")
            )
        return self.cleaned_data["email"]


class StaffAccountForm(ChoosesJurisdiction, forms.ModelForm):
    """Role, jurisdiction and whether the account is active."""

    whole_country = WholeCountryField()
    regions = JurisdictionField()
    note = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta:
        model = Person
        fields = ["role", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["regions"] = list(self.instance.jurisdictions.values_list("region", flat=True))
        self.initial["whole_country"] = bool(self.instance.role and not self.initial["regions"])
        self.fields["regions"].load_choices(*self.initial["regions"])

    @transaction.atomic
    def apply(self, *, by):
        """Apply what was changed with the methods of Person, which end the person's sessions."""
        person, data = Person.objects.get(pk=self.instance.pk), self.cleaned_data
        if {"role", "regions"} & set(self.changed_data):
            person.jurisdictions.all().delete()
            for region in data["regions"]:
                person.jurisdictions.create(region=region)
            places = "; ".join(region.path for region in data["regions"])
            note = " · ".join(filter(None, [data["note"], places]))
            person.change_role(data["role"], by=by, note=note)
        if "is_active" in self.changed_data:
            (person.enable if data["is_active"] else person.disable)(by=by, note=data["note"])
