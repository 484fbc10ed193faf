"""The settings as a fresh process meets them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
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
        cwd=HOUSE,
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
