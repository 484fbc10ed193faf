"""Permissions of the staff site come from roles and rules; Django's are denied."""

import pytest
from django.contrib.admin import AdminSite, ModelAdmin

from groups.kim.models import Group
from tests.access import ROLES

pytestmark = pytest.mark.django_db

PEOPLE = [role for role in ROLES if role != "anonymous"]


@pytest.mark.parametrize("role", PEOPLE)
def test_nobody_has_a_permission_of_django(role, world):
    person = getattr(world, role)

    assert not person.has_perm("groups.view_group")
    assert not person.has_perm("groups.change_group", obj=world.group)
    assert not person.has_perms(["groups.view_group", "groups.add_group"])
    assert not person.has_module_perms("groups")


@pytest.mark.parametrize("role", PEOPLE)
def test_an_admin_class_that_states_no_permission_opens_nothing(role, world, rf):
    model_admin = ModelAdmin(Group, AdminSite())
    request = rf.get("/")
    request.user = getattr(world, role)

    assert model_admin.get_model_perms(request) == {
        "add": False,
        "change": False,
        "delete": False,
        "view": False,
    }
    assert not model_admin.has_module_permission(request)
