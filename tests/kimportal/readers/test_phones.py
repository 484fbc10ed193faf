"""Telephone numbers as Indonesians write them; no digit is ever guessed or lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimportal.readers.phones import UnreadablePhone, phone_key, read_phone, read_phones

MOBILE = st.from_regex(r"08[1-9][1-9][0-9]{6,8}", fullmatch=True)
LANDLINE = st.builds(
    lambda area, number: f"{area}{number}",
    st.sampled_from(["021", "0341", "0274", "0361", "0967"]),
    st.from_regex(r"[2-9][0-9]{6}", fullmatch=True),
)


@st.composite
def written(draw, numbers=MOBILE):
    """Draw (its digits, one of the ways to write a number)."""
    digits = draw(numbers)
    sign = draw(st.sampled_from(["-", " ", ".", "–", "—", "‑", "−", " - ", "\xa0", ""]))
    grouped = sign.join(re.findall(".{1,4}", digits))
    abroad = f"+62{sign}{sign.join(re.findall('.{1,4}', digits[1:]))}"
    text = draw(
        st.sampled_from(
            [
                grouped,
                abroad,
                f"+62 (0){grouped[1:]}",
                f"62{digits[1:]}",
                f"({digits[:4]}) {digits[4:]}",
                f"({digits[:4]}){digits[4:]}",
            ]
        )
    )
    frames = ["{}", "'{}", " {} ", "{} (WA)", "HP {}", "No. HP: {}", "WA: {}", "{} (Pak Budi)"]
    return digits, draw(st.sampled_from(frames)).format(text)


def digits_of(number):
    return re.sub(r"\D", "", number)


@given(written())
def test_every_usual_way_to_write_a_mobile_number_gives_that_number(pair):
    digits, text = pair

    assert digits_of(read_phone(text)) == digits


@given(written(LANDLINE))
def test_landlines_keep_their_area_code(pair):
    digits, text = pair

    assert digits_of(read_phone(text)) == digits


@given(written(), written(LANDLINE), st.sampled_from(["/", " / ", ";", ", ", " dan ", " atau "]))
def test_two_numbers_in_a_cell_are_both_read(first, second, between):
    (digits, text), (others, other) = first, second

    numbers = read_phones(f"{text}{between}{other}")

    assert [digits_of(number) for number in numbers] == [digits, others]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(0341) 551234", "(0341) 551234"),
        ("0341/551234", "(0341) 551234"),
        ("021-5551234", "(021) 5551234"),
        ("551234", "551234"),
        ("81234567890", "0812-3456-7890"),
        ("https://wa.me/6281234567890", "0812-3456-7890"),
        ("wa.me/6281234567890?text=Halo", "0812-3456-7890"),
        ("https://api.whatsapp.com/send?phone=6281234567890", "0812-3456-7890"),
        ("62 0812 3456 7890", "0812-3456-7890"),
        ("0062 812 3456 7890", "0812-3456-7890"),
        ("0812/3456/7890", "0812-3456-7890"),
        ("Pak Budi 081234567890", "0812-3456-7890"),
        ("０８１２３４５６７８９０", "0812-3456-7890"),
        ("+60 12-345 6789", "+60123456789"),
    ],
)
def test_numbers_as_offices_write_them(text, number):
    assert read_phone(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nanti", "invalid"),
        ("112", "invalid"),
        ("08123", "invalid"),
        ("0812 3456 789O", "invalid"),
        ("0812345678901234", "invalid"),
        ("edi@example.org", "invalid"),
        ("0812-3456-78?0", "invalid"),
        ("8,12346E+11", "rounded"),
        ("8.12346E+11", "rounded"),
        ("0812-3456-7890 / 0857-1111-2222", "two"),
        ("081234567890 085711112222", "two"),
    ],
)
def test_what_is_not_one_number_is_refused(text, code):
    with pytest.raises(UnreadablePhone) as error:
        read_phone(text)

    assert error.value.code == code


def test_spellings_of_one_number_have_one_key():
    spellings = ["+62 812.3456.7890", "0812 3456 7890", "62812-3456-7890", "+62 (0)812 3456 7890"]

    assert {phone_key(text) for text in spellings} == {"081234567890"}
    assert phone_key("tidak ada") == ""


@given(st.text(max_size=300))
def test_any_text_is_numbers_or_refused(text):
    try:
        numbers = read_phones(text)
    except UnreadablePhone:
        return
    assert numbers and all(5 <= len(number) <= 20 for number in numbers)
