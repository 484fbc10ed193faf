"""The settings as a fresh process meets them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import URLResolver, get_resolver
from marshmallow import ValidationError

from kimportal import env as deployment

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "DJANGO_SECRET_KEY": "k9-" * 20 + "!Zq",
    "DJANGO_ALLOWED_HOSTS": "kim.example.go.id",
    "SITE_URL": "https://kim.example.go.id",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "memory:",
}


def start(*arguments, **environment):
    """manage.py in a process of its own, with nothing of ours in the environment."""
    clean = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
    )


def test_production_mode_passes_djangos_own_deployment_check():
    done = start("check", "--deploy", "--fail-level", "WARNING", **SAFE)

    assert (done.returncode, done.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )


def test_every_fault_is_listed_at_once_with_its_variable():
    done = start("check", SITE_URL="http://kim.example.go.id", DJANGO_ALLOWED_HOSTS="*", TASKS="x")

    assert done.returncode != 0
    for name in ("DJANGO_SECRET_KEY", "DJANGO_ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "TASKS"):
        assert name in done.stderr


def test_the_faults_are_a_list_to_read_and_no_traceback():
    faulty = {
        "ADMIN_PATH": "anggota",
        "CACHE_URL": "x",
        "CLAMD_ADDRESS": "x",
        "CONTACT_EMAIL": "x",
        "DATABASE_POOL": "-1",
        "DATABASE_URL": "mysql://a/b",
        "DJANGO_ALLOWED_HOSTS": "https://kim.example.go.id",
        "DJANGO_SECRET_KEY": "x",
        "EMAIL_URL": "x",
        "KIM_MIN_MEMBERS": "-1",
        "LOG_LEVEL": "loud",
        "PRIVATE_ACCEL_PREFIX": "x",
        "PROXY_COUNT": "-1",
        "SECURITY_CONTACT": "x",
        "SENTRY_DSN": "x",
        "SITE_URL": "https://",
        "STAFF_MFA": "x",
        "STORAGE_URL": "ftp://host",
        "TASKS": "x",
    }

    done = start("check", **faulty)

    assert done.returncode == 1
    head, *lines = done.stderr.splitlines()
    assert head == "The portal cannot start (README, Settings):"
    assert [line.strip().partition(":")[0] for line in lines] == sorted(faulty)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (
            deployment.exact_hosts,
            [["kim.go.id"], ["localhost", "[::1]", "127.0.0.1"]],
            [[], ["*"], [".go.id"], ["a.id", " b.id"], ["a.id:80"], ["https://a.id"], [""]],
        ),
        (
            deployment.https_or_loopback,
            ["https://kim.go.id", "https://kim.go.id:8443", "http://[::1]:8000"],
            ["", "kim.go.id", "https://", "https://:443", "https://a.id:99999", "http://[::1",
             "https://a.id/", "https://a.id#x", "https://a@b.id", "http://kim.go.id"],
        ),
        (
            deployment.file_or_bucket,
            ["file:///srv/files", "s3://k:s@store:9000/kim?tls=no"],
            ["", "/srv", "file:srv", "file://srv", "ftp://a/b", "s3://", "s3://k:s@store",
             "s3:///kim", "s3://k:s@store:x/kim"],
        ),
        (
            deployment.staff_path,
            ["admin", "/petugas/", "petugas/pintu-9"],
            ["", "/", "a(b", "a b", "../x", "a//b", "akun", "en/admin", "static"],
        ),
    ],
)  # fmt: skip
def test_what_each_variable_takes(check, good, bad):
    for value in good:
        check(value)
    for value in bad:
        with pytest.raises(ValidationError):
            check(value)


TAKES = {
    "DATABASE_URL": deployment.known_database,
    "EMAIL_URL": deployment.mail_server,
    "STORAGE_URL": deployment.file_or_bucket,
}


@pytest.mark.parametrize("name", TAKES)
def test_what_readme_shows_as_an_example_is_taken(name):
    table = (ROOT / "kimportal/deploy/README.md").read_text()
    [row] = re.findall(rf"^\| `{name}` \|([^|]+)\|", table, re.M)

    examples = re.findall(r"`([^`]+)`", row)
    for example in examples:
        TAKES[name](example)
    assert examples


def test_letters_leave_encrypted_by_the_example():
    told = deployment.mail_server("submission://user:password@host")

    assert (told["EMAIL_USE_TLS"], told["EMAIL_PORT"]) == (True, 587)


def addresses(resolver, before=""):
    for one in resolver.url_patterns:
        here = f"{before}{one.pattern}"
        yield from addresses(one, here) if isinstance(one, URLResolver) else [here]


def test_the_staff_site_may_not_stand_where_another_page_does():
    firsts = {address.partition("/")[0] for address in addresses(get_resolver())}
    words = {first for first in firsts if re.fullmatch(r"[\w-]+", first)}

    assert words - {"admin"} | {"en", "static", "media"} == deployment.RESERVED_PATHS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DJANGO_SECRET_KEY", "short"),
        ("DJANGO_ALLOWED_HOSTS", "*"),
        ("DJANGO_ALLOWED_HOSTS", ".go.id,*.example.org"),
        ("SITE_URL", "http://kim.example.go.id"),
        ("SITE_URL", "https://kim.example.go.id/portal/"),
        ("DJANGO_DEBUG", "ya"),
    ],
)
def test_an_unsafe_or_unclear_value_stops_the_start(name, value):
    done = start("check", **SAFE | {name: value})

    assert done.returncode != 0
    assert name in done.stderr


def test_passwords_are_hashed_with_argon2_in_production():
    done = start(
        "shell",
        "-v0",
        "-c",
        "from django.contrib.auth.hashers import make_password as m; print(m('x')[:6])",
        **SAFE,
    )

    assert done.stdout.strip() == "argon2"


def test_where_no_proxy_is_named_no_word_of_one_is_believed():
    told = "print(s.SECURE_PROXY_SSL_HEADER, s.ALLAUTH_TRUSTED_PROXY_COUNT)"

    done = start("shell", "-v0", "-c", f"from django.conf import settings as s; {told}", **SAFE)

    assert done.stdout == "None 0\n"
