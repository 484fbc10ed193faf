"""The models of this app, imported here for Django; each lives in its noun's package."""

from campaigns.coverage.models import Dimension, EventStats
from campaigns.elections.models import (
    Campaign,
    Election,
    ElectionFact,
    ElectionKind,
    Language,
    Pillar,
    Setting,
)
from campaigns.events.models.event import Mode, OutreachEvent
from campaigns.events.models.photo import EventPhoto
from campaigns.events.models.receipt import IdempotencyConflict, SubmissionReceipt
from campaigns.events.models.related import EventMaterial, Speaker
from campaigns.materials.models.files import Download, FileRole, MaterialFile, Rendition
from campaigns.materials.models.kinds import Licence, MaterialKind
from campaigns.materials.models.material import Material
from campaigns.verification.models import OfficerCard

__all__ = [
    "Campaign",
    "Dimension",
    "Download",
    "Election",
    "ElectionFact",
    "ElectionKind",
    "EventMaterial",
    "EventPhoto",
    "EventStats",
    "FileRole",
    "IdempotencyConflict",
    "Language",
    "Licence",
    "Material",
    "MaterialFile",
    "MaterialKind",
    "Mode",
    "OfficerCard",
    "OutreachEvent",
    "Pillar",
    "Rendition",
    "Setting",
    "Speaker",
    "SubmissionReceipt",
]
