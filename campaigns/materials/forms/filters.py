from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.elections.models import Campaign, Language, Pillar
from campaigns.materials.models.kinds import MaterialKind
from kimportal.ui.fields import SlugChoiceField
from kimportal.ui.template_tags import number
from kimportal.web.pagination import MAX_ROWS, count_up_to
from kimportal.web.search import MAX_QUERY_LENGTH


class MaterialFilter(forms.Form):
    """What /materi/ may be asked: ?q=&pilar=&jenis=&bahasa=&program="""

    q = forms.CharField(
        label=_("Search materials"), required=False, max_length=MAX_QUERY_LENGTH, empty_value=""
    )
    # Chosen by its chips; here only so that a search keeps it.
    pilar = SlugChoiceField(Pillar.objects.all(), label=_("Pillar"), widget=forms.HiddenInput)
    jenis = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *MaterialKind.choices]
    )
    bahasa = SlugChoiceField(Language.objects.all(), label=_("Language"))
    program = SlugChoiceField(Campaign.objects.live(), label=_("Programme"))

    def narrow(self, materials):
        """The materials asked for; what cannot be understood is said by the form, not guessed."""
        self.is_valid()
        asked = self.cleaned_data
        self.found = materials.search(asked.get("q"))
        materials = self.found.about(asked["pilar"]) if asked.get("pilar") else self.found
        facts = {"kind": "jenis", "language": "bahasa", "campaign": "program"}
        return materials.filter(**{f: asked[name] for f, name in facts.items() if asked.get(name)})

    def count(self, narrowed):
        """(how many, whether there are more), and beside each choice how many it would leave.

        Among more than MAX_ROWS that the search alone finds, the choices stay without numbers:
        an exact number would cost more the more there are.
        """
        if count_up_to(self.found, MAX_ROWS)[1]:
            return count_up_to(narrowed)
        facets = self.found.facets()
        asked = {name: getattr(value, "slug", value) for name, value in self.cleaned_data.items()}
        total, self.counts = facets.among(asked)
        for name in ("jenis", "bahasa", "program"):
            self.fields[name].choices = list(self.with_counts(name, asked.get(name)))
        return total, False

    def with_counts(self, name, chosen):
        """The choices that lead anywhere, each with its number; the chosen one stays."""
        counts = self.counts[name]
        for value, label in self.fields[name].choices:
            slug = str(value)
            if not slug:
                yield "", label
            elif counts[slug] or slug == chosen:
                yield slug, f"{label} ({number(counts[slug])})"

    @property
    def pillars(self):
        """[(pillar, how many it would leave, or None)] for the chips."""
        counts = getattr(self, "counts", None)
        return [(p, counts and counts["pilar"][p.slug]) for p in Pillar.objects.all()]

    @property
    def active(self):
        """How many of the folded filters are set."""
        return sum(bool(self.cleaned_data.get(name)) for name in ("jenis", "bahasa", "program"))
