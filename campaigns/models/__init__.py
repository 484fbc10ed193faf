from campaigns.models.campaign import Campaign
from campaigns.models.election import Election, ElectionKind
from campaigns.models.pillar import Language, Pillar, Setting

__all__ = ["Campaign", "Election", "ElectionKind", "Language", "Pillar", "Setting"]
