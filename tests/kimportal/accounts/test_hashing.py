"""Argon2 parameters, and the limit on concurrent hashes."""

import os
import threading

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from kimportal.accounts import hashing
from kimportal.accounts.hashing import LimitedArgon2Hasher, hashing_slot
from kimportal.web.service_unavailable import Overloaded

PASSWORD = "kopi-pagi-di-teras-7"


def test_a_password_is_checked_against_its_hash():
    encoded = LimitedArgon2Hasher().encode(PASSWORD, "garam-dapur-1234")

    assert LimitedArgon2Hasher().verify(PASSWORD, encoded) is True
    assert LimitedArgon2Hasher().verify("lain", encoded) is False


def test_hashing_exceeds_the_minimum_of_owasp():
    decoded = LimitedArgon2Hasher().decode(
        LimitedArgon2Hasher().encode(PASSWORD, "garam-dapur-1234")
    )

    assert (decoded["variety"], decoded["memory_cost"], decoded["time_cost"]) == (
        "argon2id",
        65536,
        2,
    )
    assert decoded["parallelism"] == 1


def test_a_hash_with_djangos_parameters_is_accepted_and_upgraded():
    encoded = Argon2PasswordHasher().encode(PASSWORD, "garam-dapur-1234")

    assert LimitedArgon2Hasher().verify(PASSWORD, encoded) is True
    assert LimitedArgon2Hasher().must_update(encoded) is True


def test_a_request_is_refused_when_too_many_wait(monkeypatch):
    monkeypatch.setattr(hashing, "ADMITTED", threading.BoundedSemaphore(1))

    with hashing_slot(), pytest.raises(Overloaded):
        LimitedArgon2Hasher().encode(PASSWORD, "garam-dapur-1234")


def test_a_slot_is_free_again_after_an_error(monkeypatch):
    monkeypatch.setattr(hashing, "ADMITTED", threading.BoundedSemaphore(1))

    with pytest.raises(KeyError), hashing_slot():
        raise KeyError("x")

    with hashing_slot():
        pass


def test_no_more_than_the_slots_hash_at_once(monkeypatch):
    monkeypatch.setattr(hashing, "RUNNING", threading.BoundedSemaphore(2))
    both_active, active, counts = threading.Barrier(2, timeout=10), set(), []

    def hash_once(number):
        with hashing_slot():
            active.add(number)
            both_active.wait()  # raises unless two run at the same time
            counts.append(len(active))
            both_active.wait()
            active.remove(number)

    threads = [threading.Thread(target=hash_once, args=(number,)) for number in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert counts == [2] * 6


def test_two_processes_run_no_more_hashes_than_there_are_cores():
    assert 1 <= hashing.RUNNING._initial_value * 2 <= max(2, os.cpu_count())
