"""Leaked passwords: binary search in a sorted file, and the validator."""

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
    encoded = password.encode(errors="surrogatepass")
    return hashlib.sha1(encoded, usedforsecurity=False).hexdigest().upper()


def write_list(path, leaked, end="\r\n", last_end=True):
    """Write a list in the format of the download, with counts of different lengths."""
    hashes = sorted(map(sha1, leaked))
    lines = end.join(f"{digest}:{7 ** (n % 9)}" for n, digest in enumerate(hashes))
    path.write_text(lines + (end if lines and last_end else ""), newline="")
    return path


@given(leaked=passwords, others=passwords, end=line_ends, last_end=st.booleans())
def test_exactly_the_passwords_of_the_list_match(leaked, others, end, last_end, tmp_path_factory):
    path = write_list(tmp_path_factory.getbasetemp() / "leaked.txt", leaked, end, last_end)

    assert {password for password in leaked | others if is_listed(path, password)} == leaked


def test_a_long_list_is_searched(tmp_path):
    path = write_list(tmp_path / "leaked.txt", [f"sandi-{n}" for n in range(20_000)])

    listed = [n for n in range(40_000) if n % 97 == 0 and is_listed(path, f"sandi-{n}")]

    assert listed == [n for n in range(20_000) if n % 97 == 0]


@pytest.fixture
def listed(tmp_path, settings):
    path = write_list(tmp_path / "leaked.txt", [LEAKED, "123456789012", "sandi-lama-bocor"])
    name = "kimportal.accounts.passwords.BreachedPasswordValidator"
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": name, "OPTIONS": {"path": str(path)}}]
    return path


@pytest.mark.django_db
def test_signing_up_with_a_leaked_password_is_rejected_without_blame(client, listed):
    answer = sign_up(client, password1=LEAKED, password2=LEAKED)

    (error,) = answer.context["form"].errors["password1"]
    assert error == (
        "Kata sandi ini ada dalam daftar yang bocor dari situs lain, sehingga mungkin dicoba orang "
        "tak dikenal. Ini bukan kesalahan Anda; silakan pilih kata sandi lain."
    )


@pytest.mark.django_db
def test_a_password_that_is_not_listed_is_accepted(client, listed):
    passwords = {"password1": "bubur-sumsum-hangat-3", "password2": "bubur-sumsum-hangat-3"}

    assert sign_up(client, **passwords).status_code == 302


@pytest.mark.django_db
def test_a_missing_list_alerts_the_operator_and_rejects_nobody(client, listed, settings):
    settings.CONTACT_EMAIL = "siaga@example.go.id"
    listed.unlink()

    assert sign_up(client).status_code == 302

    text = OutgoingEmail.objects.get(to="siaga@example.go.id").text
    assert "BREACHED_PASSWORDS cannot be read: No such file or directory" in text


def test_a_lone_surrogate_in_a_password_is_handled(tmp_path):
    write_list(tmp_path / "leaked.txt", ["\ud800"])

    with pytest.raises(ValidationError):
        BreachedPasswordValidator(tmp_path / "leaked.txt").validate("\ud800")


# -- the setting


def check(path):
    return start("check", **SAFE, BREACHED_PASSWORDS=str(path))


def test_a_valid_list_passes_the_check_at_start(tmp_path):
    assert check(write_list(tmp_path / "leaked.txt", ["a", "b", "c"])).returncode == 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read: No such file or directory"),
        ("", "is not lines of 40 capital hexadecimal digits"),
        ("rahasia\n123456\n", "is not lines of 40 capital hexadecimal digits"),
        (f"{sha1('a').lower()}:3\n", "is not lines of 40 capital hexadecimal digits"),
        (f"{'A' * 32}:3\n", "is not lines of 40 capital hexadecimal digits"),
        (f"{'B' * 40}:3\n{'A' * 40}:9\n", "is not sorted by its hashes"),
    ],
)
def test_an_invalid_list_is_an_error_at_start(content, problem, tmp_path):
    path = tmp_path / "leaked.txt"
    if content is not None:
        path.write_text(content)

    process = check(path)

    assert process.returncode != 0
    assert "BREACHED_PASSWORDS" in process.stderr and problem in process.stderr


def test_the_list_is_optional():
    code = "from django.conf import settings as s; print(len(s.AUTH_PASSWORD_VALIDATORS))"

    assert start("shell", "-v0", "-c", code, **SAFE).stdout.strip() == "4"
