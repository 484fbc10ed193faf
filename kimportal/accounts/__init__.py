"""Accounts: what the portal adds to allauth."""
