from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from campaigns.coverage.disclosure_control import SPLIT
from campaigns.events.flags import most_usual
from campaigns.events.forms.fields import HeadCountField, LinksField
from campaigns.events.forms.shared import NeutralityDeclaration, ReviewFeedback, ValuesForm
from campaigns.events.models.event import Mode, OutreachEvent
from campaigns.events.models.photo import MAX_PHOTOS, MAX_STORED_PHOTOS
from campaigns.events.reported_fields import TYPED_COLUMNS
from campaigns.materials.models.material import Material
from kimportal.ui.fields import (
    MultiLineField,
    SingleLineField,
    SmallModelMultipleChoiceField,
    is_key,
)
from kimportal.uploads.fields import PicturesField

MAX_SPEAKERS = 6
MAX_OFFERED = 20
MAX_STORED = 2 * MAX_PHOTOS  # shown at once: photos of the report and of an unsent form


class ReportForm(ReviewFeedback, NeutralityDeclaration, ValuesForm):
    """The report: only the number of people and, with photos, their consent are required."""

    photos = PicturesField(
        label=_("Photos"),
        max_files=MAX_PHOTOS,
        required=False,
        help_text=_("Up to eight, from the camera or the gallery. Place and device are removed."),
    )
    photos_caption = SingleLineField(
        label=_("What do the new photos show?"), max_length=200, required=False
    )
    photos_consent = forms.BooleanField(
        label=_("Those shown agree; for children their parents agree."), required=False
    )
    health_checks = forms.MultipleChoiceField(
        label=_("Health checklist"), required=False, widget=forms.CheckboxSelectMultiple
    )
    also_used = SmallModelMultipleChoiceField(
        Material.objects.none(),
        label=_("Other materials you used"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = OutreachEvent
        fields = (
            *("neutrality", "attendance", "photos", "photos_caption", "photos_consent", "story"),
            *("men", "women", "first_time_voters", "with_disability"),
            *("health_checks", "also_used", "questions", "follow_up", "links"),
        )
        field_classes = {
            "attendance": HeadCountField,
            "story": MultiLineField,
            "men": HeadCountField,
            "women": HeadCountField,
            "first_time_voters": HeadCountField,
            "with_disability": HeadCountField,
            "questions": MultiLineField,
            "follow_up": MultiLineField,
            "links": LinksField,
        }
        widgets = {
            "story": forms.Textarea(attrs={"rows": 3}),
            "questions": forms.Textarea(attrs={"rows": 3}),
            "follow_up": forms.Textarea(attrs={"rows": 2}),
        }
        # Where the form asks a question instead of naming the field.
        labels = {
            "attendance": _("How many people were there?"),
            "story": _("What happened, in a sentence or more?"),
            "questions": _("Questions and rumours you heard"),
            "follow_up": _("What comes next?"),
        }

    def __init__(self, *args, event, stored=(), **kwargs):
        """Accept the keys of photos that were `stored` with an unsent form."""
        self.event = event
        super().__init__(*args, **kwargs)
        self.stored_photos = self._find_photos(stored)
        self.used_materials = list(event.handed_out.select_related("material"))
        self.fields["attendance"].required = event.mode != Mode.MEDIA
        self._add_checklist()
        self._add_speakers()
        self._add_copies()
        self._add_captions()
        self.fields["attendance"].widget.attrs["data-usual"] = most_usual(
            event.setting, event.region, event.mode
        )
        self.fields["photos"].widget.attrs |= {
            "data-photos": MAX_PHOTOS,
            "data-camera": _("Take a photo"),
            "data-photos-label": _("Photo"),
            "data-photos-remove": _("Remove"),
            "data-photos-limit": _("At most eight photos; remove one first."),
        }

    # -- fields that depend on the event

    def _find_photos(self, stored):
        """Return the photos of the report and those stored with an unsent form."""
        keys = [photo for photo, _caption in self.initial.get("photos") or []]
        unsent = [*stored, *(self.data.getlist("kept") if self.is_bound else [])]
        keys += [int(key) for key in unsent[:MAX_STORED] if is_key(key)]
        return list(self.event.photos.filter(pk__in=keys))

    def _add_checklist(self):
        lines = self.event.campaign.checklist if self.event.campaign else []
        if not lines:
            del self.fields["health_checks"]
        else:
            self.fields["health_checks"].choices = [(line, line) for line in lines]

    def _add_speakers(self):
        speakers = list(self.initial.get("speakers") or [])
        for number in range(min(MAX_SPEAKERS, len(speakers) + 2)):
            name, institution = speakers[number] if number < len(speakers) else ("", "")
            self.fields[f"speaker_{number}"] = SingleLineField(
                label=_("Speaker: name"), max_length=120, required=False, initial=name
            )
            self.fields[f"speaker_{number}_of"] = SingleLineField(
                label=_("… and institution"), max_length=160, required=False, initial=institution
            )

    def _add_copies(self):
        for row in self.used_materials:
            self.fields[f"copies_{row.material_id}"] = HeadCountField(
                label=_("Copies handed out: %(title)s") % {"title": row.material.title},
                required=False,
                initial=row.copies,
            )

        rest = Material.objects.listed().exclude(
            pk__in=[row.material_id for row in self.used_materials]
        )
        newest = list(rest.newest_first().values_list("pk", flat=True)[:MAX_OFFERED])
        self.fields["also_used"].queryset = Material.objects.filter(pk__in=newest).newest_first()

    def _add_captions(self):
        for photo in self.stored_photos:
            self.fields[f"caption_{photo.pk}"] = SingleLineField(
                label=_("Caption"), max_length=200, required=False, initial=photo.caption
            )
            self.fields[f"remove_{photo.pk}"] = forms.BooleanField(
                label=_("Remove this photo"), required=False
            )

    # -- checks

    def clean(self):
        data = super().clean()
        total = data.get("attendance")
        for part in SPLIT:
            count = data.get(part)
            if count is not None and total is not None and count > total:
                self.add_error(part, _("This is more than all people present."))
            elif count is not None and total is None and "attendance" not in self.errors:
                self.add_error("attendance", _("Give the number of all people present first."))
                total = 0
        self._check_men_and_women(data, total)
        if parse_datetime(self.event.values_with_changes(["starts"])["starts"]) > timezone.now():
            self.add_error(None, _("This event has not begun yet; report on it afterwards."))
        self._check_photos(data)
        return data

    def _check_men_and_women(self, data, total):
        if set(self.errors) & {"men", "women", "attendance"} or total is None:
            return
        if (data.get("men") or 0) + (data.get("women") or 0) > total:
            self.add_error("women", _("Men and women together are more than all people present."))

    def _check_photos(self, data):
        new = data.get("photos") or []
        remaining = [p for p in self.stored_photos if not data.get(f"remove_{p.pk}")]
        if len(new) + len(remaining) > MAX_PHOTOS:
            self.add_error("photos", _("At most eight photos; remove one first."))
        elif new and len(new) + self.event.photos.count() > MAX_STORED_PHOTOS:
            self.add_error(
                "photos", _("This event holds too many photos already. Send it without new ones.")
            )
        without_consent = new or [p for p in remaining if not p.has_consent]
        if without_consent and not data.get("photos_consent"):
            self.add_error("photos_consent", _("Please ask those shown, then tick this."))

    # -- what comes out

    def values(self, added=()):
        """Return the cleaned report as an event's plain values; `added` are photos just stored."""
        data = self.cleaned_data
        remaining = [
            [photo.pk, data[f"caption_{photo.pk}"]]
            for photo in self.stored_photos
            if not data[f"remove_{photo.pk}"]
        ]
        remaining += [[p.pk, p.caption] for p in added if p.pk not in {k for k, _c in remaining}]
        return {
            **{name: data.get(name, default_of(name)) for name in TYPED_COLUMNS},
            "speakers": self._speakers(),
            "materials": [
                *(
                    [row.material_id, data[f"copies_{row.material_id}"]]
                    for row in self.used_materials
                ),
                *([material.pk, None] for material in data["also_used"]),
            ],
            "photos": remaining,
            "reported_at": (self.event.reported_at or timezone.now()).isoformat(),
        }

    def _speakers(self):
        numbers = range(MAX_SPEAKERS)
        rows = [
            [self.cleaned_data.get(f"speaker_{n}"), self.cleaned_data.get(f"speaker_{n}_of") or ""]
            for n in numbers
        ]
        return [row for row in rows if row[0]]

    # -- for the page

    @property
    def photo_fields(self):
        return [(p, self[f"caption_{p.pk}"], self[f"remove_{p.pk}"]) for p in self.stored_photos]

    @property
    def speaker_fields(self):
        names = [n for n in range(MAX_SPEAKERS) if f"speaker_{n}" in self.fields]
        return [(self[f"speaker_{n}"], self[f"speaker_{n}_of"]) for n in names]

    @property
    def copy_fields(self):
        return [self[f"copies_{row.material_id}"] for row in self.used_materials]

    @property
    def has_materials(self):
        return bool(self.used_materials) or self.stands_out("also_used")

    @property
    def has_numbers(self):
        return self.stands_out(*SPLIT)

    @property
    def has_speakers(self):
        return self.stands_out(*(f"speaker_{n}" for n in range(MAX_SPEAKERS)))

    @property
    def has_texts(self):
        return self.stands_out("questions", "follow_up", "links")


def default_of(name):
    """Return the value of a field that this event's form leaves out."""
    return OutreachEvent._meta.get_field(name).get_default()
