"""Names of people and KIM: plain words, in which no web address and no imitation of one stands.

Names are read by people whom their writers do not know, so a name must not lead anywhere
(issue 13: a draft KIM was called "Akun … diblokir! Buka https://…").
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Endings of addresses that are met here. Shorter than the official list on purpose: "S.Ag",
#: "M.Si", "Moh.Al" and "Drs.La Ode" are degrees and names.
ENDINGS = (
    "ai app asia bet bid biz blog cam casino cc cf chat click cloud club co com dev digital "
    "email eu file fun ga games gg gl gov gq group icu id im info ink io jp kr life link "
    "live lol ly mba me ml mobi my name net news ng nl nu one online ooo org page ph pro pw qr ru "
    "rest run sbs sg shop site space store support tel tk to today top tr tube tv uk us vc vip win "
    "work world ws wtf xin xxx xyz zip"
).split()
#: What is written in place of a dot: "bri[.]com", "bri(dot)com", "bri titik com".
WRITTEN_DOT = r"(?:\s*[\[({<]\s*(?:\.|dot|titik)\s*[\])}>]\s*|\s+(?:dot|titik)\s+)"
#: Two letters at least before the dot, so that degrees (S.H., M.Kom) are none; or a known short
#: address. After a dot and a space an ending is a name ("Drs. La Ode"), but for the plainest ones.
DOMAIN = re.compile(
    r"(?<![a-z0-9])(?:"
    rf"[a-z0-9-]{{2,63}}(?:\s*\.|{WRITTEN_DOT})(?:{'|'.join(ENDINGS)})"
    r"|[a-z0-9-]{2,63}\s*\.\s+(?:com|net|org|id|xyz|info|www)"
    rf"|[ts](?:\s*\.|{WRITTEN_DOT})(?:me|co|id)"
    r")(?![a-z0-9'])"
)
SCHEME = re.compile(r"[a-z]{2,12}\s*:\s*/|//|\\\\|(?<![a-z0-9])www\s*\.|@")
#: Signs that look like a dot or a slash and that NFKC leaves alone.
LOOKALIKE_SIGNS = str.maketrans(
    dict.fromkeys("·•∙⋅・･᛫‧ꓸ。｡⸱٠۰", ".") | dict.fromkeys("⁄∕⧸╱／", "/") | {"ꓽ": ":", "∶": ":"}
)
#: Alphabets whose letters pass for Latin ones; Indonesian names need none of them.
IMITATING = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU")
#: Longer text is no name; nothing is searched in it.
LONGEST = 200


def validate_name(value):
    """Refuse a name with a web address, an e-mail address, or letters that imitate Latin ones."""
    text = value[:LONGEST]
    if any(_imitates(letter) for letter in text if not letter.isascii()):
        raise ValidationError(
            _("Write the name in Latin letters; some of these only look like them."),
            code="lookalike",
        )
    if _leads_somewhere(text):
        raise ValidationError(
            _("Write only the name, without any web or e-mail address."), code="address"
        )


def _imitates(letter):
    return unicodedata.name(letter, "").startswith(IMITATING)


def _leads_somewhere(text):
    folded = unicodedata.normalize("NFKD", text.translate(LOOKALIKE_SIGNS)).casefold()
    plain = "".join(
        letter for letter in folded if unicodedata.category(letter) not in {"Mn", "Cf"}
    ).translate(LOOKALIKE_SIGNS)
    return bool(SCHEME.search(plain) or DOMAIN.search(plain))
