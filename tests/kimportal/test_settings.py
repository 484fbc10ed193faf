"""Settings, read from the environment by a new process."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import URLResolver, get_resolver
from marshmallow import ValidationError

from kimportal import env

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "DJANGO_SECRET_KEY": "k9-" * 20 + "!Zq",
    "DJANGO_ALLOWED_HOSTS": "kim.example.go.id",
    "SITE_URL": "https://kim.example.go.id",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "memory:",
    "CONTACT_EMAIL": "kontak@kim.example.go.id",
    "HOAX_DESK": "https://aduan.example.go.id",
    "DATA_PROTECTION_CONTACT": "tel:+62215550100",
}


def start(*arguments, **environment):
    """Run manage.py in a process with only this environment."""
    clean = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
    )


def test_production_mode_passes_djangos_own_deployment_check():
    process = start("check", "--deploy", "--fail-level", "WARNING", **SAFE)

    assert (process.returncode, process.stdout) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )


def test_every_error_is_listed_at_once_with_its_variable():
    process = start(
        "check", SITE_URL="http://kim.example.go.id", DJANGO_ALLOWED_HOSTS="*", TASKS="x"
    )

    assert process.returncode != 0
    for name in ("DJANGO_SECRET_KEY", "DJANGO_ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "TASKS"):
        assert name in process.stderr


@pytest.mark.parametrize("value", [None, "", "Budi", "http://aduan.example.go.id"])
@pytest.mark.parametrize("name", ["CONTACT_EMAIL", "HOAX_DESK", "DATA_PROTECTION_CONTACT"])
def test_a_portal_without_somebody_to_turn_to_does_not_start(name, value):
    without = {key: text for key, text in SAFE.items() if key != name}

    process = start("check", **without | ({} if value is None else {name: value}))

    assert process.returncode == 1
    [_head, line] = process.stderr.splitlines()
    assert line.startswith(f"  {name}: ")


def test_errors_are_a_list_and_no_traceback():
    invalid = {
        "ADMIN_PATH": "anggota",
        "CACHE_URL": "x",
        "CLAMD_ADDRESS": "x",
        "CONTACT_EMAIL": "x",
        "DATABASE_POOL": "-1",
        "DATA_PROTECTION_CONTACT": "x",
        "DATABASE_URL": "mysql://a/b",
        "DJANGO_ALLOWED_HOSTS": "https://kim.example.go.id",
        "DJANGO_SECRET_KEY": "x",
        "EMAIL_URL": "x",
        "HOAX_DESK": "x",
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

    process = start("check", **invalid)

    assert process.returncode == 1
    head, *lines = process.stderr.splitlines()
    assert head == "The portal cannot start (README, Settings):"
    assert [line.strip().partition(":")[0] for line in lines] == sorted(invalid)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (
            env.exact_hosts,
            [["kim.go.id"], ["localhost", "[::1]", "127.0.0.1"]],
            [[], ["*"], [".go.id"], ["a.id", " b.id"], ["a.id:80"], ["https://a.id"], [""]],
        ),
        (
            env.https_or_loopback,
            ["https://kim.go.id", "https://kim.go.id:8443", "http://[::1]:8000"],
            ["", "kim.go.id", "https://", "https://:443", "https://a.id:99999", "http://[::1",
             "https://a.id/", "https://a.id#x", "https://a@b.id", "http://kim.go.id"],
        ),
        (
            env.file_or_bucket,
            ["file:///srv/files", "s3://k:s@store:9000/kim?tls=no"],
            ["", "/srv", "file:srv", "file://srv", "ftp://a/b", "s3://", "s3://k:s@store",
             "s3:///kim", "s3://k:s@store:x/kim"],
        ),
        (
            env.staff_path,
            ["admin", "/petugas/", "petugas/pintu-9"],
            ["", "/", "a(b", "a b", "../x", "a//b", "akun", "en/admin", "static"],
        ),
    ],
)  # fmt: skip
def test_validators(check, good, bad):
    for value in good:
        check(value)
    for value in bad:
        with pytest.raises(ValidationError):
            check(value)


PARSERS = {
    "DATABASE_URL": env.known_database,
    "EMAIL_URL": env.mail_server,
    "STORAGE_URL": env.file_or_bucket,
}


@pytest.mark.parametrize("name", PARSERS)
def test_the_examples_of_the_readme_are_valid(name):
    table = (ROOT / "kimportal/deploy/README.md").read_text()
    [row] = re.findall(rf"^\| `{name}` \|([^|]+)\|", table, re.M)

    examples = re.findall(r"`([^`]+)`", row)
    for example in examples:
        PARSERS[name](example)
    assert examples


def test_the_example_encrypts_email():
    config = env.mail_server("submission://user:password@host")

    assert (config["EMAIL_USE_TLS"], config["EMAIL_PORT"]) == (True, 587)


def paths(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        path = f"{prefix}{pattern.pattern}"
        yield from paths(pattern, path) if isinstance(pattern, URLResolver) else [path]


def test_the_staff_site_may_not_have_the_path_of_another_page():
    first_parts = {path.partition("/")[0] for path in paths(get_resolver())}
    names = {part for part in first_parts if re.fullmatch(r"[\w-]+", part)}

    assert names - {"admin"} | {"en", "static", "media"} == env.RESERVED_PATHS


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
def test_an_unsafe_or_invalid_value_stops_the_start(name, value):
    process = start("check", **SAFE | {name: value})

    assert process.returncode != 0
    assert name in process.stderr


def test_passwords_are_hashed_with_argon2_in_production():
    process = start(
        "shell",
        "-v0",
        "-c",
        "from django.contrib.auth.hashers import make_password as m; print(m('x')[:6])",
        **SAFE,
    )

    assert process.stdout.strip() == "argon2"


def test_without_a_proxy_its_headers_are_ignored():
    code = "print(s.SECURE_PROXY_SSL_HEADER, s.ALLAUTH_TRUSTED_PROXY_COUNT)"

    process = start("shell", "-v0", "-c", f"from django.conf import settings as s; {code}", **SAFE)

    assert process.stdout == "None 0\n"
