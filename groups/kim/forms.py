import re
from datetime import date
from urllib.parse import urlsplit

from crispy_forms.layout import HTML, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groups.kim.models import Group
from groups.members.models import MemberRole
from groups.regions.models import Level
from groups.regions.widgets import ChoosesRegion, RegionField
from kimportal.ui.fields import (
    DayField,
    DetailField,
    MailField,
    MultiLineField,
    NameField,
    PastDayField,
    PastDayOrYearField,
    PhoneField,
    SingleLineField,
    WebField,
    label_empty_choice,
)
from kimportal.ui.forms import Tagless
from kimportal.uploads.fields import DocumentField, PictureField
from kimportal.uploads.file_types import MB

HANDLE = re.compile(r"@?([A-Za-z0-9._-]{2,60})")
#: The address of a person's or group's page on each site.
PROFILE_URLS = {
    "instagram.com": "https://www.instagram.com/{}",
    "facebook.com": "https://www.facebook.com/{}",
    "youtube.com": "https://www.youtube.com/@{}",
    "tiktok.com": "https://www.tiktok.com/@{}",
}


class LinkField(WebField):
    """A URL; with `host`, one of that site, for which "@kimsukun" is enough."""

    def __init__(self, *, host="", **kwargs):
        self.host = host
        if host:
            kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "url"}))
            kwargs.setdefault("help_text", _("The address or the name, for example: @kimsukun."))
        super().__init__(max_length=200, **kwargs)

    def to_python(self, value):
        handle = HANDLE.fullmatch((value or "").strip()) if self.host else None
        if handle and not self.is_own(handle[0]):
            value = PROFILE_URLS[self.host].format(handle[1])
        return super().to_python(value)

    def validate(self, value):
        super().validate(value)
        if not value:
            return
        try:
            parts = urlsplit(value)
        except ValueError:  # "https://[": half an IPv6 address
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if parts.scheme not in ("http", "https") or parts.username is not None:
            raise ValidationError(_("Write an address that begins with https://."), code="scheme")
        if self.host and not self.is_own(parts.hostname or ""):
            raise ValidationError(
                _("This is not an address of %(host)s."), code="host", params={"host": self.host}
            )

    def is_own(self, host):
        return host == self.host or host.endswith(f".{self.host}")


REMARK = '{% include "groups/kim/_review_comment.html" with remark=form.remarks.FIELD only %}'


class StoredFileInput(forms.ClearableFileInput):
    """A file input that says a file is stored without linking to it: private files have no URL."""

    template_name = "groups/kim/_file_input.html"

    def __init__(self, attrs=None, *, may_clear=True):
        super().__init__(attrs)
        self.may_clear = may_clear

    def is_initial(self, value):
        return bool(value) and not hasattr(value, "content_type")

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["may_clear"] = self.may_clear and not self.is_required
        return context


#: Made small on the phone (static/js/photos.js), but every word of a decree stays readable.
SCAN = {"data-shrink": 2400, "data-camera": _("Take a photo")}


class StepForm(Tagless, ChoosesRegion, forms.ModelForm):
    """One step of a registration. Valid fields are stored even while others have errors.

    `version_token` is the version the person saw; `remarks` are the reviewer's comments and the
    state of a change request, by field name, shown above the field.
    """

    version_token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    sections = ()

    class Meta:
        model = Group
        fields = []

    def __init__(self, *args, remarks=None, **kwargs):
        self.remarks = remarks or {}
        super().__init__(*args, **kwargs)
        label_empty_choice(self)

    @property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *(
                Fieldset(legend, *(part for name in names for part in self.with_remark(name)))
                for legend, names in self.sections
            ),
            Field("version_token"),
        )
        return helper

    def with_remark(self, name):
        remark = [HTML(REMARK.replace("FIELD", name))] if name in self.remarks else []
        return [*remark, Field(name)]

    def valid_values(self):
        """Return the changed values that are valid by themselves."""
        return {
            name: self.cleaned_data[name]
            for name in self._meta.fields
            if name in self.cleaned_data and name in self.changed_data
        }

    def differences(self, stored):
        """Return [(label, stored value)] of the fields that differ from this form."""
        return [
            (self.fields[name].label, stored.display_value(name))
            for name in self._meta.fields
            if self.fields[name].has_changed(stored_initial(stored, name), self[name].data)
        ]


def stored_initial(group, name):
    value = getattr(group, name)
    return getattr(value, "pk", value)


STALE_MESSAGE = _(
    "Meanwhile this was changed in another window or by a fellow officer. What you typed is below, "
    "not yet saved: compare, and save again. A file has to be chosen again."
)


SECRETARIAT_LEVELS = [Level.DISTRICT, Level.VILLAGE]
NAME_HELP = _("As written in the decree, for example: KIM Sukun Berseri.")


class StartForm(Tagless, ChoosesRegion, forms.Form):
    """The fields a draft needs to be stored."""

    name = NameField(label=_("Name of the KIM"), max_length=120, min_length=3, help_text=NAME_HELP)
    region = RegionField(
        levels=SECRETARIAT_LEVELS,
        label=_("Village or district"),
    )
    own_name = NameField(label=_("Your own name"), max_length=120)
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

    region = RegionField(levels=SECRETARIAT_LEVELS, label=_("Village or district"))
    founded = PastDayOrYearField(
        label=_("Founded"),
        required=False,
        help_text=_("The date, such as 12 August 2014; the year alone if you know no more."),
    )
    about = MultiLineField(
        label=_("About the KIM"),
        max_length=2000,
        help_text=_("What you do and for whom, in a few sentences. The public reads this."),
    )
    logo = PictureField(
        label=_("Logo"),
        max_size=2 * MB,
        max_side=1080,
        required=False,
        widget=StoredFileInput(attrs={"data-shrink": 1080}),
        help_text=_("JPEG or PNG, at most 2 MB."),
    )
    contact_name = NameField(
        label=_("Contact person"),
        max_length=120,
        help_text=_(
            "Only staff see this name, phone number and e-mail address; they are never public."
        ),
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
            "name": NameField,
            **dict.fromkeys(("address", "kim_id_number"), DetailField),
            "contact_email": MailField,
        }
        help_texts = {
            "name": NAME_HELP,
            "address": _("Only reviewers see this; the public sees the village."),
            "kim_id_number": _("The number kim.id gave you, if you have one."),
        }


class DecreeForm(StepForm):
    date_order = ("decree_date", "decree_valid_until")
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
        widget=StoredFileInput(attrs={"data-not-kept": "", **SCAN}, may_clear=False),
        help_text=_(
            "PDF, or a photo in which every word can be read; at most 10 MB. Only you and the "
            "reviewers can open it, and each time is recorded. For safety this phone does not keep "
            "it: if sending fails, choose it again."
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
        field_classes = {"decree_number": DetailField, "decree_signer_name": NameField}
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

    def valid_values(self):
        values = super().valid_values()
        if self.errors.keys() & set(self.date_order):
            # Either date alone may contradict the stored value of the other.
            values = {name: value for name, value in values.items() if name not in self.date_order}
        if values.get("decree_file"):
            values["decree_sha256"] = values["decree_file"].sha256
        return values


class DeclarationsForm(Tagless, forms.Form):
    version_token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
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


class DirectoryForm(forms.Form):
    q = SingleLineField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_("Name of the KIM, village or district."),
    )
    wilayah = RegionField(label=_("Region"), levels=list(Level), required=False)
