"""Change requests of a verified group: proposed, returned, corrected and decided on."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groups.kim.models import Group
from kimportal.audit.models import AuditEvent
from kimportal.moderation.states import InvalidTransition, State
from tests.groups.kim.registrations import COMPLETE, change_request_for
from tests.kimportal.uploads.bad_files import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(world, officer):
    Group.objects.filter(pk=world.group.pk).update(**COMPLETE)
    return Group.objects.get(pk=world.group.pk)


@pytest.fixture
def client(officer, sign_in):
    return sign_in(officer)


def form_data(group, **changes):
    own = ("name", "about", "contact_name", "contact_phone")
    data = {name: getattr(group, name) for name in own}
    return data | {"region": group.region_id, "version_token": group.version_token} | changes


def page(client, name, group):
    return client.get(reverse(name, args=[group.slug])).content.decode()


def test_a_change_is_kept_sent_and_waits_while_the_public_sees_the_old(client, group):
    address = reverse("group_profile", args=[group.slug])

    client.post(address, form_data(group, about="Kata-kata yang baru."))
    assert Group.objects.get(pk=group.pk).open_change_request.state == State.DRAFT

    client.post(reverse("change_send", args=[group.slug]))
    group = Group.objects.get(pk=group.pk)
    assert group.open_change_request.state == State.WAITING
    assert group.open_change_request.new == {"about": "Kata-kata yang baru."}
    assert COMPLETE["about"] in page(client, "group_detail", group)
    assert "Kata-kata yang baru." not in page(client, "group_detail", group)
    assert "Kata-kata yang baru." in page(client, "group_home", group)


def test_the_form_goes_on_with_what_was_proposed_and_says_what_is_public(client, group, officer):
    change_request_for(group, by=officer, about="Kata-kata yang baru.")

    form = page(client, "group_profile", group)

    assert "Kata-kata yang baru.</textarea>" in form
    before_field = form[: form.index('id="id_about_field"')]
    assert COMPLETE["about"] in before_field


def test_private_fields_are_not_called_public(client, group, officer):
    change_request_for(group, by=officer, contact_phone="0813-9999-0000")

    form, home = page(client, "group_profile", group), page(client, "group_home", group)

    remark = form.partition('id="id_contact_phone_field"')[0].rpartition('class="notice')[2]
    table = home.partition("<table")[2].partition("</table>")[0]
    for shown in (remark, table):
        assert COMPLETE["contact_phone"] in shown
        assert not re.search("masyarakat|publik", shown, re.IGNORECASE)


def test_the_reviewers_comment_is_shown_at_the_field(client, group, officer, reviewer):
    change_request = change_request_for(
        group, by=officer, sent=True, about="Pendek.", address="Jalan Satu 1"
    )
    change_request.send_back(by=reviewer, note="Ceritakan lebih banyak.", field="about")

    home, form = (page(client, name, group) for name in ("group_home", "group_profile"))

    row = home[home.index("Pendek.") :]
    assert row.index("Ceritakan lebih banyak.") < row.index("</tr>")
    assert form.index("Ceritakan lebih banyak.") < form.index('id="id_about_field"')
    assert "Ceritakan lebih banyak." not in form[form.index('id="id_about_field"') :]


def test_a_returned_change_is_mended_and_accepted(client, group, officer, reviewer):
    change_request = change_request_for(group, by=officer, sent=True, about="Pendek.")
    change_request.send_back(by=reviewer, note="Ceritakan lebih banyak.", field="about")
    group = Group.objects.get(pk=group.pk)

    client.post(
        reverse("group_profile", args=[group.slug]), form_data(group, about="Panjang dan jelas.")
    )
    client.post(reverse("change_send", args=[group.slug]))
    change_request = Group.objects.get(pk=group.pk).open_change_request
    change_request.approve(by=reviewer)

    assert "Panjang dan jelas." in page(client, "group_detail", group)
    assert Group.objects.get(pk=group.pk).open_change_request is None


def test_a_new_scan_is_kept_privately_until_accepted(client, group, reviewer, sign_in):
    scan = SimpleUploadedFile("sk.pdf", pdf())
    data = {
        "decree_number": "1/2021",
        "decree_date": "2021-01-04",
        "decree_signer_role": "village_head",
    }

    client.post(
        reverse("group_decree", args=[group.slug]),
        data | {"decree_file": scan, "version_token": group.version_token},
    )

    group = Group.objects.get(pk=group.pk)
    address = reverse("change_decree_file", args=[group.slug])
    assert not group.decree_file
    assert set(group.open_change_request.new) == {
        "decree_number",
        "decree_date",
        "decree_file",
        "decree_sha256",
    }
    assert sign_in(reviewer).get(address).status_code == 200


def test_while_it_waits_the_form_is_closed_with_the_reason(client, group, officer):
    change_request_for(group, by=officer, sent=True)

    response = client.get(reverse("group_profile", args=[group.slug]), follow=True)

    assert response.redirect_chain == [(group.own_url, 302)]
    assert "menunggu peninjauan" in response.content.decode()


def test_a_change_can_be_discarded(client, group, officer):
    change_request_for(group, by=officer)

    client.post(reverse("change_discard", args=[group.slug]))

    assert Group.objects.get(pk=group.pk).open_change_request is None


def test_a_second_window_is_stale_over_one_change_request(client, group):
    late = form_data(group, about="Jendela kedua.")
    client.post(
        reverse("group_profile", args=[group.slug]), form_data(group, about="Jendela pertama.")
    )

    response = client.post(reverse("group_profile", args=[group.slug]), late)

    form = response.context["form"]
    assert form["about"].value() == "Jendela kedua."
    assert [value for _label, value in form.conflicts] == ["Jendela pertama."]
    assert Group.objects.get(pk=group.pk).open_change_request.new == {"about": "Jendela pertama."}


def test_whom_to_reach_is_proposed_before_officers_only(client, group, officer, member, sign_in):
    change_request_for(group, by=officer, sent=True, contact_phone="0813-9999-0000")

    assert "0813-9999-0000" in page(client, "group_home", group)
    assert "0813-9999-0000" not in page(sign_in(member), "group_home", group)
    assert COMPLETE["contact_phone"] not in page(sign_in(member), "group_home", group)


def test_whom_to_reach_is_shown_to_reviewers_and_no_other_staff(
    group, officer, reviewer, editor, sign_in
):
    change = change_request_for(group, by=officer, sent=True, contact_phone="0813-9999-0000")
    urls = [
        reverse("admin:review", args=["group", group.pk]),
        reverse("admin:review", args=["changerequest", change.pk]),
    ]

    reviewer_pages, editor_pages = (
        "".join(sign_in(person).get(url).content.decode() for url in urls)
        for person in (reviewer, editor)
    )

    for number in (COMPLETE["contact_phone"], "0813-9999-0000"):
        assert (number in reviewer_pages, number in editor_pages) == (True, False)


def test_an_older_change_is_not_undone_over_a_newer_one(group, officer, reviewer):
    first = change_request_for(group, by=officer, sent=True, about="Kedua.", address="Balai RW 5")
    first.approve(by=reviewer)
    group = Group.objects.get(pk=group.pk)
    change_request_for(group, by=officer, sent=True, about="Ketiga.").approve(by=reviewer)

    with pytest.raises(InvalidTransition):
        first.undo(AuditEvent.objects.about(first).transitions().first(), by=reviewer)

    assert Group.objects.get(pk=group.pk).about == "Ketiga."
