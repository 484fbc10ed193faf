"""Bulk decisions: a preview first, each item decided by itself, undone together."""

import re

import pytest
from django.urls import reverse

from groups.kim import rules
from groups.kim.models import Group
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.models import CannedResponse
from kimportal.moderation.states import State
from tests.factories import (
    EventFactory,
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    StaffFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_groups(world):
    return [
        GroupFactory(region=world.village, state=State.WAITING, submitted_by=PersonFactory())
        for _ in range(3)
    ]


def tokens(items):
    return [f"{item._meta.model_name}:{item.pk}:{item.version}" for item in items]


def states():
    return [group.state for group in Group.objects.order_by("pk")]


def decide(client, verb, items, **data):
    return client.post(reverse(f"admin:bulk_{verb}"), {"item": tokens(items)} | data)


def test_the_preview_says_what_will_be_decided_and_what_is_skipped_and_why(
    three_groups, reviewer, sign_in
):
    mine = GroupFactory(region=three_groups[0].region, state=State.WAITING, submitted_by=reviewer)
    ticked = tokens([*three_groups, mine])
    Group.objects.get(pk=three_groups[2].pk).reject(by=StaffFactory(), note="Ganda.")

    page = sign_in(reviewer).get(reverse("admin:bulk"), {"item": ticked})

    assert [choice.item for choice in page.context["possible"]] == three_groups[:2]
    skipped = {choice.item: choice.why for choice in page.context["skipped"]}
    assert list(skipped) == [three_groups[2], mine]
    assert "Ditolak" in skipped[three_groups[2]]
    assert skipped[mine] == str(rules.may_review(reviewer, mine))
    assert states()[:2] == [State.WAITING] * 2


def test_each_gets_a_decision_of_its_own_under_one_request(three_groups, reviewer, sign_in):
    decide(sign_in(reviewer), "approve", three_groups)

    audit_events = AuditEvent.objects.filter(action=Action.APPROVE)
    assert states() == [State.LIVE] * 3
    assert audit_events.count() == 3
    assert len({audit_event.request_id for audit_event in audit_events}) == 1


def test_one_reason_reaches_every_submitter_in_their_language(three_groups, reviewer, sign_in):
    three_groups[1].submitted_by.language = "en"
    three_groups[1].submitted_by.save()
    reason = CannedResponse.objects.get(field="decree_number")

    decide(sign_in(reviewer), "send_back", three_groups[:2], reason=reason.pk)

    notes = [group.state_note for group in Group.objects.order_by("pk")[:2]]
    assert notes == [reason.text_id, reason.text_en]


def test_without_a_reason_nothing_goes_back(three_groups, reviewer, sign_in):
    response = decide(sign_in(reviewer), "reject", three_groups)

    assert response.status_code == 422
    assert [choice.item for choice in response.context["possible"]] == three_groups
    assert states() == [State.WAITING] * 3


def offered_kinds(client, items):
    page = client.get(reverse("admin:bulk"), {"item": tokens(items)})
    return {reason.kind for reason in page.context["form"].fields["reason"].queryset}


def test_the_reasons_are_those_that_fit_everything_chosen(three_groups, world, reviewer, sign_in):
    event = EventFactory(group=world.group, state=State.WAITING)
    change = ChangeRequest(item=world.group, region_code=world.village.pk, new={"about": "Baru."})
    change.save()
    change.submit(by=world.officer)
    client = sign_in(reviewer)

    assert offered_kinds(client, [*three_groups, change]) == {"", "groups.group"}
    assert offered_kinds(client, [event]) == {"", "campaigns.outreachevent"}
    assert offered_kinds(client, [*three_groups, event]) == {""}


def test_a_reason_for_one_kind_is_not_given_to_another(three_groups, world, reviewer, sign_in):
    event = EventFactory(group=world.group, state=State.WAITING)
    reason = CannedResponse.objects.get(field="decree_number")

    response = decide(sign_in(reviewer), "send_back", [three_groups[0], event], reason=reason.pk)

    assert response.status_code == 422
    for item in (three_groups[0], event):
        item.refresh_from_db()
        assert item.state == State.WAITING


def test_the_reasons_stand_under_what_they_decide(three_groups, reviewer, sign_in):
    page = sign_in(reviewer).get(reverse("admin:bulk"), {"item": tokens(three_groups)})

    _blank, *groups = page.context["form"].fields["reason"].choices
    assert [str(label) for label, _reasons in groups] == ["Kembalikan untuk diperbaiki", "Tolak"]


def test_what_somebody_else_decided_meanwhile_is_reported_not_overwritten(
    three_groups, reviewer, sign_in
):
    stale = [Group.objects.get(pk=group.pk) for group in three_groups]
    three_groups[1].reject(by=StaffFactory(), note="Ganda.")

    response = decide(sign_in(reviewer), "approve", stale)
    texts = [str(message) for message in sign_in(reviewer).get(response.url).context["messages"]]

    assert states() == [State.LIVE, State.REJECTED, State.LIVE]
    assert AuditEvent.objects.filter(action=Action.APPROVE).count() == 2
    assert texts == []  # the messages wait for the one who decided


def test_messages_give_the_counts(three_groups, reviewer, sign_in):
    client = sign_in(reviewer)
    stale = [Group.objects.get(pk=group.pk) for group in three_groups]
    three_groups[1].reject(by=StaffFactory(), note="Ganda.")

    response = decide(client, "approve", stale)
    page = client.get(response.url)

    texts = [str(message) for message in page.context["messages"]]
    assert len(texts) == 2
    assert texts[0].startswith("2 ")
    assert three_groups[1].name in texts[1]
    assert page.context["undo"]["count"] == 2


def test_all_are_undone_together_except_what_has_changed_since(three_groups, reviewer, sign_in):
    client = sign_in(reviewer)
    client.get(decide(client, "approve", three_groups).url)
    request_id = AuditEvent.objects.filter(action=Action.APPROVE).first().request_id
    Group.objects.get(pk=three_groups[0].pk).withdraw(by=StaffFactory(), note="Keliru.")

    response = client.post(reverse("admin:undo", args=[request_id]), follow=True)

    texts = [str(message) for message in response.context["messages"]]
    assert states() == [State.WITHDRAWN, State.WAITING, State.WAITING]
    assert texts[0].startswith("2 ")
    assert three_groups[0].name in texts[1]


def test_other_regions_own_groups_and_nonsense_are_not_touched(
    three_groups, world, reviewer, sign_in
):
    far = GroupFactory(region=world.far_village, state=State.WAITING)
    own = EventFactory(group=world.group, state=State.WAITING)
    MembershipFactory(group=world.group, person=reviewer)
    client = sign_in(reviewer)

    items = [*tokens([far, own]), "group:x:1", "person:1:1", "", ":::", "group:" + "9" * 40 + ":1"]
    client.post(reverse("admin:bulk_approve"), {"item": items})

    far.refresh_from_db()
    own.refresh_from_db()
    assert (far.state, own.state) == (State.WAITING, State.WAITING)
    assert not AuditEvent.objects.exists()


def test_an_editor_decides_nothing_in_bulk(three_groups, editor, sign_in):
    decide(sign_in(editor), "approve", three_groups)

    assert states() == [State.WAITING] * 3


def test_the_filters_of_the_queue_survive_a_decision_on_many_and_its_undoing(world, sign_in):
    for _n in range(2):
        GroupFactory(region=world.village, state=State.WAITING, flags=" few_members ")
    client, query = sign_in(world.reviewer), "jenis=group&tanda=few_members"

    queue = client.get(f"/admin/?{query}").content.decode()
    chosen = {"item": re.findall(r'name="item" value="([^"]+)"', queue)}
    preview = client.get(reverse("admin:bulk"), chosen).content.decode()
    done = client.post(f"{reverse('admin:bulk_approve')}?{query}", chosen)
    page = client.get(done.url).content.decode()
    undo = re.search(r'action="(/admin/undo/[^"]+)"', page)[1].replace("&amp;", "&")

    assert '<input type="hidden" name="tanda" value="few_members">' in queue
    assert preview.count("Anggota sedikit") == 2
    assert done.url.startswith(f"/admin/?{query}&urung=")
    assert client.post(undo).url == f"/admin/?{query}"
