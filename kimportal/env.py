"""What the environment's addresses mean: used by settings.py alone, so it imports no Django app."""

import os
import re
import secrets
from importlib.util import find_spec
from urllib.parse import parse_qsl, unquote, urlsplit

import dj_database_url
import dj_email_url
from marshmallow import ValidationError

HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE)
#: What addresses of ours begin with: the staff site stands beside them, never over one.
TAKEN = frozenset(
    "akun anggota api bantuan capaian csp-report data en healthz kegiatan kim materi media privasi "
    "program readyz sematan static tentang v wilayah".split()
)


def listed(faults):
    """Every fault of the environment, a line each; `faults` is {variable: [sentences]}."""
    lines = [f"  {name}: {' '.join(map(str, said))}" for name, said in sorted(faults.items())]
    return "\n".join(["The portal cannot start (README, Settings):", *lines])


def local_secret(folder):
    """A secret key for one's own machine, made once and kept in var/; never used in production."""
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


def within_this_machine(url):
    """Whether this address never leaves the machine, so that plain http harms nobody."""
    return urlsplit(url).hostname in {"localhost", "127.0.0.1", "::1", "testserver"}


def exact_hosts(hosts):
    """Refuse wildcards, as a leading dot is: a forged Host would put its address into our letters,
    and what no Host can ever equal.
    """
    if not hosts or not all(map(HOST.fullmatch, hosts)):
        raise ValidationError(
            "name each host exactly, without scheme, port or spaces; '*' or a leading dot would "
            "let a forged Host into our letters"
        )


def https_or_here(url):
    """Refuse plain http for anything that other people can reach, and a path after the host."""
    try:
        parts = urlsplit(url)
        bare = HOST.fullmatch(parts.netloc.removesuffix(f":{parts.port}"))
        here = parts.scheme == "http" and within_this_machine(url)
    except ValueError:  # a port out of range, half a bracket
        raise ValidationError("is not an address")
    if parts.scheme != "https" and not here:
        raise ValidationError("must begin with https:// (http:// only for this machine itself)")
    if not bare or parts.path or parts.query or parts.fragment:
        raise ValidationError("is the bare address of the site, without a path or a final slash")


def file_or_bucket(url):
    """Refuse what is neither a folder on this machine nor a bucket."""
    try:
        parts = urlsplit(url)
        is_bucket = bool(parts.hostname and parts.path.strip("/")) and parts.port != 0
    except ValueError:
        is_bucket = False
    is_folder = url.startswith("file:///")
    if not is_folder and not (url.startswith("s3://") and is_bucket):
        raise ValidationError("is file:///folder or s3://key:secret@host/bucket?region=…")


def known_database(url):
    """Django's dict; only engines on which every test runs."""
    try:
        told = dj_database_url.parse(url)
    except Exception:
        told = {}
    if not told.get("ENGINE", "").endswith((".postgresql", ".sqlite3")) or not told.get("NAME"):
        raise ValidationError("is postgres://user:password@host/name or sqlite:///path")
    return told


def mail_server(url):
    """The dict of dj-email-url."""
    try:
        told = dj_email_url.parse(url)
    except Exception:
        told = {}
    backend = told.get("EMAIL_BACKEND", "")
    if not backend or (backend.endswith("smtp.EmailBackend") and not told.get("EMAIL_HOST")):
        raise ValidationError("is submission://user:password@host:587")
    return told


def staff_path(path):
    """Plain words between slashes, the first no other page's: what lies below reads cookies."""
    bare = path.strip("/")
    if not re.fullmatch(r"[a-zA-Z0-9_-]+(/[a-zA-Z0-9_-]+)*", bare):
        raise ValidationError("is a plain path such as admin or petugas/pintu")
    if bare.partition("/")[0] in TAKEN:
        raise ValidationError("is where other pages stand; choose another word")
    return bare


def fits(pattern, sentence):
    """A validator: empty, or of this form."""

    def validate(value):
        if value and not re.fullmatch(pattern, value):
            raise ValidationError(sentence)

    return validate


def needs(package):
    """A validator: what this variable turns on is installed (kimportal/deploy/monitoring.txt)."""

    def validate(value):
        if value and find_spec(package) is None:
            raise ValidationError(f"needs {package}: install kimportal/deploy/monitoring.txt")

    return validate


def database_options(database, *, pool):
    """Add to Django's database dict what makes each engine withstand many writers and restarts."""
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3"):
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return
    # A page's questions are short: to wake helpers or compile for one costs more than it saves.
    options["options"] = (
        "-c statement_timeout=5s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s"
        " -c max_parallel_workers_per_gather=0 -c jit=off"
    )
    if pool:
        # Short patience: whoever asks after the database came back makes the pool try anew.
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 2, "reconnect_timeout": 2}
        database["CONN_MAX_AGE"] = 0
    else:
        database["CONN_MAX_AGE"] = 60
    database["CONN_HEALTH_CHECKS"] = True


def storages(url):
    """Django's STORAGES for `file:///folder` or `s3://key:secret@host/bucket?region=…`.

    Public and private files never share a folder or a prefix, and private ones have no address.
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
        "client_config": _short_patience(),
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


def _short_patience():
    """A store that hangs is given up within ten seconds, not after botocore's five minutes."""
    # Imported here because only portals with an object store need it.
    from botocore.config import Config

    return Config(connect_timeout=2, read_timeout=4, retries={"total_max_attempts": 2})
