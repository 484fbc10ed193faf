"""Contacts of the settings, as links."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    """Whom to turn to: the address to open, and how it is written."""

    url: str
    text: str


def contact_of(value: str) -> Contact:
    """Return the Contact of an email address, or of an address with https:, mailto: or tel:."""
    if "@" in value and ":" not in value:
        return Contact(f"mailto:{value}", value)
    return Contact(value, value.partition(":")[2].removeprefix("//").rstrip("/"))
