from kimportal.models.decision import Act, Decision
from kimportal.models.letter import Letter
from kimportal.models.person import CONSENT_VERSION, Consent, Person, Role
from kimportal.models.proposal import Proposal
from kimportal.models.reviewed import Reviewed

__all__ = [
    "CONSENT_VERSION",
    "Act",
    "Consent",
    "Decision",
    "Letter",
    "Person",
    "Proposal",
    "Reviewed",
    "Role",
]
