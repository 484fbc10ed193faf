"""Numbers of people, words for nothing, and apostrophes."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimportal.readers.empty import is_empty, without_placeholder
from kimportal.readers.names import join_apostrophes, plain_apostrophes
from kimportal.readers.numbers import UnreadableNumber, read_count
from kimportal.web.search import fold


@given(
    st.integers(0, 999_999_999),
    st.sampled_from(["{}", "{:,}", "{:_}"]),
    st.sampled_from([" ", "\xa0", "\u2009", "\u202f"]),
    st.sampled_from(["{}", " {} ", "{} orang", "{} org.", "± {}", "sekitar {} orang", "{},00"]),
)
def test_a_number_is_read_however_its_thousands_are_parted(number, pattern, space, frame):
    digits = pattern.format(number)

    for sign in (".", space):
        text = frame.format(digits.replace(",", sign).replace("_", sign))
        assert read_count(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.200", 1200), ("1,200", 1200), ("50 orang", 50), ("0", 0), ("1.200,-", 1200)],
)
def test_numbers_as_people_write_them(text, number):
    assert read_count(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "invalid") for text in ("1,5", "1.5", "12.34", "1.2000", "٣", "0x1", "NaN", "")),
        *((text, "invalid") for text in ("5 laki-laki", "20-30", "+1", "1 2", "1e9", "banyak")),
        ("-3", "negative"),
    ],
)
def test_what_is_no_whole_number_is_refused(text, code):
    with pytest.raises(UnreadableNumber) as error:
        read_count(text)

    assert error.value.code == code


@given(st.text(max_size=100))
def test_any_text_is_a_number_or_refused(text):
    with suppress(UnreadableNumber):
        assert read_count(text) >= 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "–",
        "—",
        " - ",
        "--",
        "...",
        ".",
        "belum ada",
        "Belum Ada",
        "BELUM ADA.",
        "(tidak ada)",
        "0",
        "n/a",
        "N/A",
        "#N/A",
        "nihil",
        "kosong",
        "tdk ada",
        "blm ada",
        "xxx",
        "?",
        "\xa0-\xa0",
    ],
)
def test_words_for_nothing_are_empty(text):
    assert is_empty(text)
    assert without_placeholder(text) == ""


@pytest.mark.parametrize("text", ["Ada", "Na'im", "10", "KIM Belum Ada Nama", "Nihil Subekti", "x"])
def test_other_words_are_something(text):
    assert not is_empty(text)
    assert without_placeholder(text) == text


@pytest.mark.parametrize("sign", list("'’‘`´ʼʻ′"))
def test_an_apostrophe_is_the_same_on_every_keyboard(sign):
    assert plain_apostrophes(f"Jum{sign}at") == "Jum'at"
    assert join_apostrophes(f"Ma{sign}rang") == "Marang"
    assert fold(f"Kel. Ma{sign}rang") == fold("KEL MARANG") == "kel marang"


def test_quotation_marks_around_words_stay():
    assert join_apostrophes("'Suara Warga' 'Kita'") == "'Suara Warga' 'Kita'"
