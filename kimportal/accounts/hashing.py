"""Passwords are hashed one at a time: a flood of guesses leaves the pages their processor."""

import fcntl
import os
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher

from kimportal.web.service_unavailable import Overloaded

#: Requests of one process that may wait for their turn; more are asked to come back.
MAX_CONCURRENT = threading.BoundedSemaphore(8)
TURN = threading.Lock()
#: All processes of this machine take turns as well.
LOCK = Path(tempfile.gettempdir()) / f"portal-kim-hashing-{os.getuid()}.lock"


@contextmanager
def turn():
    """Wait until nobody else on this machine hashes. Raises Busy when too many wait already."""
    if not MAX_CONCURRENT.acquire(blocking=False):
        raise Overloaded("too many passwords to check at once")
    with ExitStack() as held:
        held.callback(MAX_CONCURRENT.release)
        held.enter_context(TURN)
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            lock = os.open(LOCK, flags, 0o600)
            held.callback(os.close, lock)  # which also hands the turn on
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:
            pass  # a full or read-only disk: this process alone takes turns
        yield


class PatientArgon2Hasher(Argon2PasswordHasher):
    """Argon2id on one core with 64 MiB, above OWASP's least (19 MiB, 2 rounds), below Django's
    100 MiB on eight lanes: in a flood those are 800 MiB and every core.
    """

    time_cost = 2
    memory_cost = 64 * 1024
    parallelism = 1

    def encode(self, password, salt):
        with turn():
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with turn():
            return super().verify(password, encoded)
