"""The register of KIM as a file for staff."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.kim.models import Group
from kimportal.exports.export import Export, person_of, state_label

GROUPS = Export(
    name="kim",
    rows=Group.objects.select_related("region", "submitted_by"),
    columns=(
        (_("address"), attrgetter("slug")),
        (_("name"), attrgetter("name")),
        (_("state"), state_label),
        (_("since"), attrgetter("state_since")),
        (_("region code"), attrgetter("region_id")),
        (_("region"), attrgetter("region.path")),
        (_("founded"), attrgetter("founded")),
        (_("activity basis"), attrgetter("activity_basis")),
        (_("kim.id number"), attrgetter("kim_id_number")),
        (_("decree number"), attrgetter("decree_number")),
        (_("decree date"), attrgetter("decree_date")),
        (_("valid until"), attrgetter("decree_valid_until")),
        (_("verified"), attrgetter("verified_at")),
        (_("data confirmed"), attrgetter("last_confirmed_at")),
        (pgettext_lazy("date", "imported"), attrgetter("imported_at")),
        (_("website"), attrgetter("website")),
    ),
    personal=(
        (_("secretariat address"), attrgetter("address")),
        (_("contact person"), attrgetter("contact_name")),
        (_("contact phone"), attrgetter("contact_phone")),
        (_("contact e-mail"), attrgetter("contact_email")),
        (_("signer's name"), attrgetter("decree_signer_name")),
        (_("submitted by"), person_of("submitted_by", "name")),
    ),
)
