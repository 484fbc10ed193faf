from campaigns.models.campaign import Campaign
from campaigns.models.download import Download
from campaigns.models.election import Election, ElectionKind
from campaigns.models.event import Mode, OutreachEvent
from campaigns.models.event_parts import EventMaterial, Speaker
from campaigns.models.kind import Licence, MaterialKind
from campaigns.models.material import Material
from campaigns.models.material_file import FileRole, MaterialFile
from campaigns.models.photo import EventPhoto
from campaigns.models.pillar import Language, Pillar, Setting
from campaigns.models.receipt import OtherContent, Receipt
from campaigns.models.rendition import Rendition
from campaigns.models.tally import Facet, Tally
from campaigns.models.typed import Typed

__all__ = [
    "Campaign",
    "Download",
    "Election",
    "ElectionKind",
    "EventMaterial",
    "EventPhoto",
    "Facet",
    "FileRole",
    "Language",
    "Licence",
    "Material",
    "MaterialFile",
    "MaterialKind",
    "Mode",
    "OtherContent",
    "OutreachEvent",
    "Pillar",
    "Receipt",
    "Rendition",
    "Setting",
    "Speaker",
    "Tally",
    "Typed",
]
