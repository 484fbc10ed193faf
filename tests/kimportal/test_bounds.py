"""What is read of a stranger's text: a bounded part, by patterns that read each letter once.

Times are measured by tests/benchmarks/test_growth.py; here stands what makes them so.
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
from kimportal.moderation.field_changes import MOST_PAIRS, Change, pairs
from kimportal.monitoring import csp_reports
from kimportal.ui import fields
from kimportal.ui.fields import MultiLineField, SingleLineField, WebField
from kimportal.web import masking, normalization, search
from kimportal.web.normalization import MOST_MARKS, normalize

#: Marks of two classes in turn: CPython would sort the whole run by insertion.
THICKET = "\u0316\u0301"


class Recorder:
    """Stands for a pattern, and keeps how long the texts were that it was given."""

    def __init__(self):
        self.lengths = []

    def sub(self, instead, text):
        self.lengths.append(len(text))
        return text


# -- the log


def test_the_log_looks_through_a_bounded_text(monkeypatch):
    recorder = Recorder()
    monkeypatch.setattr(masking, "PATTERNS", [(recorder, "")])

    told = masking.mask("ada " * 100_000 + "akhir")

    assert max(recorder.lengths) <= masking.MAX_LENGTH + 100
    assert told.startswith("ada ada") and told.endswith("ada akhir")
    assert "characters left out" in told


def test_an_address_is_not_cut_in_two_by_the_bound():
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
def test_what_the_log_masks(text, masked):
    assert masking.mask(text) == masked


@pytest.mark.parametrize(
    "pattern", [masking.PATTERNS[0][0], wsgi.FOREIGN], ids=["e-mail", "content type"]
)
def test_patterns_over_headers_and_addresses_give_nothing_back(pattern):
    """What they read they never read again: neither from the next letter nor backwards."""
    tree = list(parser.parse(pattern.pattern, pattern.flags))

    begins = tree[0][0]
    assert begins in (sre.ASSERT_NOT, sre.LITERAL)
    assert [op for op in repeats(tree) if op is sre.MAX_REPEAT] == []


def repeats(tree):
    """The unbounded repetitions of single signs in a pattern, however deep."""
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _least, most, inner = value
            if most is sre.MAXREPEAT and len(inner) == 1 and inner[0][0] in (sre.IN, sre.LITERAL):
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
    ("told", "kept"),
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
def test_only_foreign_alphabets_leave_the_content_type(told, kept):
    assert wsgi.FOREIGN.sub("", told) == kept


# -- Unicode


@pytest.mark.parametrize("form", ["NFC", "NFKD"])
@pytest.mark.parametrize("unit", [THICKET, "\u0345\u0301\u0316", "\u0f73", "\u0344"])
def test_a_thicket_of_marks_is_cut_before_it_is_sorted(form, unit):
    text = "e" + unit * 10_000

    safe = normalization.stream_safe(text)

    assert len(safe) == 1 + MOST_MARKS
    assert normalize(form, text) == unicodedata.normalize(form, safe)


@pytest.mark.parametrize(
    "text", ["Jember", "Café", "ꦱꦸꦏꦸꦤ꧀", "مرحبا", "Việt Nam", "👩‍👩‍👧", "e" + "\u0301" * 30]
)
def test_honest_writing_is_normalized_as_ever(text):
    for form in ("NFC", "NFKD"):
        assert normalize(form, text) == unicodedata.normalize(form, text)


def test_one_sign_that_stands_for_a_sentence_fills_no_index():
    assert len(search.fold("\ufdfa" * 1_000)) <= 3_000


def test_what_is_longer_than_a_word_is_not_stemmed_and_not_kept():
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
def test_what_is_far_too_long_is_refused_before_it_is_cleaned(field, monkeypatch):
    def never(text, keep=""):
        raise AssertionError("cleaned first")

    for module in (fields, *(__import__(type(field).__module__, fromlist=["x"]),)):
        monkeypatch.setattr(module, "visible", never, raising=False)

    with pytest.raises(forms.ValidationError) as refused:
        field.clean(THICKET * 100_000)

    assert [error.code for error in refused.value.error_list] == ["max_length"]


def test_what_cleaning_makes_short_enough_is_taken():
    assert SingleLineField(max_length=10).clean("a\u200b \u200b" * 5) == "a " * 4 + "a"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("9" * 5_000, "too_many"), ("123." * 5_000 + "123", "invalid"), ("x" * 5_000, "invalid")],
)
def test_a_number_of_people_is_short(typed, code):
    with pytest.raises(forms.ValidationError) as refused:
        HeadCountField().clean(typed)

    assert refused.value.code == code


def test_a_moment_is_short():
    with pytest.raises(forms.ValidationError) as refused:
        LocalMomentField().clean("2020-11-26" + " " * 5_000 + "19:30")

    assert refused.value.code == "invalid"


def test_of_a_code_only_the_beginning_is_read(monkeypatch):
    read = []
    monkeypatch.setattr(codes.re, "sub", lambda pattern, new, text: read.append(len(text)) or text)

    codes.normalise("a" * 100_000)

    assert read == [codes.MAX_INPUT_LENGTH]
    assert re.sub is codes.re.sub


def test_of_a_reported_address_only_the_beginning_is_read(monkeypatch):
    read = []
    real = csp_reports.urlsplit
    monkeypatch.setattr(csp_reports, "urlsplit", lambda text: read.append(len(text)) or real(text))

    assert csp_reports.place("https://a.example/" + "x" * 10_000) == "https://a.example"
    assert read == [csp_reports.LONGEST_PLACE]


# -- changes on the review page


def test_texts_of_one_word_again_and_again_are_shown_whole():
    before = "a " * 500
    after = "a " * 499 + "b"

    assert Change("Isi", before, after).new_parts == [(after, False)]
    assert pairs(["a", " "] * 500, ["a", " "] * 500) == 250_000 > MOST_PAIRS


def test_an_honest_text_is_still_compared_word_by_word():
    words = ["yang" if n % 9 == 0 else f"kata{n}" for n in range(450)]
    before = " ".join(words)
    after = " ".join([*words[:200], "baru", *words[201:]])

    change = Change("Isi", before, after)

    assert [text for text, is_new in change.new_parts if is_new] == ["baru"]
    assert [text for text, is_gone in change.old_parts if is_gone] == ["kata200"]
