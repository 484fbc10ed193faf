"""Hashing takes turns, and says no when too many wait."""

import threading

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from kimportal.accounts import hashing
from kimportal.accounts.hashing import PatientArgon2Hasher, turn
from kimportal.web.service_unavailable import Overloaded

WORD = "kopi-pagi-di-teras-7"


def test_a_password_is_checked_against_its_hash():
    encoded = PatientArgon2Hasher().encode(WORD, "garam-dapur-1234")

    assert PatientArgon2Hasher().verify(WORD, encoded) is True
    assert PatientArgon2Hasher().verify("lain", encoded) is False


def test_hashing_is_stronger_than_the_least_that_owasp_asks_for():
    facts = PatientArgon2Hasher().decode(PatientArgon2Hasher().encode(WORD, "garam-dapur-1234"))

    assert (facts["variety"], facts["memory_cost"], facts["time_cost"]) == ("argon2id", 65536, 2)
    assert facts["parallelism"] == 1


def test_a_hash_of_djangos_own_is_accepted_and_then_renewed():
    encoded = Argon2PasswordHasher().encode(WORD, "garam-dapur-1234")

    assert PatientArgon2Hasher().verify(WORD, encoded) is True
    assert PatientArgon2Hasher().must_update(encoded) is True


def test_whoever_finds_all_places_taken_is_asked_to_come_back(monkeypatch):
    monkeypatch.setattr(hashing, "MAX_CONCURRENT", threading.BoundedSemaphore(1))

    with turn(), pytest.raises(Overloaded):
        PatientArgon2Hasher().encode(WORD, "garam-dapur-1234")


def test_a_place_is_free_again_after_a_fault(monkeypatch):
    monkeypatch.setattr(hashing, "MAX_CONCURRENT", threading.BoundedSemaphore(1))

    with pytest.raises(KeyError), turn():
        raise KeyError("x")

    with turn():
        pass


def test_only_one_hashes_at_a_time():
    inside, most = [], []

    def hash_once():
        with turn():
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    crowd = [threading.Thread(target=hash_once) for _ in range(6)]
    [t.start() for t in crowd]
    [t.join() for t in crowd]

    assert most == [1] * 6


def test_without_room_for_the_lock_file_hashing_goes_on(monkeypatch, tmp_path):
    monkeypatch.setattr(hashing, "LOCK", tmp_path / "missing" / "lock")

    with turn():
        pass
