from django import forms
from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kimportal.moderation.adapters import adapters
from kimportal.moderation.flags import FLAGS
from kimportal.moderation.models import CannedResponse, CannedResponseAction, Note, SavedView
from kimportal.moderation.queue import AGES, QueueFilter
from kimportal.ui.fields import InOneQuery, MultiLineField, SingleLineField, SmallModelChoiceField

AGE_LABELS = [
    ("hari-ini", _("Since yesterday")),
    ("terlambat", _("Overdue (2 working days)")),
    ("seminggu", _("Longer than a week")),
]


def kinds():
    return [("", _("Everything"))] + [
        (kind, capfirst(adapter.model._meta.verbose_name_plural))
        for kind, adapter in adapters().items()
    ]


class QueueFilterForm(forms.Form):
    """What of the queue is shown; kept in the address, so that it can be saved and shared."""

    q = SingleLineField(label=_("Search what waits"), required=False, max_length=200)
    jenis = forms.ChoiceField(label=_("Kind"), required=False)
    program = SmallModelChoiceField(None, label=_("Programme"), required=False)
    tanda = forms.ChoiceField(
        label=_("Flag"), required=False, choices=[("", _("All")), *FLAGS.items()]
    )
    umur = forms.ChoiceField(
        label=_("Waiting"), required=False, choices=[("", _("Any time")), *AGE_LABELS]
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["jenis"].choices = kinds()
        self.fields["program"].queryset = apps.get_model("campaigns", "Campaign").objects.all()
        self.fields["program"].empty_label = _("All programmes")
        # By name, since places belong to the floor above.
        region = import_string("groups.regions.widgets.RegionField")
        self.fields["wilayah"] = region(required=False, label=_("Region"))

    def wanted(self):
        """What was asked for; what cannot be read is not asked for."""
        if not self.is_bound:
            return QueueFilter()
        self.is_valid()
        told = self.cleaned_data
        region, campaign = told.get("wilayah"), told.get("program")
        age = AGES.get(told.get("umur"), lambda now: {})
        return QueueFilter(
            words=told.get("q", ""),
            kind=told.get("jenis", ""),
            region=region.pk if region else "",
            campaign=campaign.pk if campaign else None,
            flag=told.get("tanda", ""),
            **age(timezone.now()),
        )

    @property
    def active(self):
        """How many filters are set."""
        return sum(bool(self.data.get(name)) for name in self.fields)

    @property
    def folded(self):
        """How many of those that fold away: the words and the kind are in sight already."""
        return self.active - sum(bool(self.data.get(name)) for name in ("q", "jenis"))


class ViewForm(forms.ModelForm):
    """Keep the queue as it is shown now under a name."""

    class Meta:
        model = SavedView
        fields = ["name", "query"]
        field_classes = {"name": SingleLineField}
        widgets = {"query": forms.HiddenInput}


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["text"]
        field_classes = {"text": MultiLineField}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class ByDecision(InOneQuery):
    """Under the decision each sentence gives a reason for: one to reject with returns nothing."""

    def __iter__(self):
        yield "", self.field.empty_label
        reasons = list(self.queryset)
        for action, label in CannedResponseAction.choices:
            if fitting := [self.choice(one) for one in reasons if one.action == action]:
                yield label, fitting


class ReasonField(SmallModelChoiceField):
    iterator = ByDecision


class ReasonSelect(forms.Select):
    """Each option tells review.js which field its sentence is about."""

    def create_option(self, name, value, label, selected, index, **kwargs):
        option = super().create_option(name, value, label, selected, index, **kwargs)
        if field := getattr(getattr(value, "instance", None), "field", ""):
            option["attrs"]["data-field"] = field
        return option


def language_of(item):
    """In which its submitter reads the reason."""
    sender = item.submitted_by
    return sender.language if sender else settings.LANGUAGE_CODE


class Reasoned(forms.Form):
    """Why `verb` is decided: own words, a reusable sentence, or both."""

    reason = ReasonField(
        None,
        label=_("Reusable reason"),
        required=False,
        empty_label=_("– choose –"),
        widget=ReasonSelect,
    )
    note = MultiLineField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        help_text=_("The submitter reads this, in the portal and by e-mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, verb="", **kwargs):
        super().__init__(*args, **kwargs)
        self.verb = verb
        self.fields["note"].wanted = True


class DecisionForm(Reasoned):
    """The reason given with a decision."""

    field = forms.ChoiceField(label=_("About the field"), required=False)

    def __init__(self, *args, item, adapter, **kwargs):
        super().__init__(*args, **kwargs)
        self.language = language_of(item)
        offered = CannedResponse.objects.offered_for(adapter.subject(item))
        self.fields["reason"].queryset = offered.filter(action__in=adapter.verbs(item))
        self.fields["reason"].label_from_instance = lambda one: one.text(self.language)
        if "withdraw" in adapter.verbs(item) and adapter.withdrawal_note_help:
            self.fields["note"].help_text = adapter.withdrawal_note_help
        names = [(name, capfirst(label)) for name, label in adapter.choices(item)]
        self.fields["field"].choices = [("", _("The whole")), *names]

    def clean(self):
        told = super().clean()
        reason = told.get("reason")
        if reason:
            sentence = reason.text(self.language)
            if sentence not in told.get("note", ""):
                told["note"] = f"{sentence}\n\n{told.get('note', '')}".strip()
            told["field"] = told.get("field") or reason.field
        if (
            self.verb in CannedResponseAction.values
            and not told.get("note")
            and "note" not in self.errors
        ):
            self.add_error("note", _("Say why: the submitter needs to know what to do."))
        return told

    @property
    def told(self):
        """What the model's verb takes."""
        note, field = self.cleaned_data["note"], self.cleaned_data["field"]
        if self.verb in {"send_back", "reject"}:
            return {"note": note, "field": field}
        return {"note": note}


class BulkForm(Reasoned):
    """One reason for many: each submitter reads it in their own language where there is one."""

    def __init__(self, *args, subjects, **kwargs):
        super().__init__(*args, **kwargs)
        told = _("Every submitter reads this, in the portal and by e-mail.")
        self.fields["note"].help_text = told
        offered = CannedResponse.objects.offered_for(*subjects)
        self.fields["reason"].queryset = offered.filter(action__in=["send_back", "reject"])

    def clean(self):
        told = super().clean()
        if self.verb in CannedResponseAction.values and not (
            told.get("note") or told.get("reason")
        ):
            self.add_error("note", _("Say why: the submitters need to know what to do."))
        return told

    def told_to(self, item):
        """What the model's verb takes, in the words of this thing's submitter."""
        reason, note = self.cleaned_data["reason"], self.cleaned_data["note"]
        if reason:
            note = f"{reason.text(language_of(item))}\n\n{note}".strip()
        about = {"field": reason.field} if reason and self.verb in {"send_back", "reject"} else {}
        return {"note": note, **about}
