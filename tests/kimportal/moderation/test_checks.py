"""The system check of moderated models and their adapters."""

import pytest

from groups.kim.models import Group
from groups.kim.moderation import GroupAdapter
from kimportal.moderation.adapters import (
    ModerationAdapter,
    adapter_for,
    adapters,
    registered_adapters,
)
from kimportal.moderation.checks import abstract_names, check_adapter, check_model, check_moderation
from kimportal.moderation.models import ModeratedModel
from kimportal.moderation.querysets import ModeratedQuerySet


def ids(errors):
    return [error.id for error in errors]


def test_every_moderated_model_of_the_portal_passes():
    assert check_moderation(app_configs=None) == []


def test_adapters_are_found_by_object_and_in_their_order():
    assert isinstance(adapter_for(Group()), GroupAdapter)
    assert list(adapters()) == ["group", "material", "outreachevent", "changerequest"]


def test_a_model_needs_exactly_one_adapter():
    others = [adapter for adapter in registered_adapters() if adapter is not GroupAdapter]

    assert ids(check_model(Group, others)) == ["moderation.E001"]
    assert ids(check_model(Group, [GroupAdapter, *others])) == []
    assert ids(check_model(Group, [GroupAdapter, GroupAdapter])) == ["moderation.E001"]


def test_a_model_must_define_the_abstract_members():
    class Incomplete(ModeratedModel):
        class Meta:
            abstract = True
            app_label = "groups"

    assert abstract_names(Incomplete) == ["get_absolute_url", "own_url"]
    assert abstract_names(ModeratedQuerySet) == ["reviewable_by"]


def test_a_model_must_say_where_it_lies(monkeypatch):
    monkeypatch.setattr(Group, "region_code", "")

    (error,) = check_model(Group, [GroupAdapter])

    assert (error.id, error.msg) == ("moderation.E002", "region_code is not defined.")


def test_an_adapter_must_define_the_abstract_methods():
    class Incomplete(ModerationAdapter):
        model = Group

    assert [error.msg for error in check_adapter(Incomplete)] == [
        "may_review is not defined.",
        "may_withdraw is not defined.",
    ]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, []),
        ({"template": "there/is/none.html"}, ["moderation.E004"]),
        ({"fields": ("name", "nickname")}, ["moderation.E005"]),
        ({"fields": ("nickname",), "field_labels": {"nickname": "Panggilan"}}, []),
        ({"region": "place__code"}, ["moderation.E006"]),
        ({"related": ("region__parent", "nobody")}, ["moderation.E006"]),
        ({"has_group": True}, ["moderation.E006"]),
    ],
)
def test_what_an_adapter_names_must_exist(values, found):
    changed = type("ChangedAdapter", (GroupAdapter,), values)

    assert ids(check_adapter(changed)) == found
