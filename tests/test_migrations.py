"""Migrations: free of project code, complete, and safe while the release before still runs (R17)."""

import ast
import inspect
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import AddField, Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED, CharField

from groups.kim.models import Group
from tests.factories import GroupFactory

pytestmark = pytest.mark.engine

OWN = {"kimportal", "groups", "campaigns"}


def own_migrations():
    """Return {(app, name): migration} of our own apps."""
    migrations = MigrationLoader(None).disk_migrations
    return {key: migration for key, migration in migrations.items() if key[0] in OWN}


def added_fields(migrations):
    """Yield (place, field) of each column added after an app's initial migrations."""
    for (app, name), migration in migrations.items():
        if not migration.initial:
            for operation in migration.operations:
                if isinstance(operation, AddField):
                    yield f"{app}.{name}: {operation.name}", operation.field


def may_be_left_out(field):
    """Whether a row can be added by code that does not know of the column."""
    return field.many_to_many or field.null or field.db_default is not NOT_PROVIDED


def imported_modules(source):
    """Return the top-level names of the modules that this source imports."""
    nodes = list(ast.walk(ast.parse(source)))
    imports = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    imports += [node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in imports}


def test_columns_are_added_so_that_the_code_before_can_go_on_adding_rows():
    added = added_fields(own_migrations())

    assert [place for place, field in added if not may_be_left_out(field)] == []


def test_such_columns_are_looked_at():
    migration = Migration("0009_nickname", "groups")
    migration.operations = [AddField("group", "nickname", CharField(max_length=9))]

    added = dict(added_fields({("groups", "0009_nickname"): migration}))

    assert {place: may_be_left_out(field) for place, field in added.items()} == {
        "groups.0009_nickname: nickname": False
    }


def test_no_migration_imports_project_code():
    imports = {
        key: imported_modules(inspect.getsource(inspect.getmodule(type(migration)))) & OWN
        for key, migration in own_migrations().items()
    }

    assert len(imports) > len(OWN)
    assert {key: modules for key, modules in imports.items() if modules} == {}


@pytest.mark.django_db
def test_names_with_apostrophes_become_findable_without_them():
    migration = import_module("groups.migrations.0004_words_without_apostrophes")
    group = GroupFactory(name="KIM Ma’rang Jum'at", about="Kabar Ba'a")
    Group.objects.filter(pk=group.pk).update(search_text=" kim ma rang jum at kabar ba a ")

    migration.add_joined_words(apps, None)

    group.refresh_from_db()
    assert group.search_text == " kim ma rang jum at kabar ba a marang jumat baa "
    assert list(Group.objects.search("marang")) == list(Group.objects.search("Jum’at")) == [group]


@pytest.mark.django_db
def test_the_database_was_migrated_from_zero_to_the_end():
    executor = MigrationExecutor(connection)

    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert own_migrations().keys() <= executor.loader.applied_migrations.keys()


@pytest.mark.django_db
def test_the_models_have_no_change_without_a_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
