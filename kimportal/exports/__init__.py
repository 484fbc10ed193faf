"""What staff take away as a file: for each kind of thing its columns. Each app tells its own."""

from kimportal.exports.audit_events import DECISIONS
from kimportal.exports.export import BATCH, Export, export_called, exports, person_of, state_word
from kimportal.exports.filters import Piece

__all__ = [
    "BATCH",
    "DECISIONS",
    "Export",
    "Piece",
    "export_called",
    "exports",
    "person_of",
    "state_word",
]
