"""Where a KIM's logo is found while the public sees the KIM, and afterwards."""

import pytest
from django.core.files.base import ContentFile

from groups.tasks import readdress
from kimportal.uploads.storages import public_storage
from tests.factories import GroupFactory
from tests.groups.registrations import proposal_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(world):
    """The KIM with a logo, and a change that names a new one."""
    world.group.logo.save("l.webp", ContentFile(b"lambang"))
    proposal_of(world.group, by=world.officer, logo=ContentFile(b"baru", name="baru.png"))
    return world.group


def logos(group):
    return [group.logo.name, *(values["logo"] for values in changed(group))]


def changed(group):
    change = group.proposals.get()
    return change.old, change.new


def read(name):
    with public_storage().open(name) as file:
        return file.read()


def test_old_addresses_of_a_withdrawn_kims_logos_lead_nowhere(
    marked, world, django_capture_on_commit_callbacks
):
    before = logos(marked)

    with django_capture_on_commit_callbacks(execute=True):
        marked.withdraw(by=world.officer, note="Bubar.")

    marked.refresh_from_db()
    assert [public_storage().exists(name) for name in before] == [False, False, False]
    assert [read(name) for name in logos(marked)] == [b"lambang", b"lambang", b"baru"]


def test_a_logo_keeps_its_address_while_the_kim_is_shown(marked):
    before = logos(marked)

    readdress.call(marked.pk)

    marked.refresh_from_db()
    assert logos(marked) == before


def test_other_kims_keep_their_logos(marked, world, django_capture_on_commit_callbacks):
    other = GroupFactory(logo=ContentFile(b"lain", name="lain.png"))

    with django_capture_on_commit_callbacks(execute=True):
        marked.withdraw(by=world.officer, note="Bubar.")

    assert read(type(other).objects.get(pk=other.pk).logo.name) == b"lain"
