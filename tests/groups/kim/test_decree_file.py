"""The decree's scan is private: each access is checked and recorded."""

import re

import pytest
from django.urls import reverse

from groups.kim.models import Group
from kimportal.audit.models import Action, AuditEvent
from tests.factories import GroupFactory
from tests.groups.kim.registrations import decree_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(world, officer):
    world.group.decree_file = decree_file()
    world.group.save()
    return world.group


@pytest.fixture
def address(group):
    return reverse("group_decree_file", args=[group.slug])


def recorded_accesses(group):
    return AuditEvent.objects.about(group).filter(action=Action.LOOK)


def test_an_officer_opens_it_and_that_is_recorded(officer, group, address, sign_in):
    response = sign_in(officer).get(address)

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert [(event.by, event.field) for event in recorded_accesses(group)] == [
        (officer, "decree_file")
    ]


def test_each_access_is_recorded(reviewer, group, address, sign_in):
    client = sign_in(reviewer)

    client.get(address)
    client.get(address)

    assert recorded_accesses(group).count() == 2


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("role", ["anonymous", "newcomer", "outsider", "far_reviewer", "member"])
def test_nobody_else_gets_a_byte(role, method, world, group, address, sign_in, client):
    if role != "anonymous":
        client = sign_in(getattr(world, role))

    response = getattr(client, method)(address, headers={"range": "bytes=0-3"})

    assert response.status_code == {"anonymous": 302, "member": 403}.get(role, 404)
    assert b"%PDF" not in response.content
    assert not recorded_accesses(group).exists()


def test_an_old_link_dies_with_the_membership(world, officer, group, address, sign_in):
    client = sign_in(officer)
    world.group.memberships.update(role="secretary")
    world.group.memberships.get(person=officer).end(by=officer)

    assert client.get(address).status_code == 404


def test_an_old_link_dies_with_the_session(officer, address, sign_in):
    client = sign_in(officer)
    client.logout()

    assert client.get(address).status_code == 302


def test_no_public_address_leads_to_the_file(group, client, settings):
    for prefix in (settings.MEDIA_URL, "/media/", "/static/", "/var/private/"):
        response = client.get(f"{prefix}{group.decree_file.name}")
        assert response.status_code == 404


def test_the_file_has_no_address_and_a_random_name(group):
    assert re.fullmatch(r"decrees/[0-9a-f]{2}/[0-9a-f]{32}\.pdf", group.decree_file.name)
    with pytest.raises(ValueError, match="URL"):
        _ = group.decree_file.url


def test_a_group_without_a_scan_is_not_found(sign_in, national_reviewer):
    empty = GroupFactory()

    response = sign_in(national_reviewer).get(reverse("group_decree_file", args=[empty.slug]))

    assert response.status_code == 404
    assert not AuditEvent.objects.about(Group.objects.get(pk=empty.pk)).exists()
