"""Validation of names of people and KIM: no web address, and no imitation of one.

Outsiders can choose the names that strangers read, so a name must not be a link (issue 13: a draft
KIM was called "Akun … diblokir! Buka https://…").
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Top-level domains in common use. Shorter than the official list on purpose: "S.Ag",
#: "M.Si", "Moh.Al" and "Drs.La Ode" are degrees and names.
ENDINGS = (
    "ai app asia bet bid biz blog cam casino cc cf chat click cloud club co com dev digital "
    "email eu file fun ga games gg gl gov gq group icu id im info ink io jp kr life link "
    "live lol ly mba me ml mobi my name net news ng nl nu one online ooo org page ph pro pw qr ru "
    "rest run sbs sg shop site space store support tel tk to today top tr tube tv uk us vc vip win "
    "work world ws wtf xin xxx xyz zip"
).split()
#: Spellings in place of a dot: "bri[.]com", "bri(dot)com", "bri titik com".
WRITTEN_DOT = r"(?:\s*[\[({<]\s*(?:\.|dot|titik)\s*[\])}>]\s*|\s+(?:dot|titik)\s+)"
#: At least two letters before the dot, so that degrees (S.H., M.Kom) do not match; or a known short
#: link. After a dot and a space an ending is a name ("Drs. La Ode"), except the commonest ones.
DOMAIN = re.compile(
    r"(?<![a-z0-9])(?:"
    rf"[a-z0-9-]{{2,63}}(?:\s*\.|{WRITTEN_DOT})(?:{'|'.join(ENDINGS)})"
    r"|[a-z0-9-]{2,63}\s*\.\s+(?:com|net|org|id|xyz|info|www)"
    rf"|[ts](?:\s*\.|{WRITTEN_DOT})(?:me|co|id)"
    r")(?![a-z0-9'])"
)
SCHEME = re.compile(r"[a-z]{2,12}\s*:\s*/|//|\\\\|(?<![a-z0-9])www\s*\.|@")
#: Characters that look like a dot or a slash and that NFKC does not change.
LOOKALIKES = str.maketrans(
    dict.fromkeys("·•∙⋅・･᛫‧ꓸ。｡⸱٠۰", ".") | dict.fromkeys("⁄∕⧸╱／", "/") | {"ꓽ": ":", "∶": ":"}
)
#: Alphabets with letters that look Latin; Indonesian names need none of them.
LOOKALIKE_ALPHABETS = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
#: Names are shorter; only so much is searched.
MAX_LENGTH = 200


def validate_name(value: str) -> None:
    """Refuse a name with a web address, an e-mail address, or letters that imitate Latin ones."""
    text = value[:MAX_LENGTH]
    if any(_looks_latin(char) for char in text if not char.isascii()):
        raise ValidationError(
            _("Write the name in Latin letters; some of these only look like them."),
            code="lookalike",
        )
    if _contains_address(text):
        raise ValidationError(
            _("Write only the name, without any web or e-mail address."), code="address"
        )


def _looks_latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith(LOOKALIKE_ALPHABETS)


def _contains_address(text: str) -> bool:
    folded = unicodedata.normalize("NFKD", text.translate(LOOKALIKES)).casefold()
    plain = "".join(
        char for char in folded if unicodedata.category(char) not in {"Mn", "Cf"}
    ).translate(LOOKALIKES)
    return bool(SCHEME.search(plain) or DOMAIN.search(plain))
