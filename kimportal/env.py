"""Parsers and validators of environment variables, for settings.py; imports no Django app."""

import base64
import os
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import dj_database_url
import dj_email_url
from marshmallow import ValidationError

HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
#: First parts of our paths; the staff site must have another one.
RESERVED_PATHS = frozenset(
    "akun anggota api bantuan capaian catatan csp-report data en healthz kegiatan kim luring "
    "materi media privasi program readyz sematan static tentang titip v wilayah".split()
)


def format_errors(errors: Mapping[str, Iterable[object]]) -> str:
    """Return all errors, a line for each variable; `errors` is {variable: [sentences]}."""
    lines = [f"  {name}: {' '.join(map(str, texts))}" for name, texts in sorted(errors.items())]
    return "\n".join(["The portal cannot start (README, Settings):", *lines])


def local_secret(folder: Path) -> str:
    """Return the secret key for development, generated once in var/; never used in production."""
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


def log_key(folder: Path) -> str:
    """Return the public log's key for development, generated once in var/."""
    path = folder / "log_key"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)).decode())
    return path.read_text()


def key_of_32_bytes(value: str) -> None:
    """Refuse anything but 32 bytes in base64."""
    try:
        length = len(base64.b64decode(value, validate=True))
    except ValueError:
        length = -1
    if value and length != 32:
        raise ValidationError("is 32 random bytes in base64: openssl rand -base64 32")


def is_loopback(url: str) -> bool:
    """Return whether requests to this URL never leave the machine."""
    return urlsplit(url).hostname in {"localhost", "127.0.0.1", "::1", "testserver"}


def exact_hosts(hosts: list[str]) -> None:
    """Refuse wildcards ("*", a leading dot), with which a forged Host gets into our emails."""
    if not hosts or not all(map(HOST.fullmatch, hosts)):
        raise ValidationError(
            "name each host exactly, without scheme, port or spaces; '*' or a leading dot would "
            "let a forged Host into our emails"
        )


def https_or_loopback(url: str) -> None:
    """Refuse plain http, except on the loopback interface, and a path after the host."""
    try:
        parts = urlsplit(url)
        is_bare = HOST.fullmatch(parts.netloc.removesuffix(f":{parts.port}"))
        is_local = parts.scheme == "http" and is_loopback(url)
    except ValueError:  # a port out of range, half a bracket
        raise ValidationError("is not an address")
    if parts.scheme != "https" and not is_local:
        raise ValidationError("must begin with https:// (http:// only for this machine itself)")
    if not is_bare or parts.path or parts.query or parts.fragment:
        raise ValidationError("is the bare address of the site, without a path or a final slash")


def file_or_bucket(url: str) -> None:
    """Refuse a URL that is neither a folder on this machine nor a bucket."""
    try:
        parts = urlsplit(url)
        is_bucket = bool(parts.hostname and parts.path.strip("/")) and parts.port != 0
    except ValueError:
        is_bucket = False
    is_folder = url.startswith("file:///")
    if not is_folder and not (url.startswith("s3://") and is_bucket):
        raise ValidationError("is file:///folder or s3://key:secret@host/bucket?region=…")


def known_database(url: str) -> dict[str, Any]:
    """Return Django's settings of a database; only of engines on which the tests run."""
    try:
        config: dict[str, Any] = {**dj_database_url.parse(url)}
    except Exception:
        config = {}
    if not config.get("ENGINE", "").endswith((".postgresql", ".sqlite3")) or not config.get("NAME"):
        raise ValidationError("is postgres://user:password@host/name or sqlite:///path")
    return config


def mail_server(url: str) -> dict[str, Any]:
    """Return Django's EMAIL_… settings."""
    try:
        config: dict[str, Any] = {**dj_email_url.parse(url)}
    except Exception:
        config = {}
    backend = config.get("EMAIL_BACKEND", "")
    if not backend or (backend.endswith("smtp.EmailBackend") and not config.get("EMAIL_HOST")):
        raise ValidationError("is submission://user:password@host:587")
    return config


