from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from campaigns.coverage.disclosure_control import SPLIT
from campaigns.events.flags import most_usual
from campaigns.events.forms.fields import HeadCountField, LinksField
from campaigns.events.forms.related import MOST_SPEAKERS, RelatedFields
from campaigns.events.forms.shared import NeutralityDeclaration, ReviewFeedback
from campaigns.events.models.event import Mode
from campaigns.events.models.photo import MAX_PHOTOS, MAX_STORED_PHOTOS
from campaigns.materials.models.material import Material
from kimportal.ui.fields import MultiLineField, SingleLineField, SmallModelMultipleChoiceField
from kimportal.uploads.fields import PicturesField

REPORT = (
    "attendance men women first_time_voters with_disability story questions follow_up "
    "health_checks links speakers materials photos reported_at"
).split()


class ReportForm(RelatedFields, ReviewFeedback, NeutralityDeclaration, forms.Form):
    """How it was: the number, the photos and a sentence; everything else invites."""

    attendance = HeadCountField(label=_("How many people were there?"))
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
    story = MultiLineField(
        label=_("What happened, in a sentence or more?"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    men = HeadCountField(label=_("Men"), required=False)
    women = HeadCountField(label=_("Women"), required=False)
    first_time_voters = HeadCountField(label=_("First-time voters"), required=False)
    with_disability = HeadCountField(label=_("People with a disability"), required=False)
    health_checks = forms.MultipleChoiceField(
        label=_("Health checklist"), required=False, widget=forms.CheckboxSelectMultiple
    )
    also_used = SmallModelMultipleChoiceField(
        Material.objects.none(),
        label=_("Other materials you used"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    questions = MultiLineField(
        label=_("Questions and rumours you heard"),
        max_length=3000,
        required=False,
        help_text=_("Read by staff only, never public. Please write no names."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    follow_up = MultiLineField(
        label=_("What comes next?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    links = LinksField(
        label=_("Links"),
        required=False,
        max_length=3000,
        help_text=_("One a line: news, video, post."),
    )

    def __init__(self, *args, event, kept=(), **kwargs):
        """`kept`: keys of photos that were stored with a form not sent yet."""
        self.event = event
        super().__init__(*args, **kwargs)
        self.kept_photos = self._kept(kept)
        self.brought = list(event.handed_out.select_related("material"))
        if event.mode == Mode.MEDIA:
            self.fields["attendance"].required = False
        self._offer_checklist()
        self._offer_speakers()
        self._offer_copies()
        self._offer_captions()
        self.fields["attendance"].widget.attrs["data-usual"] = most_usual(
            event.setting, event.region, event.mode
        )
        self.fields["photos"].widget.attrs |= {
            "data-photos": MAX_PHOTOS,
            "data-photos-label": _("Photo"),
            "data-photos-remove": _("Remove"),
            "data-photos-limit": _("At most eight photos; remove one first."),
        }

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
        staying = [p for p in self.kept_photos if not data.get(f"remove_{p.pk}")]
        if len(new) + len(staying) > MAX_PHOTOS:
            self.add_error("photos", _("At most eight photos; remove one first."))
        elif new and len(new) + self.event.photos.count() > MAX_STORED_PHOTOS:
            self.add_error(
                "photos", _("This event holds too many photos already. Send it without new ones.")
            )
        unagreed = new or [p for p in staying if not p.has_consent]
        if unagreed and not data.get("photos_consent"):
            self.add_error("photos_consent", _("Please ask those shown, then tick this."))

    # -- what comes out

    def values(self, added=()):
        """The cleaned report as an event's plain values; `added` are photos just stored."""
        data = self.cleaned_data
        staying = [
            [photo.pk, data[f"caption_{photo.pk}"]]
            for photo in self.kept_photos
            if not data[f"remove_{photo.pk}"]
        ]
        staying += [[p.pk, p.caption] for p in added if p.pk not in {k for k, _c in staying}]
        return {
            **{
                name: data[name]
                for name in ("attendance", *SPLIT, "story", "questions", "follow_up")
            },
            "links": data["links"],
            "health_checks": data.get("health_checks", []),
            "speakers": self._speakers(),
            "materials": [
                *([row.material_id, data[f"copies_{row.material_id}"]] for row in self.brought),
                *([material.pk, None] for material in data["also_used"]),
            ],
            "photos": staying,
            "reported_at": (self.event.reported_at or timezone.now()).isoformat(),
        }

    def _speakers(self):
        numbers = range(MOST_SPEAKERS)
        rows = [
            [self.cleaned_data.get(f"speaker_{n}"), self.cleaned_data.get(f"speaker_{n}_of") or ""]
            for n in numbers
        ]
        return [row for row in rows if row[0]]
