import pytest
from django.urls import reverse
from django.utils import timezone

from groups.members.models import Invitation, MemberRole
from tests.factories import GroupFactory, MembershipFactory
from tests.groups.kim.registrations import change_request_for, complete_draft

pytestmark = pytest.mark.django_db


def tasks(client):
    return [(task.title, task.url) for task in client.get("/anggota/").context["tasks"]]


def officer_of(group, person, role=MemberRole.CHAIR):
    MembershipFactory(group=group, person=person, role=role)
    return group


def confirmed_group(**fields):
    return GroupFactory(last_confirmed_at=timezone.now(), **fields)


def test_tasks_of_an_officer(sari, reviewer, sign_in):
    draft = officer_of(GroupFactory(name="KIM A", state="draft"), sari)
    returned = officer_of(complete_draft(name="KIM B"), sari, MemberRole.SECRETARY)
    returned.submit(by=sari)
    returned.send_back(by=reviewer, note="Fotonya buram.", field="decree_file")
    stale = officer_of(GroupFactory(name="KIM C", last_confirmed_at=None), sari)
    officer_of(confirmed_group(name="KIM D"), sari)
    changing = officer_of(confirmed_group(name="KIM E"), sari)
    change_request_for(changing, by=sari)

    assert tasks(sign_in(sari)) == [
        ("KIM A", reverse("group_home", args=[draft.slug])),
        ("KIM B", reverse("group_decree", args=[returned.slug]) + "#id_decree_file_field"),
        ("KIM C", reverse("group_home", args=[stale.slug])),
        ("KIM E", reverse("group_home", args=[changing.slug]) + "#change"),
    ]


def test_a_plain_member_has_no_tasks(sari, sign_in):
    MembershipFactory(group__state="draft", person=sari)

    assert tasks(sign_in(sari)) == []


def test_an_invitation_is_a_task(sari, world, officer, sign_in):
    Invitation.send(world.group, by=officer, email=sari.email, role="member")

    assert tasks(sign_in(sari)) == [(world.group.name, reverse("my_groups"))]


def test_other_peoples_groups_are_not_here(sari, world, outsider, sign_in):
    page = sign_in(sari).get("/anggota/").content.decode()

    assert world.other_group.name not in page


@pytest.mark.parametrize("groups", [1, 3])
def test_it_costs_the_same_with_many_groups(groups, sari, sign_in, django_assert_num_queries):
    for _ in range(groups):
        change_request_for(officer_of(GroupFactory(), sari), by=sari)
    client = sign_in(sari)

    with django_assert_num_queries(10):
        response = client.get("/anggota/")

    assert len(response.context["memberships"]) == groups


def test_staff_without_a_kim_see_a_link_to_the_admin(editor, sign_in):
    page = sign_in(editor).get("/anggota/").content.decode()

    assert "Pekerjaan Anda ada di situs petugas" in page
    assert "Anda belum bergabung dengan KIM" not in page