def staff_path(path: str) -> str:
    """Return the path of the staff site; its first part is no other page's, as it reads cookies."""
    bare = path.strip("/")
    if not re.fullmatch(r"[a-zA-Z0-9_-]+(/[a-zA-Z0-9_-]+)*", bare):
        raise ValidationError("is a plain path such as admin or petugas/pintu")
    if bare.partition("/")[0] in RESERVED_PATHS:
        raise ValidationError("is where other pages stand; choose another word")
    return bare


def matches(pattern: str, sentence: str) -> Callable[[str], None]:
    """Return a validator: the value is empty or matches the pattern."""

    def validate(value: str) -> None:
        if value and not re.fullmatch(pattern, value):
            raise ValidationError(sentence)

    return validate


def email_address(value: str) -> None:
    """Refuse anything but an email address; nothing at all is refused too."""
    if not re.fullmatch(r"[^\s@:]+@[^\s@]+", value):
        raise ValidationError("is an e-mail address")


def contact(value: str) -> None:
    """Refuse what nobody could write to, call or open: empty, a name, a plain http address."""
    if not re.fullmatch(r"(https://|mailto:|tel:)\S+|[^\s@:]+@[^\s@]+", value):
        raise ValidationError("is an e-mail or web address, or tel: and a number")


def requires_package(package: str) -> Callable[[str], None]:
    """Return a validator: the value is empty or the package is installed."""

    def validate(value: str) -> None:
        if value and find_spec(package) is None:
            raise ValidationError(f"needs {package}: install kimportal/deploy/monitoring.txt")

    return validate


def set_database_options(database: dict[str, Any], *, pool: int) -> None:
    """Set the options with which each engine withstands concurrent writers and restarts."""
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return
    # Queries of pages are short: parallel workers and compilation cost more than they save.
    options["options"] = (
        "-c statement_timeout=5s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s"
        " -c max_parallel_workers_per_gather=0 -c jit=off"
    )
    if pool:
        # Short timeouts: the first request after an outage makes the pool reconnect.
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 2, "reconnect_timeout": 2}
        database["CONN_MAX_AGE"] = 0
    else:
        database["CONN_MAX_AGE"] = 60
    database["CONN_HEALTH_CHECKS"] = True


def storages(url: str) -> dict[str, Any]:
    """Return STORAGES for `file:///folder` or `s3://key:secret@host/bucket?region=…`.

    Public and private files never share a folder or a prefix, and private ones have no URL.
    """
    static = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    parts = urlsplit(url)
    if parts.scheme == "file":
        files = "django.core.files.storage.FileSystemStorage"
        return {
            "default": {
                "BACKEND": files,
                "OPTIONS": {"location": f"{unquote(parts.path)}/media", "base_url": "/media/"},
            },
            "private": {
                "BACKEND": "kimportal.uploads.storage.PrivateFolder",
                "OPTIONS": {"location": f"{unquote(parts.path)}/private"},
            },
            "staticfiles": static,
        }
    common = {
        "bucket_name": parts.path.strip("/"),
        "endpoint_url": f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "client_config": _client_config(),
        "file_overwrite": False,
        "default_acl": None,
    }
    query = dict(parse_qsl(parts.query))
    if "region" in query:
        common["region_name"] = query["region"]
    if query.get("tls") == "no":
        common["endpoint_url"] = common["endpoint_url"].replace("https://", "http://", 1)
    s3 = "storages.backends.s3.S3Storage"
    return {
        "default": {
            "BACKEND": s3,
            "OPTIONS": common | {"location": "media", "querystring_auth": False},
        },
        "private": {
            "BACKEND": s3,
            "OPTIONS": common | {"location": "private", "querystring_expire": 60},
        },
        "staticfiles": static,
    }


def _client_config() -> Any:
    """Return timeouts of ten seconds in all, instead of botocore's five minutes."""
    # Imported here because only portals with an object store need it.
    from botocore.config import Config

    return Config(connect_timeout=2, read_timeout=4, retries={"total_max_attempts": 2})
