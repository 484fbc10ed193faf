from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.kim.forms import NAME_HELP, SECRETARIAT_LEVELS, DecreeForm, ProfileForm
from groups.members.models import MemberRole
from groups.members.rules import may_be_invited
from groups.regions.widgets import ChoosesRegion, RegionField
from groups.stewardship import rules
from groups.stewardship.acts import member_with_email
from kimportal.ui.fields import DetailField, MailField, MultiLineField, NameField, PhoneField
from kimportal.ui.forms import Tagless

#: Officers named by the decree; the chair has a form of their own.
ROLES = [
    (role.value, role.label)
    for role in (MemberRole.SECRETARY, MemberRole.TREASURER, MemberRole.SECTION)
]


def invitable(email):
    """Return the address; raise ValidationError if no invitation may be sent there now."""
    if email and not (answer := may_be_invited(email)):
        raise ValidationError(str(answer))
    return email


class ReasonForm(Tagless, forms.Form):
    """Why staff act for the KIM; its own people read it."""

    note = MultiLineField(
        label=_("Reason"),
        max_length=1000,
        min_length=5,
        help_text=_("The people of the KIM read this. For example: new decree, the chair died."),
    )

    def __init__(self, *args, group, **kwargs):
        self.group = group
        super().__init__(*args, **kwargs)


class ChairForm(ReasonForm):
    name = NameField(label=_("Name of the chair"), max_length=120, min_length=3)
    email = MailField(
        label=_("E-mail of the chair"),
        help_text=_("The invitation goes there; whoever reads this address becomes the chair."),
    )
    field_order = ["name", "email", "note"]

    def clean_email(self):
        email = self.cleaned_data["email"]
        member = member_with_email(self.group, email)
        if member is None:
            return invitable(email)
        if member.is_chair:
            raise ValidationError(_("This person is the chair already."))
        return email


class OfficerForm(ReasonForm):
    name = NameField(label=_("Name"), max_length=120, min_length=3)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    section = NameField(label=_("Section"), max_length=80, required=False)
    email = MailField(
        label=_("E-mail"),
        required=False,
        help_text=_("If you know it: an invitation goes there. An officer needs no account."),
    )
    field_order = ["name", "role", "section", "email", "note"]

    def clean_email(self):
        email = self.cleaned_data["email"]
        member = member_with_email(self.group, email) if email else None
        if member is None:
            return invitable(email)
        if member.is_chair:
            raise ValidationError(_("This person is the chair already."))
        return email


class ProfileForForm(ProfileForm):
    """The KIM's profile; an office need not know what only the KIM knows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("about", "contact_name", "contact_phone"):
            self.fields[name].required = False


class DecreeForForm(DecreeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("decree_number", "decree_date", "decree_signer_role", "decree_file"):
            self.fields[name].required = False


class RegisterForForm(Tagless, ChoosesRegion, forms.Form):
    """A KIM without a phone, as the local office knows it."""

    name = NameField(label=_("Name of the KIM"), max_length=120, min_length=3, help_text=NAME_HELP)
    region = RegionField(levels=SECRETARIAT_LEVELS, label=_("Village or district"))
    about = MultiLineField(
        label=_("About the KIM"),
        max_length=2000,
        required=False,
        help_text=_("What it does and for whom. The public reads this."),
    )
    chair_name = NameField(label=_("Name of the chair"), max_length=120, min_length=3)
    chair_email = MailField(
        label=_("E-mail of the chair"),
        required=False,
        help_text=_("If there is one: an invitation goes there. A KIM may do without."),
    )
    contact_phone = PhoneField(
        label=_("Contact phone"), required=False, help_text=_("Only staff see it.")
    )
    decree_number = DetailField(label=_("Decree number"), max_length=80, required=False)

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_region(self):
        region = self.cleaned_data["region"]
        if not (answer := rules.may_register_for(self.person, region.code)):
            raise ValidationError(str(answer))
        return region

    def clean_chair_email(self):
        return invitable(self.cleaned_data["chair_email"])
