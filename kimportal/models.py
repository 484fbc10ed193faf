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
from kimportal.offline.models import ArrivingFile, FilePiece
from kimportal.transparency_log.models import LogCheckpoint, LogEntry, LogTile

__all__ = [
    "CONSENT_VERSION",
    "Action",
    "ArrivingFile",
    "AuditEvent",
    "CannedResponse",
    "CannedResponseAction",
    "ChangeRequest",
    "Consent",
    "ExportJob",
    "FilePiece",
    "FormDraft",
    "LogCheckpoint",
    "LogEntry",
    "LogTile",
    "ModeratedModel",
    "Note",
    "OutgoingEmail",
    "Person",
    "Role",
    "SavedView",
]
