"""The production settings as tests meet them: no https in front, and folders that vanish."""

import atexit
import base64
import os
import shutil
import tempfile

from tests import postgres

FOLDER = tempfile.mkdtemp(prefix="portal-kim-tests-", dir=postgres.scratch())
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
DATABASE_URL = f"sqlite:///{FOLDER}/db.sqlite3"
if os.environ.get("TEST_DATABASE") == "postgres":
    DATABASE_URL = postgres.database_url()

os.environ |= {
    "DJANGO_DEBUG": "0",
    "DJANGO_SECRET_KEY": "only-for-tests-" * 4,
    "DJANGO_ALLOWED_HOSTS": "testserver,localhost",
    "SITE_URL": "http://testserver",
    "DATABASE_URL": DATABASE_URL,
    "CACHE_URL": "locmem://",
    "STORAGE_URL": f"file://{FOLDER}",
    "EMAIL_URL": "memory:",
    "TRANSPARENCY_LOG_KEY": base64.b64encode(b"k" * 32).decode(),
    "CONTACT_EMAIL": "kontak@example.org",
    "HOAX_DESK": "https://aduan.example.org/",
    "DATA_PROTECTION_CONTACT": "pdp@example.org",
}

# Below the environment it reads.
from kimportal.settings import *  # noqa: E402, F403
from kimportal.settings import DATABASES, STORAGES  # noqa: E402

if "sqlite" in DATABASE_URL:
    # In a file, since threads and browsers need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER}/test.sqlite3"}
# The hashed names of static files need a collected folder; test_templates.py collects one.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Where the live server looks for /media/.
MEDIA_ROOT = f"{FOLDER}/media"
STATIC_ROOT = tempfile.mkdtemp(prefix="static-", dir=FOLDER)
# Argon2 is slow on purpose, and one test asserts that it is what production uses.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Sign-up and reset answer at once, but where a test is about just that.
AUTH_RESPONSE_SECONDS = 0
