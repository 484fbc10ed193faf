"""The identifiers of open data and API, each with its name in both languages."""

from django.conf import settings
from django.utils import translation

from campaigns.coverage.models import Dimension
from campaigns.elections.models import Campaign, Language, Pillar, Setting
from campaigns.events.models.event import Mode
from campaigns.materials.models.kinds import Licence, MaterialKind
from groups.kim.models import ActivityBasis
from groups.regions.models import Kind

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def choices(enumeration):
    """Return a function that yields (code, name, name in English) of a TextChoices."""

    def rows():
        for value, label in enumeration.choices:
            names = []
            for language in LANGUAGES:
                with translation.override(language):
                    names.append(str(label))
            yield value, *names

    return rows


def lookup(model):
    """Return a function that yields the rows of a LookupModel."""
    return lambda: model.objects.values_list("slug", "name", "name_en")


def programmes():
    for slug, name in Campaign.objects.live().order_by("slug").values_list("slug", "name"):
        yield slug, name, name


CODE_LISTS = {
    "bahasa": lookup(Language),
    "bidang": choices(ActivityBasis),
    "cara": choices(Mode),
    "dimensi": choices(Dimension),
    "jenis-materi": choices(MaterialKind),
    "jenis-wilayah": choices(Kind),
    "lisensi": choices(Licence),
    "pilar": lookup(Pillar),
    "program": programmes,
    "tempat": lookup(Setting),
}


def code_list_rows():
    """Return the rows of every list: (list, code, name, name in English)."""
    return [(name, *row) for name, rows in CODE_LISTS.items() for row in rows()]
