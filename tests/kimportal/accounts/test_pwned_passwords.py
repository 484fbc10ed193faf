"""Passwords that leaked elsewhere: found in a sorted file without loading it, refused kindly."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kimportal.accounts.passwords import BreachedPasswordValidator
from kimportal.accounts.pwned_passwords import is_listed
from kimportal.mail.models import OutgoingEmail
from tests.kimportal.accounts.test_sign_up import NEW, sign_up
from tests.kimportal.test_settings import SAFE, start

LEAKED = NEW["password1"]
passwords = st.sets(st.text(max_size=20), max_size=60)
line_ends = st.sampled_from(["\n", "\r\n"])


def sha1(password):
    typed = password.encode(errors="surrogatepass")
    return hashlib.sha1(typed, usedforsecurity=False).hexdigest().upper()


def written(path, leaked, end="\r\n", last_end=True):
    """The list as it is downloaded; how often a password was seen makes lines of all lengths."""
    hashes = sorted(map(sha1, leaked))
    lines = end.join(f"{one}:{7 ** (n % 9)}" for n, one in enumerate(hashes))
    path.write_text(lines + (end if lines and last_end else ""), newline="")
    return path


@given(leaked=passwords, others=passwords, end=line_ends, last_end=st.booleans())
def test_all_of_the_list_is_found_and_nothing_else(leaked, others, end, last_end, tmp_path_factory):
    path = written(tmp_path_factory.getbasetemp() / "leaked.txt", leaked, end, last_end)

    assert {one for one in leaked | others if is_listed(path, one)} == leaked


def test_a_long_list_is_searched_by_a_few_looks(tmp_path):
    path = written(tmp_path / "leaked.txt", [f"sandi-{n}" for n in range(20_000)])

    found = [n for n in range(40_000) if n % 97 == 0 and is_listed(path, f"sandi-{n}")]

    assert found == [n for n in range(20_000) if n % 97 == 0]


@pytest.fixture
def listed(tmp_path, settings):
    path = written(tmp_path / "leaked.txt", [LEAKED, "123456789012", "sandi-lama-bocor"])
    name = "kimportal.accounts.passwords.BreachedPasswordValidator"
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": name, "OPTIONS": {"path": str(path)}}]
    return path


@pytest.mark.django_db
def test_signing_up_with_a_leaked_password_is_refused_without_blame(client, listed):
    answer = sign_up(client, password1=LEAKED, password2=LEAKED)

    (told,) = answer.context["form"].errors["password1"]
    assert told == (
        "Kata sandi ini ada dalam daftar yang bocor dari situs lain, sehingga mungkin dicoba orang "
        "tak dikenal. Ini bukan kesalahan Anda; silakan pilih kata sandi lain."
    )


@pytest.mark.django_db
def test_a_password_that_is_on_no_list_is_taken(client, listed):
    own = {"password1": "bubur-sumsum-hangat-3", "password2": "bubur-sumsum-hangat-3"}

    assert sign_up(client, **own).status_code == 302


@pytest.mark.django_db
def test_a_list_gone_missing_is_an_alarm_and_locks_nobody_out(client, listed, settings):
    settings.CONTACT_EMAIL = "siaga@example.go.id"
    listed.unlink()

    assert sign_up(client).status_code == 302

    told = OutgoingEmail.objects.get(to="siaga@example.go.id").text
    assert "BREACHED_PASSWORDS cannot be read: No such file or directory" in told


def test_half_a_letter_is_a_password_like_any_other(tmp_path):
    written(tmp_path / "leaked.txt", ["\ud800"])

    with pytest.raises(ValidationError):
        BreachedPasswordValidator(tmp_path / "leaked.txt").validate("\ud800")


# -- the setting


def check(path):
    return start("check", **SAFE, BREACHED_PASSWORDS=str(path))


def test_a_list_of_the_known_form_starts_the_portal(tmp_path):
    assert check(written(tmp_path / "leaked.txt", ["a", "b", "c"])).returncode == 0


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "cannot be read: No such file or directory"),
        ("", "is not lines of 40 capital hexadecimal digits"),
        ("rahasia\n123456\n", "is not lines of 40 capital hexadecimal digits"),
        (f"{sha1('a').lower()}:3\n", "is not lines of 40 capital hexadecimal digits"),
        (f"{'A' * 32}:3\n", "is not lines of 40 capital hexadecimal digits"),
        (f"{'B' * 40}:3\n{'A' * 40}:9\n", "is not sorted by its hashes"),
    ],
)
def test_a_list_that_could_not_be_searched_is_a_fault_at_the_start(content, fault, tmp_path):
    path = tmp_path / "leaked.txt"
    if content is not None:
        path.write_text(content)

    done = check(path)

    assert done.returncode != 0
    assert "BREACHED_PASSWORDS" in done.stderr and fault in done.stderr


def test_whoever_names_no_list_is_asked_for_none():
    ask = "from django.conf import settings as s; print(len(s.AUTH_PASSWORD_VALIDATORS))"

    assert start("shell", "-v0", "-c", ask, **SAFE).stdout.strip() == "4"
