"""Untrusted text is processed in bounded length, and in linear time.

tests/benchmarks/test_growth.py measures the times; these tests check the causes.
"""

import re
import unicodedata
from re import _constants as sre
from re import _parser as parser

import pytest
from django import forms

from campaigns.events.forms.fields import HeadCountField, LinksField, LocalMomentField
from campaigns.verification import codes
from groups.kim.forms import LinkField
from kimportal import wsgi
from kimportal.moderation.field_changes import MAX_PAIRS, Change, pairs
from kimportal.monitoring import csp_reports
from kimportal.ui import fields
from kimportal.ui.fields import MultiLineField, SingleLineField, WebField
from kimportal.web import masking, normalization, search
from kimportal.web.normalization import MAX_MARKS, normalize

#: Combining marks of two classes in turn: CPython would sort the whole run by insertion.
MARKS = "\u0316\u0301"


class Recorder:
    """Stand-in for a pattern; records the length of each text."""

    def __init__(self):
        self.lengths = []

    def sub(self, replacement, text):
        self.lengths.append(len(text))
        return text


# -- the log


def test_masking_searches_a_bounded_text(monkeypatch):
    recorder = Recorder()
    monkeypatch.setattr(masking, "PATTERNS", [(recorder, "")])

    masked = masking.mask("ada " * 100_000 + "akhir")

    assert max(recorder.lengths) <= masking.MAX_LENGTH + 100
    assert masked.startswith("ada ada") and masked.endswith("ada akhir")
    assert "characters left out" in masked


def test_the_bound_does_not_cut_an_address_in_two():
    half = masking.MAX_LENGTH // 2
    text = "x " * (half // 2 - 5) + "sari@example.org" + " y" * masking.MAX_LENGTH

    assert "sari" not in masking.mask(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("surat sari.w+kim@mail.example.go.id sampai", "surat [e-mail] sampai"),
        ("a@b.c@d.e", "[e-mail]@d.e"),
        ("<sari@example.org>,budi@example.org", "<[e-mail]>,[e-mail]"),
        ("sari@localhost", "sari@localhost"),
        ("a" * 7_900, "a" * 7_900),
        ("@" * 7_900, "@" * 7_900),
        ("NIK 3573012345678901.", "NIK [16 digits]."),
        ("telp +62 812-3456-7890", "telp [phone]"),
    ],
)
def test_masked_text(text, masked):
    assert masking.mask(text) == masked


@pytest.mark.parametrize(
    "pattern", [masking.PATTERNS[0][0], wsgi.FOREIGN_CHARSET], ids=["e-mail", "content type"]
)
def test_patterns_for_untrusted_text_never_backtrack(pattern):
    tree = list(parser.parse(pattern.pattern, pattern.flags))

    first = tree[0][0]
    assert first in (sre.ASSERT_NOT, sre.LITERAL)
    assert [op for op in repeats(tree) if op is sre.MAX_REPEAT] == []


def repeats(tree):
    """Yield the unbounded repetitions of single characters in a pattern, however deep."""
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _minimum, maximum, inner = value
            if (
                maximum is sre.MAXREPEAT
                and len(inner) == 1
                and inner[0][0] in (sre.IN, sre.LITERAL)
            ):
                yield op
            yield from repeats(inner)
        elif op is sre.SUBPATTERN:
            yield from repeats(value[-1])
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from repeats(branch)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from repeats(value[1])


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html; charset=utf-8", "text/html; charset=utf-8"),
        ('a/b; charset="UTF-8"; x=1', 'a/b; charset="UTF-8"; x=1'),
        ("a/b; charset=rot13", "a/b"),
        ("a/b; charset = latin-1; boundary=x", "a/b; boundary=x"),
        ("a/b; name*=utf-16''x; boundary=x", "a/b; boundary=x"),
        ("a/b; na*me*0=x", "a/b"),
        ("a/b;" + "*" * 7_900, "a/b;" + "*" * 7_900),
    ],
)
def test_only_foreign_charsets_are_removed_from_the_content_type(header, expected):
    assert wsgi.FOREIGN_CHARSET.sub("", header) == expected


# -- Unicode


