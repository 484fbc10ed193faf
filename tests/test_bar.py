"""The settings of production against SECURITY_BAR §4, line by line; where ours differ, why."""

import json

import pytest
from django.urls import reverse

from groups.members.forms import MAX_OFFICERS
from groups.members.models import MemberRole
from kimportal.staff.bulk import MAX_CHOICES
from tests.factories import MembershipFactory
from tests.groups.kim.registrations import complete_draft
from tests.kimportal.test_settings import SAFE, start

TELL = """
import json
from django.conf import settings
print(json.dumps({n: getattr(settings, n) for n in dir(settings) if n.isupper()}, default=str))
"""
HOST = "kim.example.go.id"
BAR = {
    "DEBUG": False,
    "ALLOWED_HOSTS": [HOST],
    "USE_X_FORWARDED_HOST": False,
    "CSRF_TRUSTED_ORIGINS": [f"https://{HOST}"],
    "SECRET_KEY_FALLBACKS": [],
    "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31536000,
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
    "SESSION_COOKIE_AGE": 43200,
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 1048576,
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": 200,
    "DATA_UPLOAD_MAX_NUMBER_FILES": 12,
    "FILE_UPLOAD_MAX_MEMORY_SIZE": 1048576,
    "FILE_UPLOAD_PERMISSIONS": 0o640,
    "FILE_UPLOAD_DIRECTORY_PERMISSIONS": 0o750,
    "PASSWORD_RESET_TIMEOUT": 3600,
    "ACCOUNT_LOGIN_METHODS": "{'email'}",
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*", "password2*"],
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
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_TRUST_ENABLED": False,
    "MFA_TOTP_TOLERANCE": 0,
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "STAFF_MFA": True,
}
POLICY = {
    "default-src": ["'none'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "img-src": ["'self'", "data:"],
    "upgrade-insecure-requests": True,
    "report-uri": "/csp-report/",
}


@pytest.fixture(scope="module")
def told():
    postgres = {"DATABASE_URL": "postgres://a:b@host/c", "PROXY_COUNT": "1"}
    return json.loads(start("shell", "-v0", "-c", TELL, **SAFE | postgres).stdout)


def test_production_is_set_as_the_bar_says(told):
    assert {name: told[name] for name in BAR} == BAR


def test_the_database_has_short_patience_and_checks_its_connections(told):
    database = told["DATABASES"]["default"]

    assert database["CONN_HEALTH_CHECKS"] is True
    for limit in (
        "statement_timeout=5s",
        "lock_timeout=3s",
        "idle_in_transaction_session_timeout=15s",
    ):
        assert limit in database["OPTIONS"]["options"]


def test_the_content_policy_is_as_strict_as_the_bar(told):
    policy = told["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert {name: policy[name] for name in POLICY} == POLICY
    assert "unsafe" not in json.dumps(policy)
    # Ours besides: recordings of our own, and the web app's manifest.
    assert policy.keys() - POLICY.keys() == {"script-src", "style-src", "media-src", "manifest-src"}
    assert policy["media-src"] == policy["manifest-src"] == ["'self'"]


def test_passwords_are_hashed_and_chosen_as_the_bar_says(told):
    hashers = [name.rpartition(".")[2] for name in told["PASSWORD_HASHERS"]]
    validators = [one["NAME"].rpartition(".")[2] for one in told["AUTH_PASSWORD_VALIDATORS"]]

    # Argon2, a bounded number at a time (kimportal/accounts/hashing.py).
    assert hashers == ["LimitedArgon2Hasher", "PBKDF2PasswordHasher"]
    assert validators == [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "PortalWordsValidator",
    ]


@pytest.mark.django_db
def test_the_longest_form_of_ours_stays_below_the_limit_of_fields(world, sign_in):
    """Thirty officers with all their fields, and a hundred things decided at once."""
    group = complete_draft()
    own = MembershipFactory(group=group, person=world.officer, role=MemberRole.SECRETARY)
    first = group.memberships.get(role=MemberRole.CHAIR)
    address = reverse("group_officers", args=[group.slug])
    client = sign_in(world.officer)
    facts = {"role": "section", "section": "Humas", "name_is_public": "on", "group": group.pk}
    told = {"csrfmiddlewaretoken": "x", "version_token": group.version_token}
    counts = {"TOTAL_FORMS": MAX_OFFICERS, "INITIAL_FORMS": 2, "MIN_NUM_FORMS": 0}
    told |= {f"memberships-{name}": number for name, number in counts.items()}
    for n in range(MAX_OFFICERS):
        row = facts | {"name": f"Bu Nomor {n}", "id": [first.pk, own.pk][n] if n < 2 else ""}
        row |= {"role": ["chair", "secretary"][n]} if n < 2 else {}
        told |= {f"memberships-{n}-{name}": value for name, value in row.items()}

    officers = client.post(address, told)
    items = [f"group:{n}:1" for n in range(MAX_CHOICES)]
    bulk = sign_in(world.reviewer).post(reverse("admin:bulk_approve"), {"item": items, "note": ""})

    assert len(told) > 180
    assert (officers.status_code, bulk.status_code) == (302, 302)
    assert group.memberships.count() == MAX_OFFICERS
