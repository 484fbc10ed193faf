"""The demo's materials: complete, sourced, illustrated, and of every kind."""

import io
from collections import Counter

import pytest
from django.core.files import File
from PIL import Image, ImageColor

from campaigns.demo.music import tunes
from campaigns.demo.posters import colours
from campaigns.demo.posters.pen import Sheet
from campaigns.demo.posters.sheets.files import files_of
from campaigns.demo.posters.typography import Text, balanced, font, wrapped
from campaigns.demo.texts import MATERIALS
from campaigns.materials.models.kinds import Licence, MaterialKind
from groups.demo.groups import GROUPS
from kimportal.uploads.validation import validate_upload

LIVE = [spec for spec in MATERIALS if spec.get("fate", "live") == "live"]
BY_KEY = {spec["key"]: spec for spec in MATERIALS}
drawn = {}


def files(spec):
    """Return the files of a material, drawn once for all tests of this module."""
    if spec["key"] not in drawn:
        drawn[spec["key"]] = files_of(spec)
    return drawn[spec["key"]]


def language(spec):
    return spec.get("language", "id")


def test_there_are_at_least_24_live_materials():
    assert len(LIVE) >= 24
    assert len({spec["title"] for spec in MATERIALS}) == len(MATERIALS)


def test_every_kind_and_every_pillar_is_there():
    assert {spec["kind"] for spec in LIVE} == set(MaterialKind.values)
    assert {pillar for spec in LIVE for pillar in spec["pillars"]} == {"cerdas", "sehat", "damai"}


def test_some_are_in_several_languages():
    languages = Counter(spec.get("translation_of", spec["key"]) for spec in LIVE)

    assert {language(spec) for spec in LIVE} >= {"id", "en", "jv", "su", "min", "ban"}
    assert languages["one-table"] == 5
    assert languages["saring"] == 5


def test_one_is_withdrawn_with_a_reason_one_superseded_one_scheduled():
    fates = Counter(spec.get("fate", "live") for spec in MATERIALS)

    assert (fates["withdrawn"], fates["scheduled"]) == (1, 1)
    assert [spec["supersedes"] for spec in MATERIALS if "supersedes" in spec] == ["tps-15-first"]
    for spec in MATERIALS:
        if spec.get("fate") in {"withdrawn", "returned", "rejected"}:
            assert spec["note"]


def test_originals_come_before_translations_and_new_editions():
    places = {spec["key"]: place for place, spec in enumerate(MATERIALS)}

    for spec in MATERIALS:
        for relation in ("translation_of", "supersedes"):
            assert places[spec.get(relation, spec["key"])] <= places[spec["key"]]


def test_materials_of_a_kim_name_a_live_demo_kim():
    live = {name for _code, name, _basis, fate in GROUPS if fate == "live"}
    made = [spec["group"] for spec in MATERIALS if "group" in spec]

    assert len(made) >= 2
    assert set(made) <= live


@pytest.mark.parametrize("spec", MATERIALS, ids=BY_KEY)
def test_each_has_a_source_and_a_licence(spec):
    assert spec["summary"] and len(spec["summary"]) <= 300
    assert spec["body"]
    assert spec["source"] and len(spec["source"]) <= 1000
    assert spec.get("licence", Licence.CC_BY) in Licence.values
    assert len(spec["title"]) <= 140
    if spec in LIVE:
        assert 0 < len(spec["share_caption"]) <= 700


@pytest.mark.parametrize("spec", MATERIALS, ids=BY_KEY)
def test_each_file_is_valid_and_described(spec):
    for content, name, role in files(spec):
        clean = validate_upload(File(io.BytesIO(content), name=name))
        assert (clean.kind, role) in {("picture", "original"), ("document", "document")}
    if files(spec):
        assert 0 < len(spec["alt_text"]) <= 300
    if files(spec) or tunes.files_of(spec):
        assert spec["transcript"]


def test_radio_materials_have_audio():
    with_audio = [spec for spec in MATERIALS if tunes.files_of(spec)]

    assert {spec["kind"] for spec in with_audio} == {"jingle", "iklan-radio"}


@pytest.mark.parametrize(
    ("kind", "role"), [("poster", "original"), ("infografis", "original"), ("leaflet", "document"),
                   ("buku-saku", "document"), ("slide", "document")]
)  # fmt: skip
def test_kinds_that_need_a_file_have_one(kind, role):
    for spec in MATERIALS:
        if spec["kind"] == kind:
            assert role in [role for _content, _name, role in files(spec)]


def test_posters_fit_the_card_and_no_two_are_the_same_drawing():
    pictures = [
        content for spec in MATERIALS for content, _name, role in files(spec) if role == "original"
    ]

    assert {Image.open(io.BytesIO(content)).size for content in pictures} == {(1080, 1350)}
    assert len(set(pictures)) == len(pictures)


def test_wrapped_lines_stay_within_the_width():
    pen, headline = Sheet(400, 400, "#fff").pen, Text("serif", 40, "#000")
    lines = headline.lines(pen, "Siapa pun yang terpilih kita hormati bersama", 300)

    assert len(lines) > 1
    assert max(headline.width(pen, line) for line in lines) <= 300


def test_balanced_lines_are_no_more_than_needed_and_more_even():
    typeface, text = font("sans", 20, 500), "satu dua tiga empat lima enam tujuh delapan sembilan x"

    def spread(lines):
        widths = [typeface.getlength(line) for line in lines]
        return max(widths) - min(widths)

    greedy, even = wrapped(text, typeface, 420), balanced(text, typeface, 420)

    assert len(even) == len(greedy) == 2
    assert spread(even) < spread(greedy)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("CARD", "LEAF"), ("LEAF_WASH", "LEAF"), ("LEAF", "LEAF_WASH"), ("INK", "CARD"),
        ("CARD", "INDIGO"), ("CARD", "NIGHT"), ("INDIGO", "INDIGO_WASH"), ("INDIGO", "HONEY"),
        ("NIGHT", "HONEY"), ("CARD", "TEAL"), ("TEAL", "PAPER"), ("EARTH", "PAPER"),
        ("EARTH", "EARTH_WASH"), ("CARD", "EARTH"), ("PAPER", "EARTH_DARK"), ("HONEY", "DEEP"),
        ("SOFT", "PAPER"), ("MOON", "NIGHT"), ("SUN", "NIGHT"), ("SUN", "INK"),
        ("EARTH_DARK", "HONEY"), ("PAPER", "LEAF"), ("PAPER", "VIOLET"), ("CARD", "LEAF_DARK"),
    ],
)  # fmt: skip
def test_text_has_enough_contrast(ink, ground):
    lighter, darker = sorted(luminance(getattr(colours, name)) for name in (ink, ground))[::-1]

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour):
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [value / 255 for value in ImageColor.getrgb(colour)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
