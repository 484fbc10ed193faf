from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction
from django.utils.safestring import mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.elections.models import Campaign, Language, Pillar
from campaigns.materials.models.files import FileRole
from campaigns.materials.models.kinds import MaterialKind
from campaigns.materials.models.material import EARLIEST, LATEST, Material
from groups.kim.models import Group
from kimportal.ui.fields import (
    MultiLineField,
    SingleLineField,
    SmallModelMultipleChoiceField,
    WebField,
    label_empty_choice,
)
from kimportal.ui.forms import Tagless
from kimportal.uploads.fields import UploadField

MEMBER_FIELDS = (
    "kind language title summary pillars campaign body alt_text transcript has_captions "
    "has_sign_language share_caption source licence"
).split()
#: May be empty in a draft, but required before submission (requirements.py).
REQUIRED_TO_SUBMIT = ("pillars", "source", "licence")
STAFF_FIELDS = [*MEMBER_FIELDS, "publisher", "publish_at", "expire_at"]
HELP = {
    "summary": _("One or two sentences; they stand under the title and in link previews."),
    "body": mark_safe(
        format_lazy(
            "<details><summary>{}</summary><p>{}</p></details>",
            _("How to write bold text, headings, lists and links"),
            _("**bold** · # Heading · - list · [text](https://…)"),
        )
    ),
    "alt_text": _("What is to be seen, in one sentence, for those who cannot see it."),
    "transcript": _("Every word on the picture, or everything that is said and sung."),
    "share_caption": _("Goes with it into WhatsApp. Keep it short; the address is added."),
    "source": _("Law, decree, or where the facts come from."),
    "publish_at": _("Leave empty to publish as soon as it is approved."),
}


class MomentField(forms.DateTimeField):
    """Date and time in the portal's time zone, within bounds (a far date tops every list)."""

    def __init__(self, **kwargs):
        attrs = {"type": "datetime-local", "min": "2000-01-01T00:00", "max": "2099-12-31T23:59"}
        kwargs["widget"] = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs)
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


class TimesForm(forms.Form):
    """Times of publication and expiry."""

    publish_at = MomentField(label=_("Publish at"), required=False, help_text=HELP["publish_at"])
    expire_at = MomentField(label=_("Expire at"), required=False)

    def clean(self):
        data = super().clean()
        begins, ends = data.get("publish_at"), data.get("expire_at")
        if begins and ends and ends <= begins:
            self.add_error("expire_at", _("This must be later than the time of publishing."))
        return data


class MaterialForm(Tagless, forms.ModelForm):
    """Edit a material; `opened` is the version it had when the form was rendered."""

    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)
    pillars = SmallModelMultipleChoiceField(
        Pillar.objects.all(),
        label=_("Pillars"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Material
        fields = MEMBER_FIELDS
        field_classes = {
            "title": SingleLineField,
            "summary": SingleLineField,
            "alt_text": SingleLineField,
            "body": MultiLineField,
            "transcript": MultiLineField,
            "share_caption": MultiLineField,
            "source": MultiLineField,
        }
        widgets = {
            "pillars": forms.CheckboxSelectMultiple,
            "body": forms.Textarea(attrs={"rows": 14}),
            "transcript": forms.Textarea(attrs={"rows": 8}),
            "share_caption": forms.Textarea(attrs={"rows": 4}),
            "source": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = HELP

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.live()
        self.fields["campaign"].empty_label = _("None")
        label_empty_choice(self)
        for name in REQUIRED_TO_SUBMIT:
            self.fields[name].wanted = True
        self.initial["opened"] = self.instance.version

    def clean(self):
        data = super().clean()
        if self.instance.pk and data.get("opened") not in (None, self.instance.version):
            self._reject_stale()
        return data

    def _reject_stale(self):
        """Reject a stale form but keep its input; saving again then overwrites."""
        self.data = self.data.copy()
        self.data[self.add_prefix("opened")] = str(self.instance.version)
        raise ValidationError(
            _(
                "This was changed in another window or by a colleague while you were writing. "
                "Your text is still here: compare it with the preview, then save again to replace."
            ),
            code="changed",
        )

    @transaction.atomic
    def save(self, *, by):
        """Save; raise InvalidTransition if it was submitted or changed meanwhile."""
        concrete = {field.name for field in Material._meta.concrete_fields}
        self.instance.edit(by=by, fields=concrete & set(self.changed_data))
        self._save_m2m()
        return self.instance

    @property
    def helper(self):
        helper = super().helper
        publishing = [
            name for name in ("publisher", "publish_at", "expire_at") if name in self.fields
        ]
        helper.layout = Layout(
            "opened",
            Fieldset(
                _("What it is"),
                Div("kind", "language", css_class="field-pair"),
                "title",
                "summary",
                "pillars",
                "campaign",
            ),
            Fieldset(_("Its words"), "body", "alt_text", "transcript"),
            Fieldset(_("Video and audio"), "has_captions", "has_sign_language"),
            Fieldset(_("Passing it on"), "share_caption", "source", "licence"),
            *([Fieldset(_("Publishing"), *publishing)] if publishing else []),
        )
        return helper


class OfficialForm(TimesForm, MaterialForm):
    """Edit a material of the ministry: adds publisher and times of publication."""

    class Meta(MaterialForm.Meta):
        fields = STAFF_FIELDS
        field_classes = {**MaterialForm.Meta.field_classes, "publisher": SingleLineField}


class StartForm(forms.Form):
    """Start a draft with the few fields it needs."""

    group = forms.ModelChoiceField(Group.objects.none(), label=_("KIM"), empty_label=None)
    title = SingleLineField(label=_("Title"), max_length=140, min_length=3)
    kind = forms.ChoiceField(label=_("Kind"), choices=MaterialKind)
    language = forms.ModelChoiceField(
        Language.objects.all(), label=_("Language"), to_field_name="slug", empty_label=None
    )

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups
        if len(groups) == 1:
            self.initial.setdefault("group", groups[0])
            self.fields["group"].widget = forms.HiddenInput()


class TranslateForm(StartForm):
    """Start a translation; title and kind come from the original."""

    title = kind = None


class FileForm(forms.Form):
    """Add a file, or an external link."""

    new_file = UploadField(
        label=_("File"),
        required=False,
        help_text=_("JPEG, PNG, WebP, PDF, MP3, M4A, OGG or MP4."),
    )
    role = forms.ChoiceField(
        label=_("Use"),
        required=False,
        choices=[("", _("As its type says")), (FileRole.PRINT, FileRole.PRINT.label)],
    )
    link = WebField(
        label=_("Or a link"),
        required=False,
        max_length=500,
        help_text=_("For example on YouTube or TikTok. It stays a link; nothing is embedded."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # they stand below the texts, in the same <form>
            field.widget.attrs["form"] = "material-form"

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data.get("new_file")) == bool(data.get("link")):
            raise ValidationError(_("Choose a file or write a link: one of the two."))
        return data


class WithdrawForm(forms.Form):
    note = MultiLineField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("The public reads this wherever the code is checked."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
