from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.kim.forms import STALE_MESSAGE
from groups.kim.models import Group
from groups.members import rules
from groups.members.models import MemberRole, Membership
from kimportal.drafts.pages import show_typed
from kimportal.ui.fields import MailField, MultiLineField, NameField, is_key
from kimportal.ui.forms import Tagless

#: Roles that can be assigned; the chair's is only handed over.
ASSIGNABLE_ROLES = [(role.value, role.label) for role in MemberRole if role != MemberRole.CHAIR]
#: Roles that may be invited before the KIM is verified.
OFFICER_ROLES = [(key, label) for key, label in ASSIGNABLE_ROLES if key != MemberRole.MEMBER]


class InviteForm(Tagless, forms.Form):
    email = MailField(
        label=_("E-mail"), help_text=_("The e-mail lets this address join, for 14 days.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=ASSIGNABLE_ROLES, initial=MemberRole.MEMBER)
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
        without_account = group.memberships.current().filter(person=None, until=None)
        if not group.is_live:
            without_account = without_account.officers()
            self.fields["role"].choices = OFFICER_ROLES
            self.fields["role"].initial = MemberRole.SECRETARY
            self.fields["role"].help_text = _(
                "Until your KIM is verified, only its officers are invited. The e-mail names "
                "neither the KIM nor you: tell them beforehand that it comes."
            )
        self.fields["membership"].queryset = without_account.in_order()

    def clean_email(self):
        email = self.cleaned_data["email"]
        if self.group.memberships.current().filter(person__email=email).exists():
            raise ValidationError(_("This person is in the group already."))
        if not (answer := rules.may_be_invited(email)):
            raise ValidationError(str(answer))
        return email


class MembershipForm(Tagless, forms.ModelForm):
    """Role, section and spelling of a membership; consent only where the user may give it."""

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
            self.fields["role"].choices = ASSIGNABLE_ROLES


class ReasonForm(forms.Form):
    """A reason, shown to those whom the action affects."""

    note = MultiLineField(label=_("Reason"), max_length=1000, min_length=5)


#: The officers every decree names (DOMAIN.md §1), and how many blank rows follow.
REQUIRED_OFFICERS = [MemberRole.CHAIR, MemberRole.SECRETARY, MemberRole.TREASURER]
BLANK_SECTIONS = 2
MAX_OFFICERS = 30
OFFICERS_PREFIX = "memberships"  # Django's default for rows of this relation


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
        officer = self.instance
        if officer.person_id and officer.person_id != self.user.pk:
            return officer.name_is_public  # who has an account decides that alone
        return self.cleaned_data["name_is_public"]


class BaseOfficerFormSet(forms.BaseInlineFormSet):
    is_outdated = False  # whether its stored officers are no longer those of the group

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.user = self.user
        form.fields["role"].choices = MemberRole.choices
        return form

    def clean(self):
        if any(self.errors):
            return
        # Every stored officer exactly once, or a new chair could be added beside an omitted one.
        if sorted(row.instance.pk or 0 for row in self.initial_forms) != sorted(
            self.get_queryset().values_list("pk", flat=True)
        ):
            self.is_outdated = True
            raise ValidationError(STALE_MESSAGE, code="outdated")
        chairs = [row for row in self.named_rows() if row.cleaned_data["role"] == MemberRole.CHAIR]
        if len(chairs) != 1:
            raise ValidationError(_("Name exactly one chair."), code="chairs")

    def named_rows(self):
        """Return the rows with a name; a stored officer's row without one means deletion."""
        return [row for row in self.forms if row.cleaned_data.get("name")]

    def rows(self):
        """Yield (membership or None, values) for each row; values None means deletion."""
        for row in self.forms:
            officer = row.instance if row.instance.pk else None
            if row.cleaned_data.get("name"):
                yield officer, {name: row.cleaned_data[name] for name in OfficerForm.Meta.fields}
            elif officer:
                yield officer, None


def officers_of(group):
    return group.memberships.filter(until=None).in_order()


def blank_rows(group):
    """Return initial roles of the blank rows: required officers not named yet, then sections."""
    named = set(group.memberships.filter(until=None).values_list("role", flat=True))
    missing = [role for role in REQUIRED_OFFICERS if role not in named]
    return [{"role": role} for role in [*missing, *[MemberRole.SECTION] * BLANK_SECTIONS]]


def typed_rows(data):
    """Return the prefixes of submitted rows: {officer's key: prefix}, and [prefix] of new names."""
    prefix = OFFICERS_PREFIX
    total = str(data.get(f"{prefix}-TOTAL_FORMS", ""))
    count = min(int(total), MAX_OFFICERS + 5) if is_key(total) else 0
    rows = [f"{prefix}-{number}" for number in range(count)]
    stored = {key: row for row in rows if (key := data.get(f"{row}-id"))}
    new = [
        row for row in rows if row not in stored.values() and data.get(f"{row}-name", "").strip()
    ]
    return stored, new


def OfficerFormSet(data, *, group, user, typed=None):
    """Return the formset of a group's officers: stored rows first, then blank ones.

    What was `typed` before is shown in the row of the same officer, new names in blank rows.
    """
    blanks = blank_rows(group)
    stored, new = typed_rows(typed) if typed else ({}, [])
    blanks += [{"role": MemberRole.SECTION}] * (len(new) - len(blanks))
    formset_class = forms.inlineformset_factory(
        Group,
        Membership,
        form=OfficerForm,
        formset=BaseOfficerFormSet,
        extra=len(blanks),
        max_num=MAX_OFFICERS,
        absolute_max=MAX_OFFICERS + 5,
        validate_max=True,
        can_delete=False,
    )
    officers = officers_of(group)
    formset = formset_class(data, instance=group, queryset=officers, initial=blanks, user=user)
    for form in formset.initial_forms if typed else ():
        if row := stored.get(str(form.instance.pk)):
            show_typed(form, typed, prefix=row)
    for form, row in zip(formset.extra_forms, new, strict=False):
        show_typed(form, typed, prefix=row)
    return formset
