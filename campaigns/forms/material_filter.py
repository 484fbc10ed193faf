from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Language, MaterialKind, Pillar
from kimportal.search import LONGEST_QUERY


def choice(queryset, label):
    """A list to choose one from by its key, as it stands in the address."""
    return forms.ModelChoiceField(
        queryset, label=label, required=False, to_field_name="slug", empty_label=_("All")
    )


class MaterialFilter(forms.Form):
    """What /materi/ may be asked: ?q=&pilar=&jenis=&bahasa=&program="""

    q = forms.CharField(
        label=_("Search materials"), required=False, max_length=LONGEST_QUERY, empty_value=""
    )
    pilar = choice(Pillar.objects.all(), _("Pillar"))
    jenis = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *MaterialKind.choices]
    )
    bahasa = choice(Language.objects.all(), _("Language"))
    program = choice(Campaign.objects.live(), _("Programme"))

    def narrow(self, materials):
        """The materials asked for; what cannot be understood is said by the form, not guessed."""
        self.is_valid()
        asked = self.cleaned_data
        materials = materials.search(asked.get("q"))
        if asked.get("pilar"):
            materials = materials.about(asked["pilar"])
        facts = {"kind": "jenis", "language": "bahasa", "campaign": "program"}
        return materials.filter(**{f: asked[name] for f, name in facts.items() if asked.get(name)})

    @property
    def searched(self):
        return bool(self.cleaned_data.get("q"))

    @property
    def active(self):
        """How many filters besides the search are set."""
        names = ("pilar", "jenis", "bahasa", "program")
        return sum(bool(self.cleaned_data.get(name)) for name in names)
