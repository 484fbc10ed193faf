"""Additive synthesis of struck instruments: bars, kettles and a gong."""

from dataclasses import dataclass, field
from functools import cache
from math import cos, pi, sin

RATE = 22_050  # samples a second


@dataclass(frozen=True)
class Instrument:
    """`tones`: (multiple of the pitch, loudness, seconds until the level is a thousandth)."""

    tones: tuple
    #: How much slower or faster a second bar beats against the first; gamelan come in pairs.
    beating: float = field(default=1.0)

    def rings(self):
        return max(seconds for _multiple, _loudness, seconds in self.tones)


#: Bamboo tubes: short and round.
CALUNG = Instrument(((1, 1.0, 0.7), (2, 0.22, 0.35), (3.93, 0.16, 0.14), (9.2, 0.04, 0.05)))
#: Bronze bars; the partials are those of a free bar.
SARON = Instrument(((1, 1.0, 2.0), (2.76, 0.28, 0.7), (5.4, 0.1, 0.25)), beating=1.003)
SLENTHEM = Instrument(((1, 1.0, 3.2), (2.0, 0.12, 1.0)), beating=1.004)
KENONG = Instrument(((1, 1.0, 2.2), (2.02, 0.35, 1.2), (3.1, 0.12, 0.5)))
GONG = Instrument(((1, 1.0, 5.0), (1.98, 0.4, 3.0), (2.98, 0.18, 1.6)), beating=1.012)
BASS = Instrument(((1, 1.0, 0.9), (2, 0.3, 0.5)))


@cache
def struck(instrument, hertz):
    """Return one stroke as a list of samples."""
    length = int(instrument.rings() * RATE)
    sound = [0.0] * length
    for multiple, loudness, seconds in instrument.tones:
        for twin in {1.0, instrument.beating}:
            tone = fading(hertz * multiple * twin, loudness, seconds)
            sound[: len(tone)] = map(float.__add__, sound[: len(tone)], tone)
    return sound


def fading(hertz, loudness, seconds):
    """Return a decaying tone, by the recurrence of a damped oscillator."""
    if hertz * 2 >= RATE:
        return []
    decay = 0.001 ** (1 / (seconds * RATE))
    angle = 2 * pi * hertz / RATE
    pull, damp = 2 * decay * cos(angle), decay * decay
    before, now = 0.0, loudness * sin(angle)
    samples = []
    for _ in range(int(seconds * RATE)):
        samples.append(before)
        before, now = now, pull * now - damp * before
    return samples
