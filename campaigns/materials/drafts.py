"""The forms of materials whose unsent input is kept."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimportal.drafts.kinds import SLUG_KEY, FormKind


def new_page(key):
    """Return the URL on which a material is begun, or the translation of the one with this slug."""
    url = reverse("material_new")
    return f"{url}?dari={key}" if key else url


MATERIAL_FORMS = [
    FormKind("material_new", _("Make a material"), new_page, key=f"({SLUG_KEY})?"),
    FormKind(
        "material", _("Material"), lambda key: reverse("material_edit", args=[key]), key=SLUG_KEY
    ),
    FormKind(
        "material_withdraw",
        _("Withdraw a material"),
        lambda key: reverse("material_own", args=[key]),
        key=SLUG_KEY,
    ),
]
