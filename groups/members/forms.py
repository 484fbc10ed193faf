from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.kim.forms import STALE_MESSAGE
from groups.kim.models import Group
from groups.members import rules
from groups.members.models import MemberRole, Membership
from kimportal.ui.fields import MailField, MultiLineField, NameField
from kimportal.ui.forms import Tagless

#: The chair's role only goes from hand to hand.
GIVEN_ROLES = [(role.value, role.label) for role in MemberRole if role != MemberRole.CHAIR]
#: Those who may join before the KIM is verified.
OFFICE_ROLES = [(key, label) for key, label in GIVEN_ROLES if key != MemberRole.MEMBER]


class InviteForm(Tagless, forms.Form):
    email = MailField(
        label=_("E-mail"), help_text=_("The e-mail lets this address join, for 14 days.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=GIVEN_ROLES, initial=MemberRole.MEMBER)
    membership = forms.ModelChoiceField(
        Membership.objects.none(),
        label=_("Already listed as an officer?"),
        required=False,
        empty_label=_("No, a new member"),
        help_text=_("Choose the officer whose account this will be; the role follows."),
    )

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group
        named = group.memberships.current().filter(person=None, until=None)
        if not group.is_live:
            named = named.officers()
            self.fields["role"].choices = OFFICE_ROLES
            self.fields["role"].initial = MemberRole.SECRETARY
            self.fields["role"].help_text = _(
                "Until your KIM is verified, only its officers are invited. The letter names "
                "neither the KIM nor you: tell them beforehand that it comes."
            )
        self.fields["membership"].queryset = named.in_order()

    def clean_email(self):
        email = self.cleaned_data["email"]
        if self.group.memberships.current().filter(person__email=email).exists():
            raise ValidationError(_("This person is in the group already."))
        if not (answer := rules.may_be_invited(email)):
            raise ValidationError(str(answer))
        return email


class MembershipForm(Tagless, forms.ModelForm):
    """Role, section and spelling of one membership; consent only where the asker may give it."""

    name = NameField(label=_("Name"), max_length=120)
    section = NameField(label=_("Section"), max_length=80, required=False)

    class Meta:
        model = Membership
        fields = ["name", "role", "section", "name_is_public"]

    def __init__(self, *args, may_consent, may_manage, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name_is_public"].disabled = not may_consent
        for name in ("role", "section", "name"):
            self.fields[name].disabled = not may_manage
        if self.instance.is_chair:
            self.fields["role"].disabled = True
        else:
            self.fields["role"].choices = GIVEN_ROLES


class NoteForm(forms.Form):
    """A reason that the other side will read."""

    note = MultiLineField(label=_("Reason"), max_length=1000, min_length=5)


#: Who a decree names at least (DOMAIN.md §1), and how many blank rows follow.
NAMED = [MemberRole.CHAIR, MemberRole.SECRETARY, MemberRole.TREASURER]
BLANK_SECTIONS = 2
MOST_OFFICERS = 30


class OfficerForm(forms.ModelForm):
    name = NameField(label=_("Name"), max_length=120, required=False)
    section = NameField(
        label=_("Section"),
        max_length=80,
        required=False,
        help_text=_("Only for section officers, for example: gathering information."),
    )

    class Meta:
        model = Membership
        fields = ["role", "name", "section", "name_is_public"]
        labels = {"name_is_public": _("The name may be shown to the public")}

    def has_changed(self):
        # A blank row keeps its suggested role; only a name makes it an officer.
        if not self.instance.pk and not (self["name"].value() or "").strip():
            return False
        return super().has_changed()

    def clean_name(self):
        name = self.cleaned_data["name"]
        if self.instance.person_id and not name:
            raise ValidationError(_("Write the name of whoever has this account."))
        return name

    def clean_name_is_public(self):
        agreed, officer = self.cleaned_data["name_is_public"], self.instance
        if officer.person_id and officer.person_id != self.asker.pk:
            return officer.name_is_public  # who has an account decides that alone
        return agreed


class BaseOfficerFormSet(forms.BaseInlineFormSet):
    def __init__(self, *args, asker, **kwargs):
        self.asker = asker
        super().__init__(*args, **kwargs)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.asker = self.asker
        form.fields["role"].choices = MemberRole.choices
        return form

    def clean(self):
        if any(self.errors):
            return
        # Every known officer once, or a new chair would stand beside one who was left out.
        if sorted(row.instance.pk or 0 for row in self.initial_forms) != sorted(
            self.get_queryset().values_list("pk", flat=True)
        ):
            raise ValidationError(STALE_MESSAGE, code="outdated")
        chairs = [row for row in self.wanted() if row.cleaned_data["role"] == MemberRole.CHAIR]
        if len(chairs) != 1:
            raise ValidationError(_("Name exactly one chair."), code="chairs")

    def wanted(self):
        """The rows that name somebody; a known row without a name is one to leave out."""
        return [row for row in self.forms if row.cleaned_data.get("name")]

    def rows(self):
        """(membership or None, values) for each row; values None where the officer goes."""
        for row in self.forms:
            officer = row.instance if row.instance.pk else None
            if row.cleaned_data.get("name"):
                yield officer, {name: row.cleaned_data[name] for name in OfficerForm.Meta.fields}
            elif officer:
                yield officer, None


def officers_of(group):
    return group.memberships.filter(until=None).in_order()


def blank_rows(group):
    """The roles to suggest in blank rows: whoever of the three is not named yet, then sections."""
    named = set(group.memberships.filter(until=None).values_list("role", flat=True))
    missing = [role for role in NAMED if role not in named]
    return [{"role": role} for role in [*missing, *[MemberRole.SECTION] * BLANK_SECTIONS]]


def OfficerFormSet(data, *, group, asker):  # noqa: N802 (reads as the class it makes)
    """The officers of a group as one form: known rows first, then blank ones."""
    blanks = blank_rows(group)
    made = forms.inlineformset_factory(
        Group,
        Membership,
        form=OfficerForm,
        formset=BaseOfficerFormSet,
        extra=len(blanks),
        max_num=MOST_OFFICERS,
        absolute_max=MOST_OFFICERS + 5,
        validate_max=True,
        can_delete=False,
    )
    return made(data, instance=group, queryset=officers_of(group), initial=blanks, asker=asker)
