"""The models of this app, imported here for Django; each lives in its capability's package."""

from kimportal.accounts.models import CONSENT_VERSION, Consent, Person, Role
from kimportal.audit.models import Action, AuditEvent
from kimportal.drafts.models import FormDraft
from kimportal.exports.models import ExportJob
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.models import (
    CannedResponse,
    CannedResponseAction,
    ModeratedModel,
    Note,
    SavedView,
)

__all__ = [
    "CONSENT_VERSION",
    "Action",
    "AuditEvent",
    "CannedResponse",
    "CannedResponseAction",
    "ChangeRequest",
    "Consent",
    "ExportJob",
    "FormDraft",
    "ModeratedModel",
    "Note",
    "OutgoingEmail",
    "Person",
    "Role",
    "SavedView",
]
