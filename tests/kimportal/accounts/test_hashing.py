"""Few passwords are hashed at once, and a request is refused when too many wait."""

import os
import threading

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from kimportal.accounts import hashing
from kimportal.accounts.hashing import LimitedArgon2Hasher, hashing_slot
from kimportal.web.service_unavailable import Overloaded

WORD = "kopi-pagi-di-teras-7"


def test_a_password_is_checked_against_its_hash():
    encoded = LimitedArgon2Hasher().encode(WORD, "garam-dapur-1234")

    assert LimitedArgon2Hasher().verify(WORD, encoded) is True
    assert LimitedArgon2Hasher().verify("lain", encoded) is False


def test_hashing_is_stronger_than_the_least_that_owasp_asks_for():
    facts = LimitedArgon2Hasher().decode(LimitedArgon2Hasher().encode(WORD, "garam-dapur-1234"))

    assert (facts["variety"], facts["memory_cost"], facts["time_cost"]) == ("argon2id", 65536, 2)
    assert facts["parallelism"] == 1


def test_a_hash_of_djangos_own_is_accepted_and_then_renewed():
    encoded = Argon2PasswordHasher().encode(WORD, "garam-dapur-1234")

    assert LimitedArgon2Hasher().verify(WORD, encoded) is True
    assert LimitedArgon2Hasher().must_update(encoded) is True


def test_a_request_is_refused_when_too_many_wait(monkeypatch):
    monkeypatch.setattr(hashing, "ADMITTED", threading.BoundedSemaphore(1))

    with hashing_slot(), pytest.raises(Overloaded):
        LimitedArgon2Hasher().encode(WORD, "garam-dapur-1234")


def test_a_slot_is_free_again_after_an_error(monkeypatch):
    monkeypatch.setattr(hashing, "ADMITTED", threading.BoundedSemaphore(1))

    with pytest.raises(KeyError), hashing_slot():
        raise KeyError("x")

    with hashing_slot():
        pass


def test_no_more_than_the_slots_hash_at_once(monkeypatch):
    monkeypatch.setattr(hashing, "RUNNING", threading.BoundedSemaphore(2))
    both_inside, inside, most = threading.Barrier(2, timeout=10), set(), []

    def hash_once(number):
        with hashing_slot():
            inside.add(number)
            both_inside.wait()  # two are let in together, or this breaks
            most.append(len(inside))
            both_inside.wait()
            inside.remove(number)

    crowd = [threading.Thread(target=hash_once, args=(number,)) for number in range(6)]
    [thread.start() for thread in crowd]
    [thread.join() for thread in crowd]

    assert most == [2] * 6


def test_two_processes_leave_no_more_hashes_running_than_there_are_cores():
    assert 1 <= hashing.RUNNING._initial_value * 2 <= max(2, os.cpu_count())
