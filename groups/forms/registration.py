from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.forms.links import LinkField
from groups.forms.steps import KeptFileInput, StepForm
from groups.models import Group, Level, MemberRole
from groups.pickers import ChoosesRegion, RegionField
from kimportal.fields import DayField, LineField, MailField, PastDayField, PhoneField, ProseField
from kimportal.forms import Tagless
from kimportal.uploads.fields import DocumentField, PictureField
from kimportal.uploads.kinds import MB

PLACES = [Level.DISTRICT, Level.VILLAGE]
NAME_HELP = _("As written in the decree, for example: KIM Sukun Berseri.")


class StartForm(Tagless, ChoosesRegion, forms.Form):
    """Just enough to keep a draft from here on."""

    name = LineField(label=_("Name of the KIM"), max_length=120, min_length=3, help_text=NAME_HELP)
    region = RegionField(
        levels=PLACES,
        label=_("Village or district"),
    )
    own_name = LineField(label=_("Your own name"), max_length=120)
    role = forms.ChoiceField(
        label=_("Your role in the KIM"),
        choices=[(r.value, r.label) for r in MemberRole if r != MemberRole.MEMBER],
        initial=MemberRole.CHAIR,
        widget=forms.RadioSelect,
    )


class ProfileForm(StepForm):
    sections = (
        (
            _("Name, place and what you do"),
            ("name", "region", "founded", "about", "activity_basis", "logo"),
        ),
        (_("Secretariat"), ("address", "kim_id_number")),
        (
            _("Who can be reached"),
            ("contact_name", "contact_phone", "contact_email"),
        ),
        (_("On the internet"), ("website", "instagram", "facebook", "youtube", "tiktok")),
    )

    region = RegionField(levels=PLACES, label=_("Village or district"))
    founded = PastDayField(label=_("Founded"), required=False)
    about = ProseField(
        label=_("About the KIM"),
        max_length=2000,
        help_text=_("What you do and for whom, in a few sentences. The public reads this."),
    )
    logo = PictureField(
        label=_("Logo"),
        max_size=2 * MB,
        max_side=1080,
        required=False,
        widget=KeptFileInput,
        help_text=_("JPEG or PNG, at most 2 MB."),
    )
    contact_name = LineField(
        label=_("Contact person"),
        max_length=120,
        help_text=_("Only reviewers see this and the two below; the public never does."),
    )
    contact_phone = PhoneField(label=_("Contact phone"))
    website = LinkField(label=_("Website"), required=False)
    instagram = LinkField(host="instagram.com", label=_("Instagram"), required=False)
    facebook = LinkField(host="facebook.com", label=_("Facebook"), required=False)
    youtube = LinkField(host="youtube.com", label=_("YouTube"), required=False)
    tiktok = LinkField(host="tiktok.com", label=_("TikTok"), required=False)

    class Meta:
        model = Group
        fields = [
            "name",
            "region",
            "founded",
            "about",
            "activity_basis",
            "logo",
            "address",
            "kim_id_number",
            "contact_name",
            "contact_phone",
            "contact_email",
            "website",
            "instagram",
            "facebook",
            "youtube",
            "tiktok",
        ]
        field_classes = {
            **dict.fromkeys(("name", "address", "kim_id_number"), LineField),
            "contact_email": MailField,
        }
        help_texts = {
            "name": NAME_HELP,
            "address": _("Only reviewers see this; the public sees the village."),
            "kim_id_number": _("The number kim.id gave you, if you have one."),
        }


class DecreeForm(StepForm):
    in_order = ("decree_date", "decree_valid_until")
    sections = (
        (
            _("The decree (SK) that recognises the group"),
            (
                "decree_number",
                "decree_date",
                "decree_signer_role",
                "decree_signer_name",
                "decree_valid_until",
                "decree_file",
            ),
        ),
    )

    decree_date = PastDayField(label=_("Decree date"), earliest=date(1990, 1, 1))
    decree_valid_until = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("Leave this empty if the decree names no end or you do not know it."),
    )
    decree_file = DocumentField(
        label=_("Decree (scan)"),
        max_size=10 * MB,
        widget=KeptFileInput(may_clear=False),
        help_text=_(
            "PDF, or a photo in which every word can be read; at most 10 MB. Only you and the "
            "reviewers can open it, and each time is recorded."
        ),
    )

    class Meta:
        model = Group
        fields = [
            "decree_number",
            "decree_date",
            "decree_signer_role",
            "decree_signer_name",
            "decree_valid_until",
            "decree_file",
        ]
        field_classes = {"decree_number": LineField, "decree_signer_name": LineField}
        help_texts = {"decree_number": _("For example: 188.45/17/35.73.04.1003/2020.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("decree_number", "decree_signer_role"):
            self.fields[name].required = True

    def clean_decree_valid_until(self):
        until, signed = (
            self.cleaned_data.get(name) for name in ("decree_valid_until", "decree_date")
        )
        if until and signed and until < signed:
            raise ValidationError(_("The decree cannot end before it was signed."))
        return until

    def kept_values(self):
        values = super().kept_values()
        if self.errors.keys() & set(self.in_order):
            # One of them alone may contradict what is stored of the other.
            values = {name: value for name, value in values.items() if name not in self.in_order}
        if values.get("decree_file"):
            values["decree_sha256"] = values["decree_file"].sha256
        return values


class DeclarationsForm(Tagless, forms.Form):
    edition = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    neutrality = forms.BooleanField(
        label=_(
            "The group is neutral: it supports no candidate and no party, and will not use this "
            "portal for them."
        )
    )
    consent = forms.BooleanField(
        label=_("Everyone named here knows of it and agrees to how their data is used.")
    )
    right = forms.BooleanField(
        label=_("I may send this in for the group, and what it says is true.")
    )
