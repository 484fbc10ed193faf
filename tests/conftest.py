"""What every test stands on: clean caches and folders, people, and a way to sign them in."""

import shutil
import time

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from django.utils import translation

from tests.factories import PersonFactory
from tests.world import World

FILES = [storages[alias].location for alias in ("default", "private")]
OWN = ("kimportal", "groups", "campaigns")


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the words that migrations install outlive the flush after a transactional test."""
    own = [model for name in OWN for model in apps.get_app_config(name).get_models()]
    with django_db_blocker.unblock():
        installed = {model: list(model._base_manager.all()) for model in own}

    def install_again(**kwargs):
        for model, rows in installed.items():
            model._base_manager.bulk_create(rows, ignore_conflicts=True)

    # Django's flush ends with this signal, as a migration does.
    post_migrate.connect(install_again, sender=apps.get_app_config(OWN[-1]))
    yield


@pytest.fixture(autouse=True)
def _clean():
    """Nothing of the test before: no counted attempts, no files, no other language."""
    cache.clear()
    for folder in FILES:
        shutil.rmtree(folder, ignore_errors=True)
    translation.activate("id")


@pytest.fixture(autouse=True)
def _right_database(request):
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("meaningful on PostgreSQL only: TEST_DATABASE=postgres")


def give_second_step(client, person):
    """As after a sign-in with password and code, which staff must show."""
    session = client.session
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": person.email},
        {"method": "mfa", "at": time.time(), "type": "totp"},
    ]
    session["staff_seen_at"] = time.time()
    session.save()


@pytest.fixture
def sign_in(db):
    """sign_in(person) → a client in that person's session."""

    def signed_in(person):
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
        client = Client()
        client.force_login(person)
        give_second_step(client, person)
        return client

    return signed_in


@pytest.fixture
def sari(db):
    return PersonFactory(name="Sari Wulandari", email="sari@example.org")


@pytest.fixture
def budi(db):
    return PersonFactory(name="Budi Santoso", email="budi@example.org")


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def newcomer(world):
    return world.newcomer


@pytest.fixture
def member(world):
    return world.member


@pytest.fixture
def officer(world):
    return world.officer


@pytest.fixture
def outsider(world):
    return world.outsider


@pytest.fixture
def reviewer(world):
    return world.reviewer


@pytest.fixture
def far_reviewer(world):
    return world.far_reviewer


@pytest.fixture
def national_reviewer(world):
    return world.national_reviewer


@pytest.fixture
def editor(world):
    return world.editor


@pytest.fixture
def administrator(world):
    return world.administrator
