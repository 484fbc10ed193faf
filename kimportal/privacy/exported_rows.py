"""The rows that an export contained, reconstructed from its audit event."""

from typing import Any

from django.db.models import QuerySet

from kimportal.audit.models import Action, AuditEvent
from kimportal.exports.export import Export, exports
from kimportal.exports.filters import ExportSelection
from kimportal.moderation.states import State


def exported_people(audit_event: AuditEvent, target_type: str) -> bool:
    """Return whether a table of this model was exported or downloaded with personal columns."""
    return (
        audit_event.target_type == target_type
        and audit_event.action in {Action.EXPORT, Action.LOOK}
        and bool(audit_event.changes.get("personal"))
    )


def exported_rows(audit_event: AuditEvent) -> QuerySet[Any]:
    """Return the exported rows as they are now, within the regions of the export."""
    [export] = (e for e in exports().values() if is_of(e, audit_event.target_type))
    rows = export.rows.within_jurisdiction(audit_event.changes.get("regions", []))
    rows = ExportSelection(**audit_event.changes.get("filter", {})).apply(export, rows)
    return rows.exclude(state=State.DRAFT) if export.has_states else rows


def is_of(export: Export, target_type: str) -> bool:
    """Return whether the export is of the model with this label."""
    return export.rows.model._meta.label_lower == target_type
