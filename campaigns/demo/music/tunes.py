"""The jingle of the score, and a short piece in pelog to open and close a radio spot."""

from campaigns.demo.music.instruments import BASS, CALUNG, GONG, KENONG, SARON, SLENTHEM
from campaigns.demo.music.studio import Tape

#: Numbered notes of the jingle, a beat each; 0 rests. The poster and the text show the same.
JINGLE = "5565 3550 5565 2440 3345 6530 4325 2310"
#: For each bar the two notes of the bass, and the three that answer between the beats.
CHORDS = ((1, 5, "135"), (1, 3, "135"), (1, 5, "135"), (5, 2, "572"),
          (1, 5, "135"), (4, 1, "146"), (4, 2, "246"), (5, 1, "135"))  # fmt: skip
MIDDLE_C = 261.63
MAJOR = (0, 2, 4, 5, 7, 9, 11)  # semitones above 1
#: Cents above 1 of a pelog as gamelan makers tune it; no two are alike.
PELOG = (0, 120, 270, 540, 670, 785, 950)
NADA_1 = 295.0
#: The skeleton of one great cycle, which the gong closes.
BALUNGAN = "5653 2356 5323 5321"


def files_of(spec):
    """Return [(content, name, role)] of the audio files of a demo material."""
    tune = {"jingle": jingle, "radio-sehat": signature}.get(spec["key"])
    return [(tune(), f"{spec['key']}.mp3", "audio")] if tune else []


def major(note, octave=0):
    return MIDDLE_C * 2 ** (MAJOR[(note - 1) % 7] / 12 + octave)


def pelog(note, octave=0):
    return NADA_1 * 2 ** (PELOG[note - 1] / 1200 + octave)


def jingle():
    """Return the jingle, played twice, the second time faster, as the score says."""
    tape, at = Tape(27.6), 0.2
    for beat in (0.47, 0.36):
        at = verse(tape, at, beat)
    tape.strike(CALUNG, major(1, 1), at=at)
    tape.strike(BASS, major(1, -1), at=at)
    tape.add_reverb()
    tape.fade_out(0.4)
    return tape.mp3()


def verse(tape, at, beat):
    for bar, (low, high, between) in zip(JINGLE.split(), CHORDS, strict=True):
        tape.strike(BASS, major(low, -1), at=at, loudness=0.8)
        tape.strike(BASS, major(high, -1), at=at + 2 * beat, loudness=0.65)
        for position, note in enumerate(map(int, bar)):
            if note:
                tape.strike(CALUNG, major(note, 1), at=at + position * beat)
            answer = major(int(between[position % 3]))
            tape.strike(CALUNG, answer, at=at + (position + 0.5) * beat, loudness=0.34)
        at += 4 * beat
    return at


def signature():
    """Return two cycles of the melody, the second with a faster upper voice and the gong."""
    tape, beat, at = Tape(18.4), 0.46, 0.2
    tape.strike(GONG, pelog(1, -2), at=at, loudness=1.1)
    at += beat
    for cycle in range(2):
        for n, note in enumerate(map(int, BALUNGAN.replace(" ", "")), 1):
            tape.strike(SARON, pelog(note), at=at, loudness=0.6)
            tape.strike(SLENTHEM, pelog(note, -1), at=at, loudness=0.7)
            if n % 4 == 0:
                tape.strike(KENONG, pelog(note), at=at, loudness=0.5)
            if cycle:
                for half in (0, 0.5):
                    tape.strike(SARON, pelog(note, 1), at=at + half * beat, loudness=0.3)
            if n == 16:
                tape.strike(GONG, pelog(1, -2), at=at, loudness=1.1)
            at += beat
    tape.add_reverb()
    tape.fade_out(2.0)
    return tape.mp3()
