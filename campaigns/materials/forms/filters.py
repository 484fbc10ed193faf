from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.elections.models import Campaign, Language, Pillar
from campaigns.materials.models.kinds import MaterialKind
from kimportal.ui.fields import SlugChoiceField
from kimportal.ui.template_tags import number
from kimportal.web.pagination import MAX_ROWS, count_up_to
from kimportal.web.search import MAX_QUERY_LENGTH


class MaterialFilter(forms.Form):
    """Filters of /materi/: ?q=&pilar=&jenis=&bahasa=&program=."""

    q = forms.CharField(
        label=_("Search materials"), required=False, max_length=MAX_QUERY_LENGTH, empty_value=""
    )
    # Chosen by its chips; a hidden field so that a search keeps it.
    pilar = SlugChoiceField(Pillar.objects.all(), label=_("Pillar"), widget=forms.HiddenInput)
    jenis = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *MaterialKind.choices]
    )
    bahasa = SlugChoiceField(Language.objects.all(), label=_("Language"))
    program = SlugChoiceField(Campaign.objects.live(), label=_("Programme"))

    def apply(self, materials):
        """Return the materials that match; the form shows errors for invalid values."""
        self.is_valid()
        filters = self.cleaned_data
        self.search_results = materials.search(filters.get("q"))
        materials = self.search_results
        if filters.get("pilar"):
            materials = materials.about(filters["pilar"])
        columns = {"kind": "jenis", "language": "bahasa", "campaign": "program"}
        return materials.filter(
            **{column: filters[name] for column, name in columns.items() if filters.get(name)}
        )

    def count(self, filtered):
        """Return (number, whether there are more); add to each choice how many it would leave.

        If the search alone matches more than MAX_ROWS, the choices get no numbers: exact counts
        would cost more the more there are.
        """
        if count_up_to(self.search_results, MAX_ROWS)[1]:
            return count_up_to(filtered)
        facets = self.search_results.facets()
        selected = {
            name: getattr(value, "slug", value) for name, value in self.cleaned_data.items()
        }
        total, self.counts = facets.count(selected)
        for name in ("jenis", "bahasa", "program"):
            self.fields[name].choices = list(self.with_counts(name, selected.get(name)))
        return total, False

    def with_counts(self, name, chosen):
        """Yield the choices that match something, with their number, and the chosen one."""
        counts = self.counts[name]
        for value, label in self.fields[name].choices:
            slug = str(value)
            if not slug:
                yield "", label
            elif counts[slug] or slug == chosen:
                yield slug, f"{label} ({number(counts[slug])})"

    @property
    def pillars(self):
        """Return [(pillar, how many it would leave, or None)] for the chips."""
        counts = getattr(self, "counts", None)
        return [(p, counts and counts["pilar"][p.slug]) for p in Pillar.objects.all()]

    @property
    def active(self):
        """Return how many of the collapsed filters are set."""
        return sum(bool(self.cleaned_data.get(name)) for name in ("jenis", "bahasa", "program"))
