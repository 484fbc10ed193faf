"""What a migration may do while the release before it still answers (R17)."""

import pytest
from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

pytestmark = pytest.mark.engine

OWN = {"kimportal", "groups", "campaigns"}


def added_fields():
    """(place, field) of each column that came after an app's first page of history."""
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app in OWN and not migration.initial:
            for operation in migration.operations:
                if isinstance(operation, AddField):
                    yield f"{app}.{name}: {operation.name}", operation.field


def may_be_left_out(field):
    """Whether a row can be added by code that does not know of the column."""
    return field.many_to_many or field.null or field.db_default is not NOT_PROVIDED


def test_columns_are_added_so_that_the_code_before_can_go_on_adding_rows():
    assert [place for place, field in added_fields() if not may_be_left_out(field)] == []


def test_such_columns_are_looked_at():
    assert "groups.0005_register_places: places" in dict(added_fields())
