from kimportal.admin.letters import LetterAdmin
from kimportal.admin.memory import DecisionAdmin
from kimportal.admin.people import PersonAdmin
from kimportal.admin.reasons import ReasonAdmin

__all__ = ["DecisionAdmin", "LetterAdmin", "PersonAdmin", "ReasonAdmin"]
