"""The staff site's windows on this app: one file a noun, each registered by being imported here."""

from campaigns.admin import election, event, material

__all__ = ["election", "event", "material"]
