"""The demo's music: the jingle matches its score, and both pieces are valid files."""

import io
from math import cos, pi

import pytest
from django.core.files.base import File

from campaigns.demo.music import tunes
from campaigns.demo.music.instruments import CALUNG, RATE, fading, struck
from campaigns.demo.music.studio import Tape
from campaigns.demo.music.tunes import files_of
from campaigns.demo.texts import MATERIALS
from kimportal.uploads.validation import validate_upload

BEAT = 0.4


@pytest.fixture(scope="module")
def verse():
    tape = Tape(13.5)
    tunes.verse(tape, 0.0, BEAT)
    return tape.samples


def loudness(samples, hertz):
    """Return the level of this tone in the samples (Goertzel algorithm)."""
    turn, before, now = 2 * cos(2 * pi * hertz / RATE), 0.0, 0.0
    for sample in samples:
        before, now = now, sample + turn * now - before
    return before * before + now * now - turn * before * now


def loudest_note(samples, beat):
    """Return the loudest of the seven notes of the melody's octave at this beat."""
    start = int(beat * BEAT * RATE)
    part = samples[start : start + int(0.3 * RATE)]
    return max(range(1, 8), key=lambda note: loudness(part, tunes.major(note, 1)))


def test_the_notes_played_match_the_score(verse):
    score = [int(note) for note in tunes.JINGLE.replace(" ", "")]

    played = [loudest_note(verse, beat) if note else 0 for beat, note in enumerate(score)]

    assert played == score


def test_the_text_and_the_jingle_have_the_same_melody():
    body = next(spec["body"] for spec in MATERIALS if spec["key"] == "jingle")
    rows = [line.split("|")[1] for line in body.split("\n") if line.startswith("| ")][1:]

    notes = "".join(sign for row in rows for sign in row if sign.isdigit())

    assert notes == tunes.JINGLE.replace(" ", "")


@pytest.mark.parametrize(("key", "seconds"), [("jingle", 27.6), ("radio-sehat", 18.4)])
def test_each_piece_is_a_small_valid_file(key, seconds):
    [(content, name, role)] = files_of({"key": key})

    clean = validate_upload(File(io.BytesIO(content), name=name))

    assert (clean.kind, clean.mime, role) == ("audio", "audio/mpeg", "audio")
    assert clean.duration == pytest.approx(seconds, abs=0.2)
    assert clean.size <= 200_000


def test_samples_stay_within_16_bits():
    tape = Tape(1)
    for _stroke in range(9):
        tape.strike(CALUNG, 440, at=0.1)

    loudest = max(map(abs, tape.pcm()))

    assert 29_000 < loudest <= 32_767


def test_a_stroke_fades_and_has_its_pitch():
    sound = struck(CALUNG, 440.0)

    assert loudness(sound, 440.0) > 100 * loudness(sound, 470.0)
    assert max(map(abs, sound[-RATE // 20 :])) < 0.02


def test_a_tone_above_the_nyquist_frequency_is_left_out():
    assert fading(RATE, 1.0, 0.5) == []
