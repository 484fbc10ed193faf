"""A KIM's logo: private before verification, public while the KIM is live."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from groups.kim.tasks import publish_logo
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State
from kimportal.uploads.storage import private_storage, public_storage
from tests.factories import GroupFactory, MembershipFactory
from tests.groups.kim.registrations import change_request_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(django_capture_on_commit_callbacks):
    """act(verb, …): the verb, and what follows it once it is safe."""

    def acted(verb, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            verb(**kwargs)

    return acted


@pytest.fixture
def waiting(world):
    logo = ContentFile(b"lambang", name="l.png")
    group = GroupFactory(
        region=world.village, state=State.WAITING, submitted_by=world.newcomer, logo=logo
    )
    MembershipFactory(group=group, person=world.newcomer)
    return group


def public(name):
    """Whether the public finds a logo of this name."""
    return public_storage().exists(name)


def picture(client, kind, key):
    return client.get(reverse("admin:review_attachment", args=[kind, key, "logo"]))


def test_nobody_finds_a_logo_that_no_reviewer_has_seen(waiting, client):
    assert not public(waiting.logo.name)
    assert waiting.logo_url == ""


def test_a_reviewer_sees_it_before(waiting, reviewer, far_reviewer, sign_in):
    page = sign_in(reviewer).get(reverse("admin:review", args=["group", waiting.pk]))
    seen = picture(sign_in(reviewer), "group", waiting.pk)

    assert (
        reverse("admin:review_attachment", args=["group", waiting.pk, "logo"])
        in page.content.decode()
    )
    assert b"".join(seen.streaming_content) == b"lambang"
    assert picture(sign_in(far_reviewer), "group", waiting.pk).status_code == 404
    assert AuditEvent.objects.filter(action=Action.LOOK, field="logo").count() == 1


def test_the_public_finds_it_from_verification_to_withdrawal(waiting, reviewer, client, action):
    action(waiting.approve, by=reviewer)
    page = client.get(waiting.get_absolute_url()).content.decode()
    assert public(waiting.logo.name)
    assert waiting.logo_url in page

    action(waiting.withdraw, by=reviewer, note="Bubar.")
    assert not public(waiting.logo.name)

    action(waiting.restore, by=reviewer)
    assert public(waiting.logo.name)


def test_a_new_one_is_found_when_its_change_is_accepted(waiting, reviewer, sign_in, world, action):
    action(waiting.approve, by=reviewer)
    old = waiting.logo.name
    file = ContentFile(b"baru", name="b.png")
    change = change_request_for(waiting, by=world.newcomer, sent=True, logo=file)
    new = change.new["logo"]
    assert (public(old), public(new)) == (True, False)
    seen = picture(sign_in(reviewer), "changerequest", change.pk)
    assert b"".join(seen.streaming_content) == b"baru"

    action(change.approve, by=reviewer)

    assert (public(old), public(new)) == (False, True)
    assert private_storage().exists(old)


def test_doing_it_twice_changes_nothing(waiting, reviewer, action):
    action(waiting.approve, by=reviewer)
    publish_logo.call(waiting.pk)

    folder, _slash, name = waiting.logo.name.rpartition("/")
    assert public_storage().listdir(folder)[1] == [name]
