"""Staff accounts: who is invited, and what becomes of somebody's office."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from groups.models import Level, Region, StaffInvitation
from kimportal.fields import MailField
from kimportal.models import Person


def regions_of_office():
    return Region.objects.current().filter(level__lte=Level.REGENCY).order_by("code")


class StaffInvitationForm(forms.ModelForm):
    class Meta:
        model = StaffInvitation
        fields = ["email", "role", "regions"]
        field_classes = {"email": MailField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "regions" in self.fields:  # not where the invitation may only be looked at
            self.fields["regions"].queryset = regions_of_office()


class OfficeForm(forms.ModelForm):
    """Role, jurisdiction and whether the account is open; carried out by the person's own verbs."""

    regions = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        required=False,
        label=_("Jurisdiction"),
        help_text=_("None: the whole country."),
    )
    note = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta:
        model = Person
        fields = ["role", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["regions"].queryset = regions_of_office()
        self.initial["regions"] = list(self.instance.jurisdictions.values_list("region", flat=True))

    @transaction.atomic
    def carry_out(self, *, by):
        """Only what was changed, each by its verb; every one of them ends the person's sessions."""
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
