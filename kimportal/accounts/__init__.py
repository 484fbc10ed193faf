"""Accounts: what we add to allauth, one noun a file."""
