from campaigns.querysets.campaign import CampaignQuerySet

__all__ = ["CampaignQuerySet"]
