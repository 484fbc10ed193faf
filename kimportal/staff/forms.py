from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.forms.models import ModelChoiceIteratorValue
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kimportal.moderation.adapters import ModerationAdapter, adapters
from kimportal.moderation.flags import FLAGS
from kimportal.moderation.models import (
    CannedResponse,
    CannedResponseAction,
    ModeratedModel,
    Note,
    SavedView,
)
from kimportal.moderation.queue import AGES, QueueFilter
from kimportal.staff.region_field import region_field
from kimportal.ui.fields import InOneQuery, MultiLineField, SingleLineField, SmallModelChoiceField

if TYPE_CHECKING:
    from django.db.models import Model
    from django.utils.functional import _StrOrPromise

AGE_LABELS = [
    ("hari-ini", _("Since yesterday")),
    ("terlambat", _("Overdue (2 working days)")),
    ("seminggu", _("Longer than a week")),
]


def kind_choices() -> "list[tuple[str, _StrOrPromise]]":
    return [
        ("", _("Everything")),
        *(
            (kind, capfirst(adapter.model._meta.verbose_name_plural or ""))
            for kind, adapter in adapters().items()
        ),
    ]


class QueueFilterForm(forms.Form):
    """Filter of the queue; its state is in the URL, so that it can be saved and shared."""

    fields: dict[str, Any]  # fields of several classes

    q = SingleLineField(label=_("Search what waits"), required=False, max_length=200)
    jenis = forms.ChoiceField(label=_("Kind"), required=False)
    program = SmallModelChoiceField(None, label=_("Programme"), required=False)
    tanda = forms.ChoiceField(
        label=_("Flag"), required=False, choices=[("", _("All")), *FLAGS.items()]
    )
    umur = forms.ChoiceField(
        label=_("Waiting"), required=False, choices=[("", _("Any time")), *AGE_LABELS]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jenis"].choices = kind_choices()
        # By name, since campaigns belong to an app above this one.
        self.fields["program"].queryset = apps.get_model("campaigns", "Campaign").objects.all()
        self.fields["program"].empty_label = _("All programmes")
        self.fields["wilayah"] = region_field(required=False, label=_("Region"))

    def queue_filter(self) -> QueueFilter:
        """Return the filter; unreadable parameters filter nothing."""
        if not self.is_bound:
            return QueueFilter()
        self.is_valid()
        values = self.cleaned_data
        region, campaign = values.get("wilayah"), values.get("program")
        age = AGES.get(values.get("umur") or "", lambda now: {})
        return QueueFilter(
            text=values.get("q", ""),
            kind=values.get("jenis", ""),
            region=region.pk if region else "",
            campaign=campaign.pk if campaign else None,
            flag=values.get("tanda", ""),
            **age(timezone.now()),
        )

    @property
    def active(self) -> int:
        """The number of filters that are set."""
        return sum(bool(self.data.get(name)) for name in self.fields)

    @property
    def folded(self) -> int:
        """The number of set filters that fold away: text and kind are always in sight."""
        return self.active - sum(bool(self.data.get(name)) for name in ("q", "jenis"))


class SavedViewForm(forms.ModelForm):
    """Save the queue's present filter under a name."""

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


class ResponsesByAction(InOneQuery):
    """Canned responses grouped by the decision they explain."""

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        responses = list(self.queryset)
        for action, label in CannedResponseAction.choices:
            if choices := [self.choice(each) for each in responses if each.action == action]:
                yield label, choices


class CannedResponseField(SmallModelChoiceField):
    iterator = ResponsesByAction


class CannedResponseSelect(forms.Select):
    """Select whose options carry the field they are about, for review.js."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if isinstance(value, ModelChoiceIteratorValue):
            response = value.instance  # type: ignore[attr-defined]  # django-stubs lacks it
            if response.field:
                option["attrs"]["data-field"] = response.field
        return option


def language_of(item: ModeratedModel) -> str:
    """Return the language of the item's submitter."""
    submitter = item.submitted_by
    return submitter.language if submitter else settings.LANGUAGE_CODE


class ReasonForm(forms.Form):
    """The reason for a decision: own text, a canned response, or both."""

    fields: dict[str, Any]  # fields of several classes

    reason = CannedResponseField(
        None,
        label=_("Reusable reason"),
        required=False,
        empty_label=_("– choose –"),
        widget=CannedResponseSelect,
    )
    note = MultiLineField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        help_text=_("The submitter reads this, in the portal and by e-mail."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, verb: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verb = verb
        self.fields["note"].wanted = True


class DecisionForm(ReasonForm):
    """The reason for a decision on one item."""

    field = forms.ChoiceField(label=_("About the field"), required=False)

    def __init__(
        self, *args: Any, item: ModeratedModel, adapter: ModerationAdapter, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.language = language_of(item)
        offered = CannedResponse.objects.offered_for(adapter.subject(item))
        self.fields["reason"].queryset = offered.filter(action__in=adapter.verbs(item))
        self.fields["reason"].label_from_instance = lambda response: response.text(self.language)
        if "withdraw" in adapter.verbs(item) and adapter.withdrawal_note_help:
            self.fields["note"].help_text = adapter.withdrawal_note_help
        names = [(name, capfirst(label)) for name, label in adapter.reason_fields(item)]
        self.fields["field"].choices = [("", _("The whole")), *names]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        response = data.get("reason")
        if response:
            text = response.text(self.language)
            if text not in data.get("note", ""):
                data["note"] = f"{text}\n\n{data.get('note', '')}".strip()
            data["field"] = data.get("field") or response.field
        if (
            self.verb in CannedResponseAction.values
            and not data.get("note")
            and "note" not in self.errors
        ):
            self.add_error("note", _("Say why: the submitter needs to know what to do."))
        return data

    @property
    def reason(self) -> dict[str, str]:  # type: ignore[override]  # no field: see its metaclass
        """Arguments of ModeratedModel.decide."""
        return {"note": self.cleaned_data["note"], "field": self.cleaned_data["field"]}


class BulkForm(ReasonForm):
    """One reason for many items, each in the language of its submitter where there is one."""

    def __init__(self, *args: Any, subjects: "Iterable[Model]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = _("Every submitter reads this, in the portal and by e-mail.")
        self.fields["note"].help_text = help_text
        offered = CannedResponse.objects.offered_for(*subjects)
        self.fields["reason"].queryset = offered.filter(action__in=["send_back", "reject"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if self.verb in CannedResponseAction.values and not (
            data.get("note") or data.get("reason")
        ):
            self.add_error("note", _("Say why: the submitters need to know what to do."))
        return data

    def reason_for(self, item: ModeratedModel) -> dict[str, str]:
        """Return the arguments of ModeratedModel.decide, in the language of the submitter."""
        response, note = self.cleaned_data["reason"], self.cleaned_data["note"]
        if response is None:
            return {"note": note, "field": ""}
        text = response.text(language_of(item))
        return {"note": f"{text}\n\n{note}".strip(), "field": response.field}
