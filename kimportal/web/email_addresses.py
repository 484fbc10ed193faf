"""One spelling for each email address, so that limits, accounts and invitations count it once."""

import unicodedata

#: Longest address that a mail server accepts (RFC 5321).
MAX_LENGTH = 254


def canonical_email(text: str | None) -> str:
    """Return the address as it is stored and compared: NFKC, casefold, domain in IDNA's ASCII.

    `ſari@ＢÜCHER.example` and `sari@xn--bcher-kva.example` reach the same mailbox: Django sends to
    the ASCII form too. What is no address is only folded, for the validator to refuse.
    """
    text = (text or "").strip()
    if len(text) > MAX_LENGTH:
        return text
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()
    local, at, domain = folded.rpartition("@")
    if not at or domain.isascii():
        return folded
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return folded
