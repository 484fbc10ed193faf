"""What staff take away as a file: for each kind of thing its columns. Each app tells its own."""

from kimportal.exports.audit_events import DECISIONS
from kimportal.exports.export import BATCH, Export, export_named, exports, person_of, state_word
from kimportal.exports.filters import ExportSelection

__all__ = [
    "BATCH",
    "DECISIONS",
    "Export",
    "ExportSelection",
    "export_named",
    "exports",
    "person_of",
    "state_word",
]
