"""The models of this app, imported here for Django; each lives in its capability's package."""

from kimportal.accounts.models import CONSENT_VERSION, Consent, Person, Role
from kimportal.audit.models import Act, Decision
from kimportal.exports.models import ExportJob
from kimportal.mail.models import Letter
from kimportal.moderation.models import Note, Proposal, Reason, ReasonAct, Reviewed, SavedView

__all__ = [
    "Act",
    "CONSENT_VERSION",
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
