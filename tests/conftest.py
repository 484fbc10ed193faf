"""What every test stands on: clean caches and folders, people, and a way to sign them in."""

import time
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis_settings

from tests.admin_world import both_sides
from tests.factories import PersonFactory
from tests.flush import flush_with, restore_statements
from tests.once import clean, made_once
from tests.world import World

OWN = ("kimportal", "groups", "campaigns")
#: pytest --hypothesis-profile=registers tests/groups/register_import/test_layouts.py
hypothesis_settings.register_profile("registers", max_examples=2000)


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the rows that migrations install outlive the flush after a transactional test."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            teardown = flush_with(restore_statements())
            patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        else:
            install_after_flush()
        with django_db_blocker.block():
            yield


def install_after_flush():
    own = [model for name in OWN for model in apps.get_app_config(name).get_models()]
    installed = {model: list(model._base_manager.all()) for model in own}

    def install_again(**kwargs):
        for model, rows in installed.items():
            model._base_manager.bulk_create(rows, ignore_conflicts=True)

    # Django's flush ends with this signal, as a migration does.
    post_migrate.connect(install_again, sender=apps.get_app_config(OWN[-1]), weak=False)


@pytest.fixture(autouse=True)
def _clean():
    clean()


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker):
    """once(build): what it makes is made for the whole module (tests/once.py)."""
    return partial(made_once, django_db_blocker)


@pytest.fixture(scope="module")
def staged_once(once):
    with once(both_sides) as fresh:
        yield fresh


@pytest.fixture
def sides(staged_once, db):
    """One row of everything in Kota Malang, and another beyond the border; `.world` has the staff."""
    return staged_once()


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


def sign_in_client(person):
    """Return a client in that person's session."""
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    client = Client()
    client.force_login(person)
    give_second_step(client, person)
    return client


@pytest.fixture
def sign_in(db):
    """sign_in(person) → a client in that person's session."""
    return sign_in_client


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
