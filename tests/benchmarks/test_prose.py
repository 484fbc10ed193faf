"""Texts made to keep a Markdown parser busy, at one and at two lengths."""

import time

from campaigns.materials.markdown import to_html
from tests.campaigns.materials.test_input import HOSTILE

LENGTH = 15_000


def test_hostile_texts():
    print(f"\n{'text of':<10}{LENGTH:>10}{2 * LENGTH:>10}  (ms of processor)   times")
    for unit in HOSTILE:
        short, long = (spent(unit * (length // len(unit))) for length in (LENGTH, 2 * LENGTH))
        print(f"{unit:<10}{short:>10.1f}{long:>10.1f}{long / short:>26.1f}")


def spent(text):
    started = time.process_time()
    to_html(text)
    return (time.process_time() - started) * 1000
