"""What an export took away, found again from what the memory tells of it."""

from kimportal.audit.models import Act
from kimportal.exports.export import exports
from kimportal.exports.filters import Piece
from kimportal.moderation.states import State
from kimportal.web.region_codes import within_any


def took_persons(decision, thing_type):
    """Whether this act took away, or fetched, a table of this kind with its columns on persons."""
    return (
        decision.thing_type == thing_type
        and decision.act in {Act.EXPORT, Act.LOOK}
        and bool(decision.changes.get("personal"))
    )


def rows_taken(decision):
    """The rows of that table as they are now, within the reach the export had."""
    [export] = (e for e in exports().values() if is_of(e, decision.thing_type))
    reach = within_any(decision.changes.get("regions", []), field=export.region)
    rows = Piece(**decision.changes.get("filter", {})).of(export, export.rows.filter(reach))
    return rows.exclude(state=State.DRAFT) if export.has_states else rows


def is_of(export, thing_type):
    return export.rows.model._meta.label_lower == thing_type
