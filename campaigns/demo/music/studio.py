"""Mix strokes of instruments and encode them as MP3."""

from array import array
from operator import add

import lameenc

from campaigns.demo.music.instruments import RATE, struck

KILOBITS = 48
PEAK = 0.92  # of the range of 16 bits
ECHOES = ((0.031, 0.2), (0.047, 0.14), (0.083, 0.09))  # seconds later, how loud


class Tape:
    def __init__(self, seconds):
        self.samples = [0.0] * int(seconds * RATE)

    def strike(self, instrument, hertz, *, at, loudness=1.0):
        """Add a stroke `at` seconds from the start, cut off at the end of the tape."""
        start = int(at * RATE)
        sound = struck(instrument, hertz)[: len(self.samples) - start]
        louder = sound if loudness == 1.0 else [sample * loudness for sample in sound]
        end = start + len(sound)
        self.samples[start:end] = map(add, self.samples[start:end], louder)

    def add_reverb(self):
        """Add the echoes of a small hall."""
        dry = self.samples[:]
        for seconds, loudness in ECHOES:
            late = int(seconds * RATE)
            echo = [sample * loudness for sample in dry[:-late]]
            self.samples[late:] = map(add, self.samples[late:], echo)

    def fade_out(self, seconds):
        length = int(seconds * RATE)
        for n in range(1, length + 1):
            self.samples[-n] *= n / length

    def pcm(self):
        """Return signed 16-bit samples, normalised to PEAK."""
        peak = max(map(abs, self.samples)) or 1.0
        scale = 32_767 * PEAK / peak
        return array("h", [round(sample * scale) for sample in self.samples])

    def mp3(self):
        encoder = lameenc.Encoder()
        encoder.set_channels(1)
        encoder.set_in_sample_rate(RATE)
        encoder.set_bit_rate(KILOBITS)
        encoder.set_quality(5)
        encoder.silence()
        return bytes(encoder.encode(self.pcm().tobytes()) + encoder.flush())