@pytest.mark.parametrize("form", ["NFC", "NFKD"])
@pytest.mark.parametrize("unit", [MARKS, "\u0345\u0301\u0316", "\u0f73", "\u0344"])
def test_long_runs_of_marks_are_cut_before_sorting(form, unit):
    text = "e" + unit * 10_000

    safe = normalization.stream_safe(text)

    assert len(safe) == 1 + MAX_MARKS
    assert normalize(form, text) == unicodedata.normalize(form, safe)


@pytest.mark.parametrize(
    "text", ["Jember", "Café", "ꦱꦸꦏꦸꦤ꧀", "مرحبا", "Việt Nam", "👩‍👩‍👧", "e" + "\u0301" * 30]
)
def test_real_text_is_normalized_as_by_python(text):
    for form in ("NFC", "NFKD"):
        assert normalize(form, text) == unicodedata.normalize(form, text)


def test_one_character_that_expands_to_a_sentence_is_bounded():
    assert len(search.fold("\ufdfa" * 1_000)) <= 3_000


def test_a_very_long_word_is_neither_stemmed_nor_cached():
    search._stem_of_word.cache_clear()

    assert search._stem("a" * 1_000) == "a" * 1_000
    assert search._stem_of_word.cache_info().currsize == 0
    assert search._stem("pemilihan") == "pilih"


# -- fields


@pytest.mark.parametrize(
    "field",
    [
        SingleLineField(max_length=100),
        MultiLineField(max_length=100),
        WebField(max_length=100),
        LinkField(),
        LinksField(max_length=100),
    ],
    ids=lambda field: type(field).__name__,
)
def test_far_too_long_text_is_refused_before_cleaning(field, monkeypatch):
    def never(text, keep=""):
        raise AssertionError("cleaned first")

    for module in (fields, *(__import__(type(field).__module__, fromlist=["x"]),)):
        monkeypatch.setattr(module, "strip_invisible", never, raising=False)

    with pytest.raises(forms.ValidationError) as refused:
        field.clean(MARKS * 100_000)

    assert [error.code for error in refused.value.error_list] == ["max_length"]


def test_text_that_cleaning_shortens_is_accepted():
    assert SingleLineField(max_length=10).clean("a\u200b \u200b" * 5) == "a " * 4 + "a"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("9" * 5_000, "too_many"), ("123." * 5_000 + "123", "invalid"), ("x" * 5_000, "invalid")],
)
def test_a_head_count_is_short(typed, code):
    with pytest.raises(forms.ValidationError) as refused:
        HeadCountField().clean(typed)

    assert refused.value.code == code


def test_a_time_is_short():
    with pytest.raises(forms.ValidationError) as refused:
        LocalMomentField().clean("2020-11-26" + " " * 5_000 + "19:30")

    assert refused.value.code == "invalid"


def test_only_the_start_of_a_code_is_read(monkeypatch):
    lengths = []
    monkeypatch.setattr(
        codes.re, "sub", lambda pattern, new, text: lengths.append(len(text)) or text
    )

    codes.normalise("a" * 100_000)

    assert lengths == [codes.MAX_INPUT_LENGTH]
    assert re.sub is codes.re.sub


def test_only_the_start_of_a_reported_url_is_read(monkeypatch):
    lengths = []
    real = csp_reports.urlsplit
    monkeypatch.setattr(
        csp_reports, "urlsplit", lambda text: lengths.append(len(text)) or real(text)
    )

    assert csp_reports.origin("https://a.example/" + "x" * 10_000) == "https://a.example"
    assert lengths == [csp_reports.MAX_URL_LENGTH]


# -- changes on the review page


def test_texts_of_one_repeated_word_are_shown_whole():
    before = "a " * 500
    after = "a " * 499 + "b"

    assert Change("Isi", before, after).new_parts == [(after, False)]
    assert pairs(["a", " "] * 500, ["a", " "] * 500) == 250_000 > MAX_PAIRS


def test_a_real_text_is_compared_word_by_word():
    words = ["yang" if n % 9 == 0 else f"kata{n}" for n in range(450)]
    before = " ".join(words)
    after = " ".join([*words[:200], "baru", *words[201:]])

    change = Change("Isi", before, after)

    assert [text for text, is_new in change.new_parts if is_new] == ["baru"]
    assert [text for text, is_gone in change.old_parts if is_gone] == ["kata200"]
