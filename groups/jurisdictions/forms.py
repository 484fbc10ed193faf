"""Staff accounts: who is invited, and what becomes of somebody's office."""

from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from groups.jurisdictions.models import StaffInvitation
from groups.members.models import InvitationStop
from groups.regions.models import Level, Region
from kimportal.accounts.models import Person
from kimportal.ui.fields import InOneQuery, MailField, SmallModelMultipleChoiceField


class OfficeBoxes(forms.CheckboxSelectMultiple):
    """One box a province; it unfolds to tick its regencies and cities one by one."""

    template_name = "groups/jurisdictions/_checkboxes.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        boxes = [box for _group, (box,), _index in context["widget"]["optgroups"]]
        parts = [list(part) for _code, part in groupby(boxes, lambda box: str(box["value"])[:2])]
        ticked = [any(box["selected"] for box in part[1:]) for part in parts]
        context["widget"]["provinces"] = list(zip(parts, ticked, strict=True))
        return context


class OfficeField(SmallModelMultipleChoiceField):
    """Provinces, regencies and cities in which a staff person's word counts; none: everywhere."""

    widget = OfficeBoxes
    iterator = InOneQuery

    def __init__(self, **kwargs):
        told = {"required": False, "label": _("Jurisdiction")}
        super().__init__(Region.objects.none(), **(told | kwargs))

    def label_from_instance(self, region):
        return region.title

    def offer(self, *held):
        """What there is today, and what is `held` already although it left the decree."""
        today = Region.objects.current().filter(level__lte=Level.REGENCY)
        self.queryset = (today | Region.objects.filter(pk__in=held)).order_by("code")


class StaffInvitationForm(forms.ModelForm):
    regions = OfficeField()

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
            self.fields["regions"].offer()

    def clean_email(self):
        if InvitationStop.objects.of(self.cleaned_data["email"]).exists():
            raise ValidationError(
                _("Whoever reads this address wants no invitations from the portal. Talk to them.")
            )
        return self.cleaned_data["email"]


class OfficeForm(forms.ModelForm):
    """Role, jurisdiction and whether the account is open; carried out by the person's own verbs."""

    regions = OfficeField()
    note = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta:
        model = Person
        fields = ["role", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["regions"] = list(self.instance.jurisdictions.values_list("region", flat=True))
        self.fields["regions"].offer(*self.initial["regions"])

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
