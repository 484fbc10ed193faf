from campaigns.querysets.campaign import CampaignQuerySet
from campaigns.querysets.event import EventQuerySet, PhotoQuerySet
from campaigns.querysets.material import (
    DownloadQuerySet,
    MaterialFileQuerySet,
    MaterialQuerySet,
)

__all__ = [
    "CampaignQuerySet",
    "DownloadQuerySet",
    "EventQuerySet",
    "MaterialFileQuerySet",
    "MaterialQuerySet",
    "PhotoQuerySet",
]
