"""Where a false message can be reported or looked up (shared facts: DOMAIN.md, notes 59 and 60)."""

from django.utils.translation import gettext_lazy as _

#: (address, name, what it does)
HOAX_CHANNELS = [
    ("https://aduankonten.id/", "aduankonten.id", _("The ministry’s desk for harmful content")),
    ("https://bawaslu.go.id/", "Bawaslu", _("Violations in an election")),
    ("https://cekfakta.com/", "cekfakta.com", _("Fact checks by newsrooms")),
]
