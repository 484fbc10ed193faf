"""Many at once: seen before it happens, each decided by itself, and taken back together."""

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
def three(world):
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


def test_the_preview_says_what_will_be_touched_and_what_not_and_why(three, reviewer, sign_in):
    mine = GroupFactory(region=three[0].region, state=State.WAITING, submitted_by=reviewer)
    seen = tokens([*three, mine])
    Group.objects.get(pk=three[2].pk).reject(by=StaffFactory(), note="Ganda.")

    page = sign_in(reviewer).get(reverse("admin:bulk"), {"item": seen})

    assert [one.item for one in page.context["touched"]] == three[:2]
    untouched = {one.item: one.why for one in page.context["untouched"]}
    assert list(untouched) == [three[2], mine]
    assert "Ditolak" in untouched[three[2]]
    assert untouched[mine] == str(rules.may_review(reviewer, mine))
    assert states()[:2] == [State.WAITING] * 2


def test_each_gets_a_decision_of_its_own_under_one_request(three, reviewer, sign_in):
    decide(sign_in(reviewer), "approve", three)

    audit_events = AuditEvent.objects.filter(action=Action.APPROVE)
    assert states() == [State.LIVE] * 3
    assert audit_events.count() == 3
    assert len({audit_event.request_id for audit_event in audit_events}) == 1


def test_one_reason_reaches_every_submitter_in_their_language(three, reviewer, sign_in):
    three[1].submitted_by.language = "en"
    three[1].submitted_by.save()
    reason = CannedResponse.objects.get(field="decree_number")

    decide(sign_in(reviewer), "send_back", three[:2], reason=reason.pk)

    notes = [group.state_note for group in Group.objects.order_by("pk")[:2]]
    assert notes == [reason.text_id, reason.text_en]


def test_without_a_reason_nothing_goes_back(three, reviewer, sign_in):
    response = decide(sign_in(reviewer), "reject", three)

    assert response.status_code == 422
    assert [one.item for one in response.context["touched"]] == three
    assert states() == [State.WAITING] * 3


def offered(client, items):
    page = client.get(reverse("admin:bulk"), {"item": tokens(items)})
    return {reason.kind for reason in page.context["form"].fields["reason"].queryset}


def test_the_reasons_are_those_that_fit_everything_chosen(three, world, reviewer, sign_in):
    event = EventFactory(group=world.group, state=State.WAITING)
    change = ChangeRequest(item=world.group, region_code=world.village.pk, new={"about": "Baru."})
    change.save()
    change.submit(by=world.officer)
    client = sign_in(reviewer)

    assert offered(client, [*three, change]) == {"", "groups.group"}
    assert offered(client, [event]) == {"", "campaigns.outreachevent"}
    assert offered(client, [*three, event]) == {""}


def test_a_reason_for_one_kind_is_not_given_to_another(three, world, reviewer, sign_in):
    event = EventFactory(group=world.group, state=State.WAITING)
    reason = CannedResponse.objects.get(field="decree_number")

    response = decide(sign_in(reviewer), "send_back", [three[0], event], reason=reason.pk)

    assert response.status_code == 422
    for item in (three[0], event):
        item.refresh_from_db()
        assert item.state == State.WAITING


def test_the_reasons_stand_under_what_they_decide(three, reviewer, sign_in):
    page = sign_in(reviewer).get(reverse("admin:bulk"), {"item": tokens(three)})

    _blank, *groups = page.context["form"].fields["reason"].choices
    assert [str(label) for label, _reasons in groups] == ["Kembalikan untuk diperbaiki", "Tolak"]


def test_what_somebody_else_decided_meanwhile_is_reported_not_overwritten(three, reviewer, sign_in):
    stale = [Group.objects.get(pk=group.pk) for group in three]
    three[1].reject(by=StaffFactory(), note="Ganda.")

    response = decide(sign_in(reviewer), "approve", stale)
    told = [str(message) for message in sign_in(reviewer).get(response.url).context["messages"]]

    assert states() == [State.LIVE, State.REJECTED, State.LIVE]
    assert AuditEvent.objects.filter(action=Action.APPROVE).count() == 2
    assert told == []  # the messages wait for the one who decided


def test_the_result_is_told_with_counts(three, reviewer, sign_in):
    client = sign_in(reviewer)
    stale = [Group.objects.get(pk=group.pk) for group in three]
    three[1].reject(by=StaffFactory(), note="Ganda.")

    response = decide(client, "approve", stale)
    page = client.get(response.url)

    told = [str(message) for message in page.context["messages"]]
    assert len(told) == 2
    assert told[0].startswith("2 ")
    assert three[1].name in told[1]
    assert page.context["undo"]["count"] == 2


def test_all_are_taken_back_together_but_what_moved_on_stays(three, reviewer, sign_in):
    client = sign_in(reviewer)
    client.get(decide(client, "approve", three).url)
    request_id = AuditEvent.objects.filter(action=Action.APPROVE).first().request_id
    Group.objects.get(pk=three[0].pk).withdraw(by=StaffFactory(), note="Keliru.")

    response = client.post(reverse("admin:undo", args=[request_id]), follow=True)

    told = [str(message) for message in response.context["messages"]]
    assert states() == [State.WITHDRAWN, State.WAITING, State.WAITING]
    assert told[0].startswith("2 ")
    assert three[0].name in told[1]


def test_other_regions_own_groups_and_nonsense_are_not_touched(three, world, reviewer, sign_in):
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


def test_an_editor_decides_nothing_in_bulk(three, editor, sign_in):
    decide(sign_in(editor), "approve", three)

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
