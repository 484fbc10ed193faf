from django.db.models import F, Value, prefetch_related_objects
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.events.similar_photos import similar_photos
from campaigns.materials import rules
from campaigns.materials.image_sources import STEPS, picture
from campaigns.materials.models.files import MaterialFile
from campaigns.materials.models.material import Material
from kimportal.moderation.adapters import ModerationAdapter, SimilarItem
from kimportal.ui.template_tags import clock, day


class MaterialAdapter(ModerationAdapter):
    """Moderation of materials: are they true, neutral and accessible?"""

    model = Material
    template = "campaigns/materials/_review.html"
    order = 20
    region = "group__region__code"
    place = F("group__region__path")
    origin = Coalesce(F("group__name"), NullIf(F("publisher"), Value("")))
    campaign = "campaign"
    searched_columns = {**ModerationAdapter.searched_columns, "campaign__name__icontains": str}
    related = ("group__region", "campaign", "language", "submitted_by", "supersedes")
    fields = (
        "title",
        "summary",
        "body",
        "pillars",
        "language",
        "source",
        "licence",
        "alt_text",
        "transcript",
        "share_caption",
        "files",
    )
    field_labels = {"files": gettext_lazy("files")}
    withdrawal_note_help = gettext_lazy("The public reads this wherever the code is checked.")

    def approved_text(self, item):
        if not item.is_scheduled:
            return super().approved_text(item)
        moment = {"day": day(item.published_at), "time": clock(item.published_at)}
        text = _("“%(title)s” is approved and will be published on %(day)s, %(time)s.")
        return text % {"title": item, **moment}

    def may_review(self, person, item):
        return rules.may_review(person, item)

    def may_withdraw(self, person, item):
        return rules.may_withdraw(person, item)

    def context(self, item):
        return {"files": item.files.all(), "pillars": item.pillars.all()}

    def similar_items(self, person, item):
        """Return materials overseen by this person with perceptually similar pictures."""
        others = MaterialFile.objects.filter(material__in=self.overseen_by(person)).exclude(
            material__family=item.family
        )
        pairs = similar_photos(item.files.all(), others, "material")
        prefetch_related_objects([file for pair in pairs for file in pair], "renditions")
        pair_of = {theirs.material: (ours, theirs) for ours, theirs in pairs}
        return [
            SimilarItem(
                material, _("a picture looks alike"), [thumbnail_url(file) for file in pair]
            )
            for material, pair in pair_of.items()
        ]


def thumbnail_url(file):
    """Return the URL of its smallest picture."""
    return picture(file, alt="", steps=STEPS[:1])["src"]
