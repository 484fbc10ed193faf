from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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
