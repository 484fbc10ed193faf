"""What an export took away, found again from what the memory tells of it."""

from kimportal.audit.models import Action
from kimportal.exports.export import exports
from kimportal.exports.filters import ExportSelection
from kimportal.moderation.states import State


def exported_people(audit_event, target_type):
    """Whether this act took away, or fetched, a table of this kind with its columns on persons."""
    return (
        audit_event.target_type == target_type
        and audit_event.action in {Action.EXPORT, Action.LOOK}
        and bool(audit_event.changes.get("personal"))
    )


def exported_rows(audit_event):
    """The rows of that table as they are now, within the reach the export had."""
    [export] = (e for e in exports().values() if is_of(e, audit_event.target_type))
    reached = export.rows.within_jurisdiction(audit_event.changes.get("regions", []))
    rows = ExportSelection(**audit_event.changes.get("filter", {})).apply(export, reached)
    return rows.exclude(state=State.DRAFT) if export.has_states else rows


def is_of(export, target_type):
    return export.rows.model._meta.label_lower == target_type
