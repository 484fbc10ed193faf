"""The staff site's windows on this app: one file a noun, each registered by being imported here."""
