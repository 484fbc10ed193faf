"""The provinces as tiles and by island; static/css/coverage.css places the tiles."""

from itertools import groupby

from django.utils.translation import gettext_lazy as _

#: ISO 3166-2:ID.
PROVINCE_LETTERS = {
    "11": "AC", "12": "SU", "13": "SB", "14": "RI", "15": "JA", "16": "SS", "17": "BE",
    "18": "LA", "19": "BB", "21": "KR", "31": "JK", "32": "JB", "33": "JT", "34": "YO",
    "35": "JI", "36": "BT", "51": "BA", "52": "NB", "53": "NT", "61": "KB", "62": "KT",
    "63": "KS", "64": "KI", "65": "KU", "71": "SA", "72": "ST", "73": "SN", "74": "SG",
    "75": "GO", "76": "SR", "81": "MA", "82": "MU", "91": "PA", "92": "PB", "93": "PS",
    "94": "PT", "95": "PE", "96": "PD",
}  # fmt: skip

#: By the first digit of a province's code.
ISLANDS = {
    "1": _("Sumatra"),
    "2": _("Sumatra"),
    "3": _("Java"),
    "5": _("Bali and Nusa Tenggara"),
    "6": _("Kalimantan"),
    "7": _("Sulawesi"),
    "8": _("Maluku"),
    "9": _("Papua"),
}


def by_island(places):
    """Return [(island, [Place])] of provinces in the order of their codes."""
    grouped = groupby(places, key=lambda place: ISLANDS[place.region.code[0]])
    return [(island, list(rows)) for island, rows in grouped]
