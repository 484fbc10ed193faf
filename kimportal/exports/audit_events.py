"""The export of the audit log."""

from operator import attrgetter, methodcaller

from django.utils.translation import gettext_lazy as _

from kimportal.audit.models import AuditEvent
from kimportal.exports.export import Export, person_of

AUDIT_EVENTS = Export(
    name="keputusan",
    rows=AuditEvent.objects.select_related("by"),
    region="region_code",
    moment="at",
    has_states=False,
    columns=(
        (_("when"), attrgetter("at")),
        (_("act"), methodcaller("get_action_display")),
        (_("kind"), attrgetter("target_type")),
        (_("key"), attrgetter("target_id")),
        (_("thing"), attrgetter("target_repr")),
        (_("region code"), attrgetter("region_code")),
        (_("before"), attrgetter("before")),
        (_("after"), attrgetter("after")),
        (_("about the field"), attrgetter("field")),
        (_("note"), attrgetter("note")),
        (_("request"), attrgetter("request_id")),
    ),
    personal=((_("by"), person_of("by", "name")), (_("e-mail"), person_of("by", "email"))),
)
