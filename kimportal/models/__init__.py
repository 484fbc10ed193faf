from kimportal.models.decision import Act, Decision
from kimportal.models.export_job import ExportJob
from kimportal.models.letter import Letter
from kimportal.models.note import Note
from kimportal.models.person import CONSENT_VERSION, Consent, Person, Role
from kimportal.models.proposal import Proposal
from kimportal.models.reason import Reason, ReasonAct
from kimportal.models.reviewed import Reviewed
from kimportal.models.saved_view import SavedView

__all__ = [
    "CONSENT_VERSION",
    "Act",
    "Consent",
    "Decision",
    "ExportJob",
    "Letter",
    "Note",
    "Person",
    "Proposal",
    "Reason",
    "ReasonAct",
    "Reviewed",
    "Role",
    "SavedView",
]
