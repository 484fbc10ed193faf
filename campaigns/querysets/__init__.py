from campaigns.querysets.campaign import CampaignQuerySet
from campaigns.querysets.event import EventMaterialQuerySet, EventQuerySet, PhotoQuerySet
from campaigns.querysets.material import (
    DownloadQuerySet,
    MaterialFileQuerySet,
    MaterialQuerySet,
)

__all__ = [
    "CampaignQuerySet",
    "DownloadQuerySet",
    "EventMaterialQuerySet",
    "EventQuerySet",
    "MaterialFileQuerySet",
    "MaterialQuerySet",
    "PhotoQuerySet",
]
