"""Verification codes catch every single typo: proven for every position and character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.verification import codes

pytestmark = pytest.mark.engine

POSITIONS = range(codes.LENGTH)
some_code = st.builds(codes.new_code)


def test_no_ambiguous_characters_are_used():
    assert len(codes.ALPHABET) == 32
    assert not set("0O1I") & set(codes.ALPHABET)


def test_a_new_code_is_valid_and_new():
    made = {codes.new_code() for _ in range(500)}

    assert len(made) == 500
    assert all(codes.is_code(code) for code in made)


@given(some_code)
def test_every_wrong_character_in_every_position_is_caught(code):
    typos = [
        code[:place] + sign + code[place + 1 :]
        for place in POSITIONS
        for sign in codes.ALPHABET
        if sign != code[place]
    ]

    assert len(typos) == 8 * 31
    assert not any(codes.is_code(typo) for typo in typos)


@given(some_code)
def test_every_swap_of_two_different_characters_is_caught(code):
    for first in POSITIONS:
        for second in range(first + 1, codes.LENGTH):
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert codes.is_code("".join(swapped)) == (code[first] == code[second])


def test_single_errors_are_caught_for_every_code():
    """The code is linear over GF(32), so testing all typos of the zero word proves all others."""
    zero = codes.ALPHABET[0] * codes.LENGTH
    assert codes.is_code(zero)

    for place in POSITIONS:
        for sign in codes.ALPHABET[1:]:
            assert not codes.is_code(zero[:place] + sign + zero[place + 1 :])


@pytest.mark.parametrize(
    "typed",
    [
        "K7PM3XQ9",
        "k7pm 3xq9",
        " K7PM-3XQ9 ",
        "k.7.p.m.3.x.q.9",
        "https://portal.example.go.id/v/k7pm-3xq9/",
        "portal.example.go.id/en/v/K7PM-3XQ9?x=1",
    ],
)
def test_typed_codes_are_read_forgivingly(typed):
    assert codes.normalise(typed) == "K7PM3XQ9"


def test_one_and_i_are_read_as_the_l_they_look_like():
    assert codes.normalise("K7PM-I1Q9") == "K7PMLLQ9"


@given(some_code, st.sampled_from(POSITIONS), st.sampled_from(codes.ALPHABET))
def test_similar_codes_of_a_typo_include_the_right_one(code, place, sign):
    assert code in codes.similar_codes(code[:place] + sign + code[place + 1 :])


@given(some_code, st.sampled_from(range(codes.LENGTH - 1)))
def test_similar_codes_of_a_swap_include_the_right_one(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert code in codes.similar_codes(swapped)


@given(some_code, st.sampled_from(POSITIONS))
def test_similar_codes_of_a_lost_or_doubled_character_include_the_right_one(code, place):
    assert code in codes.similar_codes(code[:place] + code[place + 1 :])
    assert code in codes.similar_codes(code[:place] + code[place] + code[place:])


@given(st.text(max_size=60))
def test_anything_may_be_typed(text):
    assert all(codes.is_code(code) for code in codes.similar_codes(codes.normalise(text)))
