"""Codes catch every slip of one finger: proven on every place and sign, not on samples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.verification import codes

pytestmark = pytest.mark.engine

MAX_CONCURRENT = range(codes.LENGTH)
some_code = st.builds(codes.new_code)


def test_no_sign_can_be_read_as_another():
    assert len(codes.ALPHABET) == 32
    assert not set("0O1I") & set(codes.ALPHABET)


def test_a_new_code_is_valid_and_new():
    made = {codes.new_code() for _ in range(500)}

    assert len(made) == 500
    assert all(codes.is_code(code) for code in made)


@given(some_code)
def test_every_other_sign_in_every_place_is_caught(code):
    typos = [
        code[:place] + sign + code[place + 1 :]
        for place in MAX_CONCURRENT
        for sign in codes.ALPHABET
        if sign != code[place]
    ]

    assert len(typos) == 8 * 31
    assert not any(codes.is_code(typo) for typo in typos)


@given(some_code)
def test_every_swap_of_two_different_signs_is_caught(code):
    for first in MAX_CONCURRENT:
        for second in range(first + 1, codes.LENGTH):
            swapped = list(code)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert codes.is_code("".join(swapped)) == (code[first] == code[second])


def test_catching_does_not_depend_on_the_luck_of_the_draw():
    """Linear over GF(32): a slip is caught whatever the rest says, so zero-sum words suffice."""
    zero = codes.ALPHABET[0] * codes.LENGTH
    assert codes.is_code(zero)

    for place in MAX_CONCURRENT:
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


@given(some_code, st.sampled_from(MAX_CONCURRENT), st.sampled_from(codes.ALPHABET))
def test_the_right_code_is_among_those_near_a_typo(code, place, sign):
    assert code in codes.similar_codes(code[:place] + sign + code[place + 1 :])


@given(some_code, st.sampled_from(range(codes.LENGTH - 1)))
def test_the_right_code_is_among_those_near_a_swap(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert code in codes.similar_codes(swapped)


@given(some_code, st.sampled_from(MAX_CONCURRENT))
def test_the_right_code_is_among_those_near_a_lost_or_doubled_sign(code, place):
    assert code in codes.similar_codes(code[:place] + code[place + 1 :])
    assert code in codes.similar_codes(code[:place] + code[place] + code[place:])


@given(st.text(max_size=60))
def test_anything_may_be_typed(text):
    assert all(codes.is_code(code) for code in codes.similar_codes(codes.normalise(text)))
