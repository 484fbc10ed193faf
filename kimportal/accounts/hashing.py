"""Argon2 for passwords, with a bound on how many are hashed at once.

A flood of log-ins then waits for itself instead of taking every processor and thread from readers.
"""

import os
import threading
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

from kimportal.web.service_unavailable import Overloaded

#: Hashes at once in one process: together two processes take the machine's cores, not more.
RUNNING = threading.BoundedSemaphore(max(1, (os.cpu_count() or 2) // 2))
#: Requests of one process that may hash or wait for it; more are asked to come back.
ADMITTED = threading.BoundedSemaphore(8)


@contextmanager
def hashing_slot():
    """Wait for a free slot to hash in. Raise Busy when too many requests wait already."""
    if not ADMITTED.acquire(blocking=False):
        raise Overloaded("too many passwords to check at once")
    try:
        with RUNNING:
            yield
    finally:
        ADMITTED.release()


class LimitedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id on one core with 64 MiB: above OWASP's minimum (19 MiB, 2 rounds), below Django's
    100 MiB on eight lanes, which in a flood are 800 MiB and every core.
    """

    time_cost = 2
    memory_cost = 64 * 1024
    parallelism = 1

    def encode(self, password, salt):
        with hashing_slot():
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with hashing_slot():
            return super().verify(password, encoded)
