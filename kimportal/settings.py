"""Settings, read from the environment: safe by default, all errors listed at once.

kimportal/deploy/README.md lists each variable with its default. Without any variable the portal
refuses to start and says what is missing; DJANGO_DEBUG=1 is for development only.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env, EnvValidationError, validate

from kimportal.accounts.pwned_passwords import validate_sorted_list
from kimportal.env import (
    contact,
    email_address,
    exact_hosts,
    file_or_bucket,
    format_errors,
    https_or_loopback,
    key_of_32_bytes,
    known_database,
    local_secret,
    log_key,
    mail_server,
    matches,
    requires_package,
    set_database_options,
    staff_path,
    storages,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env(eager=False)
for parser in (known_database, mail_server, staff_path):
    env.add_parser(parser.__name__, parser)
NOT_NEGATIVE = validate.Range(min=0)
DEBUG = env.bool("DJANGO_DEBUG", False)
SECRET_KEY = env.str(
    "DJANGO_SECRET_KEY",
    **({"default": local_secret(VAR_DIR)} if DEBUG else {"validate": validate.Length(min=50)}),
)
SECRET_KEY_FALLBACKS: list[str] = env.list("DJANGO_SECRET_KEY_FALLBACKS", [])
local_hosts: dict[str, Any] = {"default": ["localhost", "127.0.0.1", "[::1]"]} if DEBUG else {}
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", **local_hosts, validate=exact_hosts)
SITE_URL = env.str(
    "SITE_URL",
    **({"default": "http://127.0.0.1:8000"} if DEBUG else {}),
    validate=https_or_loopback,
)
DATABASES = {
    "default": env.known_database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
CACHES = {
    "default": env.dj_cache_url(
        "CACHE_URL", default="locmem://" if DEBUG else "db://kimportal_cache"
    ),
    "fallback": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kimportal_cache",
    },
}
STORAGE_URL = env.str("STORAGE_URL", default=f"file://{VAR_DIR}", validate=file_or_bucket)
email = env.mail_server("EMAIL_URL", **({"default": "console:"} if DEBUG else {}))
DATABASE_POOL = env.int("DATABASE_POOL", default=32, validate=NOT_NEGATIVE)
TASKS_BACKEND = env.str("TASKS", default="inline", validate=validate.OneOf(["inline", "database"]))
TRANSPARENCY_LOG_KEY = env.str(
    "TRANSPARENCY_LOG_KEY", default=log_key(VAR_DIR) if DEBUG else "", validate=key_of_32_bytes
)
LOG_LEVEL = env.str(
    "LOG_LEVEL",
    default="INFO",
    validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]),
)
ADMIN_PATH = env.staff_path("ADMIN_PATH", default="admin")
PROXY_COUNT = env.int("PROXY_COUNT", default=0, validate=NOT_NEGATIVE)
PRIVATE_ACCEL_PREFIX = env.str(
    "PRIVATE_ACCEL_PREFIX", default="", validate=matches(r"/[\w/-]*", "is a path such as /private/")
)
DEFACEMENT_ALLOWED_HOSTS: list[str] = env.list("DEFACEMENT_ALLOWED_HOSTS", [])
DEFACEMENT_IGNORED_PATHS: list[str] = env.list("DEFACEMENT_IGNORED_PATHS", [])
CLAMD_ADDRESS = env.str(
    "CLAMD_ADDRESS",
    default="",
    validate=matches(r"/\S+|\S+:\d{1,5}", "is host:port or the path of a socket"),
)
BREACHED_PASSWORDS = env.str("BREACHED_PASSWORDS", default="", validate=validate_sorted_list)
KIM_MIN_MEMBERS = env.int("KIM_MIN_MEMBERS", default=3, validate=NOT_NEGATIVE)
STAFF_MFA = env.bool("STAFF_MFA", default=not DEBUG)
METRICS_FOLDER = env.str(
    "METRICS_FOLDER", default="", validate=requires_package("prometheus_client")
)
SENTRY_DSN = env.str(
    "SENTRY_DSN",
    default="",
    validate=[
        requires_package("sentry_sdk"),
        matches(r"https?://\w+@\S+/\d+", "is https://key@host/number"),
    ],
)

# Ministries are renamed by decree, so their names are settings.
SITE_NAME = env.str("SITE_NAME", default="Portal KIM")
MINISTRY_NAME = env.str("MINISTRY_NAME", default="Kementerian Komunikasi dan Informatika")
MINISTRY_SHORT_NAME = env.str("MINISTRY_SHORT_NAME", default="Kemenkominfo")
MINISTRY_UNIT = env.str(
    "MINISTRY_UNIT", default="Direktorat Jenderal Informasi dan Komunikasi Publik"
)
# Whom people turn to. A portal without an answer to "whom do I ask?" does not start.
CONTACT_EMAIL = env.str(
    "CONTACT_EMAIL", **({"default": "kontak@example.org"} if DEBUG else {}), validate=email_address
)
HOAX_DESK = env.str(
    "HOAX_DESK", **({"default": "hoaks@example.org"} if DEBUG else {}), validate=contact
)
DATA_PROTECTION_CONTACT = env.str(
    "DATA_PROTECTION_CONTACT", **({"default": "pdp@example.org"} if DEBUG else {}), validate=contact
)
SECURITY_CONTACT = env.str(
    "SECURITY_CONTACT",
    default="",
    validate=matches(r"(https://|mailto:|tel:)\S+|[^\s@:]+@[^\s@]+", "is an e-mail or web address"),
)
try:
    env.seal()
except EnvValidationError as error:
    raise SystemExit(format_errors({**error.error_messages})) from None  # type: ignore[dict-item]

STORAGES = storages(STORAGE_URL)
HTTPS = SITE_URL.startswith("https://")

# -- apps, middleware, templates ---------------------------------------------

INSTALLED_APPS = [
    "campaigns",
    "groups",
    "kimportal.apps.KimportalConfig",
    "kimportal.apps.StaffSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kimportal.web.middleware.RequestIdMiddleware",
    "kimportal.audit.security_log.AuditMiddleware",
    # Before conditional GET: of a 304 a page of another site may read the headers too.
    "kimportal.web.middleware.ResourcePolicyMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    # Before all middleware that may answer, so that redirects and refusals have the headers too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "kimportal.accounts.refusals.RefusalLimitMiddleware",
    "kimportal.web.middleware.PublicMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kimportal.web.middleware.PathLocaleMiddleware",
    "kimportal.web.middleware.NoNulMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kimportal.accounts.staff_sessions.StaffSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kimportal.drafts.middleware.ScriptRedirectMiddleware",
    "kimportal.drafts.form_recovery.FormRecoveryMiddleware",
    "kimportal.drafts.middleware.DraftMiddleware",
]

if METRICS_FOLDER:
    MIDDLEWARE.insert(0, "kimportal.monitoring.metrics.MetricsMiddleware")

ROOT_URLCONF = "kimportal.urls"
WSGI_APPLICATION = "kimportal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "kimportal.web.context_processors.site",
                "kimportal.drafts.form_recovery.recovered_form",
                "kimportal.offline.person.phone",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kimportal.ui.template_tags",
                "kimportal.drafts.template_tags",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "kim"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- data --------------------------------------------------------------------

set_database_options(DATABASES["default"], pool=DATABASE_POOL)
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "kimportal.web.cache.ForgivingRedisCache"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {
    "default": {
        "BACKEND": {
            "inline": "django_tasks.backends.immediate.ImmediateBackend",
            "database": "django_tasks_db.DatabaseBackend",
        }[TASKS_BACKEND]
    }
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "kimportal.ui.css_bundle.StylesheetFinder",
]
MEDIA_URL = STORAGES["default"]["OPTIONS"].get("base_url", "/media/")
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "kimportal.uploads.upload_handlers.DiskFullUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# -- email -------------------------------------------------------------------

EMAIL_BACKEND = email["EMAIL_BACKEND"]
# dj-email-url removes the first slash of file:///folder.
EMAIL_FILE_PATH = f"/{folder.lstrip('/')}" if (folder := email.get("EMAIL_FILE_PATH")) else None
EMAIL_HOST = email.get("EMAIL_HOST", "")
EMAIL_PORT = email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = (
    email.get("DEFAULT_FROM_EMAIL") or f"{SITE_NAME} <portal@{urlsplit(SITE_URL).hostname}>"
)

# -- languages, dates --------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "kimportal" / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# -- people ------------------------------------------------------------------

AUTH_USER_MODEL = "kimportal.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "kimportal.accounts.hashing.LimitedArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kimportal.accounts.passwords.PortalWordsValidator"},
]
if BREACHED_PASSWORDS:
    AUTH_PASSWORD_VALIDATORS += [
        {
            "NAME": "kimportal.accounts.passwords.BreachedPasswordValidator",
            "OPTIONS": {"path": BREACHED_PASSWORDS},
        }
    ]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "home"
#: Modules that export and erase the personal data of an app (kimportal/privacy/providers.py).
PRIVACY_PROVIDERS = ["campaigns.privacy", "groups.privacy", "kimportal.privacy.providers"]
#: Jobs of `manage.py run_periodic_jobs` besides its own: label → function returning a count.
PERIODIC_JOBS = {
    "renditions tried": "campaigns.materials.tasks.render_due",
    "materials' files published or hidden": "campaigns.materials.tasks.publish_due",
    "reminders of events": "campaigns.events.reminders.write_due",
    "exports restarted or deleted": "kimportal.exports.cleanup.clean_up",
    "facts logged": "kimportal.transparency_log.log.append_due_facts",
}
#: Retention rules, in the order of /privasi/ (kimportal/privacy/retention.py).
RETENTION = [
    "kimportal.privacy.retention_rules.RULES",
    "groups.retention.RULES",
    "campaigns.retention.RULES",
]
#: Fields whose approved values may link to other hosts; any other link is a finding of the
#: defacement check (kimportal/monitoring/defacement).
DEFACEMENT_LINK_FIELDS = [
    *(f"groups.Group.{name}" for name in "website instagram facebook youtube tiktok".split()),
    "campaigns.OutreachEvent.link",
    "campaigns.OutreachEvent.links",
    "campaigns.ElectionFact.source_url",
    "campaigns.Material.body_html",
    "campaigns.MaterialFile.link",
]
#: Exports offered to staff (kimportal/exports), in this order.
EXPORTS = [
    "groups.exports.GROUPS",
    "campaigns.exports.EVENTS",
    "kimportal.exports.audit_events.AUDIT_EVENTS",
]
ACCOUNT_ADAPTER = "kimportal.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "kimportal.accounts.forms.LoginForm",
    "signup": "kimportal.accounts.forms.SignupForm",
    "reset_password": "kimportal.accounts.forms.ResetPasswordForm",
    "add_email": "kimportal.accounts.forms.EmailForm",
    "request_login_code": "kimportal.accounts.forms.RequestLoginCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Not by an emailed code: access to the mailbox would replace password and second factor.
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
# For members only, and never instead of a second step (kimportal/accounts/adapter.py).
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # ASVS 6.5.5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = False  # kimportal/accounts/member_sessions.py
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Constant response time of sign-up and reset: longer than a hash and an email take.
AUTH_RESPONSE_SECONDS = 0.6
# The limits by IP address are high: a village, or a class in a training, shares one address.
# Passwords are limited by kimportal/accounts/rate_limits.py; "login_failed" is for codes.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "40/m/ip,10/5m/key",
    "signup": "60/h/ip",
    "reset_password": "40/h/ip,3/h/key",
    "request_login_code": "60/h/ip,5/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "kimportal.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "kimportal.accounts.passkeys.PasskeyForm",
    "login_webauthn": "kimportal.accounts.passkeys.PasskeyLoginForm",
    "authenticate_webauthn": "kimportal.accounts.passkeys.PasskeyAuthenticateForm",
    "reauthenticate_webauthn": "kimportal.accounts.passkeys.PasskeyReauthenticateForm",
}
MFA_TRUST_ENABLED = False
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = SITE_NAME
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# -- security ----------------------------------------------------------------

USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
CSRF_FAILURE_VIEW = "kimportal.drafts.csrf.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 43200
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "report-uri": "/csp-report/",
        **({"upgrade-insecure-requests": True} if HTTPS else {}),
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "microphone": [],
    "geolocation": [],
    "payment": [],
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "kimportal.web.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {"()": "kimportal.monitoring.json_logs.JsonFormatter"},
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "plain" if DEBUG else "line",
        },
        "hosts": {
            "class": "kimportal.monitoring.json_logs.CountingHandler",
            "event": "host_refused",
        },
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": LOG_LEVEL},
        "django.server": {"handlers": ["console"], "propagate": False},
        # Below 500 the security log has an event (kimportal/audit/security_log.py).
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["hosts"], "propagate": False},
        "kimportal.audit": {"level": "INFO"},
    },
}
if METRICS_FOLDER:
    LOGGING["handlers"]["events"] = {"class": "kimportal.monitoring.metrics.SecurityEventCounter"}
    LOGGING["loggers"]["kimportal.audit"]["handlers"] = ["events"]
