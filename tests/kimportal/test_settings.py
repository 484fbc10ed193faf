"""The settings as a fresh process meets them."""

import json
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


#: SECURITY_BAR §4, as far as a value can say it; the answers themselves are tested elsewhere.
ASKED = {
    "DEBUG": False,
    "ALLOWED_HOSTS": ["kim.example.go.id"],
    "CSRF_TRUSTED_ORIGINS": ["https://kim.example.go.id"],
    "USE_X_FORWARDED_HOST": False,
    "SECURE_PROXY_SSL_HEADER": None,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "X_FRAME_OPTIONS": "DENY",
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_AGE": 43_200,
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 1_048_576,
    "DATA_UPLOAD_MAX_NUMBER_FILES": 12,
    "FILE_UPLOAD_PERMISSIONS": 0o640,
    "FILE_UPLOAD_DIRECTORY_PERMISSIONS": 0o750,
    "PASSWORD_RESET_TIMEOUT": 3600,
    "ACCOUNT_LOGIN_METHODS": ["email"],
    "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    "ACCOUNT_PREVENT_ENUMERATION": True,
    "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
    "ACCOUNT_EMAIL_NOTIFICATIONS": True,
    "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
    "ACCOUNT_SESSION_REMEMBER": False,
    "ACCOUNT_LOGOUT_ON_GET": False,
    "ACCOUNT_CONFIRM_EMAIL_ON_GET": False,
    "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
    "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_TRUST_ENABLED": False,
    "MFA_TOTP_TOLERANCE": 0,
    "MFA_PASSKEY_LOGIN_ENABLED": True,
}


def test_production_mode_holds_what_the_security_bar_asks():
    ask = (
        "import json; from django.conf import settings as s; "
        f"print(json.dumps({{n: getattr(s, n) for n in {list(ASKED)}}}, default=list))"
    )

    done = start("shell", "-v0", "-c", ask, **SAFE)

    assert json.loads(done.stdout) == ASKED
