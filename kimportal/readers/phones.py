"""Telephone numbers as people write them: every dash and bracket, "(WA)", wa.me, two in a cell."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from kimportal.readers.empty import is_empty
from kimportal.web.normalization import normalize

REGION = "ID"
#: A cell with two numbers and what they are; only so much is read.
MAX_LENGTH = 120
#: What stands before, between and after numbers and is no part of them.
NOISE = re.compile(
    r"https?://|(?:www\.)?(?:api\.)?wa\.me/|(?:api\.)?whatsapp\.com/send/?\?phone=|[?&]text=\S*"
    r"|\b(?:wa|whatsapp|whats app|hp|handphone|no|nomor|nomer|telp|telepon|telpon|tlp|tel|phone"
    r"|kantor|rumah|ketua|sekretaris|bendahara|pribadi|aktif|call|sms|fax|faks|mobile"
    r"|kontak|contact|cp|ponsel|seluler)\b",
    re.IGNORECASE,
)
#: Between two numbers. A slash, a dash or a space may stand inside one ("0341/551234"), so each
#: part must be a number for itself.
SEPARATORS = re.compile(r"[/;,|&\n]|\b(?:dan|atau|and|or)\b")
WEAK_SEPARATORS = re.compile(r" [-–] |(?<=[0-9]{3})[ ]+(?=(?:\+62|62|0)\s?8)")
#: A number that a spreadsheet has rounded: 8,12346E+11 has lost its last digits.
ROUNDED = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]{1,2}", re.IGNORECASE)
DIGITS = re.compile(r"[0-9]")


class UnreadablePhone(ValueError):
    """No telephone number; `code` says why: invalid, rounded (by a spreadsheet), two."""

    def __init__(self, code: str = "invalid") -> None:
        super().__init__(code)
        self.code = code


def read_phone(text: str) -> str:
    """Return the one number in a text, as it is dialled here: 0812-3456-7890, (0341) 551234.

    Raise UnreadablePhone, also for two numbers.
    """
    numbers = read_phones(text)
    if len(numbers) > 1:
        raise UnreadablePhone("two")
    return numbers[0]


def read_phones(text: str) -> list[str]:
    """Return every number in a text, each once, as it is dialled here. Raise UnreadablePhone."""
    if len(text) > MAX_LENGTH:
        raise UnreadablePhone
    plain = normalize("NFKC", text).replace("\u2212", "-").strip(" '`’‘\"")
    if ROUNDED.fullmatch(plain):
        raise UnreadablePhone("rounded")
    plain = " ".join(NOISE.sub(" ", plain).split()).strip(" :.-()/")
    if not DIGITS.search(plain):
        raise UnreadablePhone
    parts = SEPARATORS.split(plain)
    # A number with a slash inside, as "0341/551234" or "0812/3456/7890", is one.
    numbers = _all(parts) or _all([re.sub(r"[/,]", " ", plain)])
    if not numbers:
        raise UnreadablePhone
    return list(dict.fromkeys(numbers))


def _all(parts: list[str]) -> list[str]:
    """Return the numbers of the parts that are not empty; nothing, if one of them is no number."""
    numbers: list[str] = []
    for part in parts:
        if is_empty(part):
            continue
        number = _one(part)
        several = [number] if number else [_one(each) for each in WEAK_SEPARATORS.split(part)]
        found = [each for each in several if each]
        if len(found) < len(several):
            return []
        numbers += found
    return numbers


@lru_cache(maxsize=4096)
def _one(text: str) -> str | None:
    """Return one number as it is dialled here, or None if the text is none, or more than one."""
    # A letter in or beside the digits may stand for one ("O" for 0): no guess is made. Words in
    # brackets and names after the number are left out.
    plain = re.sub(r"\([^0-9()]*\)", " ", text)
    plain = re.sub(r"(?<![0-9a-z])[a-z.' ]+$|^[a-z.' ]+(?=[+(0-9 ])", "", plain, flags=re.I)
    plain = plain.strip(" :.-=")
    if not plain or re.search(r"[^0-9+().\s\u2010-\u2015-]", plain) or "+" in plain[1:].lstrip("("):
        return None
    digits = "".join(DIGITS.findall(plain))
    if not 5 <= len(digits) <= 16:
        return None
    return _formatted(_dialled(plain, digits))


def _dialled(plain: str, digits: str) -> str:
    """Return the digits with what spreadsheets and habits drop: the leading 0, the +."""
    if plain.lstrip("( ").startswith("+"):
        # "+62 (0)812" and "+62 0812"
        return "+62" + digits[3:] if digits.startswith("620") else "+" + digits
    if digits.startswith("0062"):
        return "+" + digits[2:]
    if digits.startswith("620"):
        return digits[2:]
    if digits.startswith("62") and len(digits) >= 10:
        return "+" + digits
    if digits.startswith("8") and 9 <= len(digits) <= 13:
        return "0" + digits
    return digits


def _formatted(dialled: str) -> str | None:
    try:
        number = phonenumbers.parse(dialled, REGION)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    if number.country_code != 62:
        # Without spaces, sixteen characters at most: the column holds twenty.
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    # Six or seven digits without an area code are dialled as they are.
    if not dialled.startswith(("0", "+")):
        return dialled if 5 <= len(dialled) <= 8 else None
    if not 7 <= len(str(number.national_number)) <= 12:
        return None
    formatted = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    # Ranges that are not given out yet have no format, and would lose their 0.
    return formatted if formatted.lstrip("(").startswith("0") else f"0{number.national_number}"


def phone_key(text: str) -> str:
    """Return the digits by which two spellings of a number are compared; "" without any."""
    digits = "".join(DIGITS.findall(text[:MAX_LENGTH]))
    return f"0{digits[2:].lstrip('0')}" if digits.startswith("62") else digits
