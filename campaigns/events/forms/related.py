"""The fields of a report that depend on its event: photos, speakers, materials, checklist."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.coverage.disclosure_control import SPLIT
from campaigns.events.forms.fields import HeadCountField
from campaigns.events.models.photo import MAX_PHOTOS
from campaigns.materials.models.material import Material
from kimportal.ui.fields import SingleLineField, is_key

MOST_SPEAKERS = 6
MOST_OFFERED = 20
MOST_KEPT = 2 * MAX_PHOTOS  # offered at once: those stored and those chosen anew


class RelatedFields:
    """Needs `event`, `kept_photos` and `brought` on the form."""

    def _kept(self, kept):
        """Photos the report has so far, with those an unfinished attempt has stored already."""
        keys = [photo for photo, _caption in self.initial.get("photos") or []]
        tried = [*kept, *(self.data.getlist("kept") if self.is_bound else [])]
        keys += [int(key) for key in tried[:MOST_KEPT] if is_key(key)]
        return list(self.event.photos.filter(pk__in=keys))

    def _offer_checklist(self):
        lines = self.event.campaign.checklist if self.event.campaign else []
        if not lines:
            del self.fields["health_checks"]
        else:
            self.fields["health_checks"].choices = [(line, line) for line in lines]

    def _offer_speakers(self):
        known = list(self.initial.get("speakers") or [])
        for number in range(min(MOST_SPEAKERS, len(known) + 2)):
            name, institution = known[number] if number < len(known) else ("", "")
            self.fields[f"speaker_{number}"] = SingleLineField(
                label=_("Speaker: name"), max_length=120, required=False, initial=name
            )
            self.fields[f"speaker_{number}_of"] = SingleLineField(
                label=_("… and institution"), max_length=160, required=False, initial=institution
            )

    def _offer_copies(self):
        for row in self.brought:
            self.fields[f"copies_{row.material_id}"] = HeadCountField(
                label=_("Copies handed out: %(title)s") % {"title": row.material.title},
                required=False,
                initial=row.copies,
            )

        rest = Material.objects.listed().exclude(pk__in=[row.material_id for row in self.brought])
        newest = list(rest.newest_first().values_list("pk", flat=True)[:MOST_OFFERED])
        self.fields["also_used"].queryset = Material.objects.filter(pk__in=newest).newest_first()

    def _offer_captions(self):
        for photo in self.kept_photos:
            self.fields[f"caption_{photo.pk}"] = SingleLineField(
                label=_("Caption"), max_length=200, required=False, initial=photo.caption
            )
            self.fields[f"remove_{photo.pk}"] = forms.BooleanField(
                label=_("Remove this photo"), required=False
            )

    # -- for the page

    @property
    def photo_fields(self):
        return [(p, self[f"caption_{p.pk}"], self[f"remove_{p.pk}"]) for p in self.kept_photos]

    @property
    def speaker_fields(self):
        names = [n for n in range(MOST_SPEAKERS) if f"speaker_{n}" in self.fields]
        return [(self[f"speaker_{n}"], self[f"speaker_{n}_of"]) for n in names]

    @property
    def copy_fields(self):
        return [self[f"copies_{row.material_id}"] for row in self.brought]

    @property
    def has_materials(self):
        return bool(self.brought) or self.stands_out("also_used")

    @property
    def has_numbers(self):
        return self.stands_out(*SPLIT)

    @property
    def has_speakers(self):
        return self.stands_out(*(f"speaker_{n}" for n in range(MOST_SPEAKERS)))

    @property
    def has_words(self):
        return self.stands_out("questions", "follow_up", "links")
