"""Argon2 for passwords, with a limit on concurrent hashes.

A flood of log-ins then waits for itself instead of using all processors and threads.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

from kimportal.web.service_unavailable import Overloaded

#: Concurrent hashes of one process: two processes together use all cores of the machine.
RUNNING = threading.BoundedSemaphore(max(1, (os.cpu_count() or 2) // 2))
#: Requests of one process that hash or wait for it; further ones get a 503.
ADMITTED = threading.BoundedSemaphore(8)


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Wait for a free slot. Raise Overloaded when too many requests are waiting."""
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

    def encode(self, password: str, salt: str) -> str:
        with hashing_slot():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with hashing_slot():
            return super().verify(password, encoded)
