"""Undo: a reviewer reverts their own decision within ten minutes, unless it has changed since."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groups.kim.models import Group
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State
from tests.factories import StaffFactory
from tests.groups.kim.registrations import change_request_for
from tests.kimportal.moderation.reviewing import post, review_url

pytestmark = pytest.mark.django_db


def test_a_decision_can_be_undone_for_ten_minutes(waiting, reviewer, sign_in):
    client = sign_in(reviewer)
    response = post(client, waiting, "approve")
    request_id = AuditEvent.objects.get(action=Action.APPROVE).request_id

    offered = client.get(response.url).context["undo"]
    undone = client.post(reverse("admin:undo", args=[request_id]) + "?q=sukun")

    assert undone.url == f"{review_url(waiting)}?q=sukun"
    assert offered["count"] == 1
    assert Group.objects.get(pk=waiting.pk).state == State.WAITING
    assert AuditEvent.objects.filter(action=Action.UNDO, by=reviewer).count() == 1


def test_after_ten_minutes_there_is_nothing_to_undo(waiting, reviewer, sign_in, monkeypatch):
    client = sign_in(reviewer)
    post(client, waiting, "approve")
    request_id = AuditEvent.objects.get(action=Action.APPROVE).request_id
    monkeypatch.setattr("kimportal.staff.undo.UNDO_WITHIN", timedelta(0))

    response = client.post(reverse("admin:undo", args=[request_id]))

    assert response.status_code == 404
    assert Group.objects.get(pk=waiting.pk).state == State.LIVE


def test_nobody_undoes_what_somebody_else_decided(waiting, reviewer, national_reviewer, sign_in):
    post(sign_in(reviewer), waiting, "approve")
    request_id = AuditEvent.objects.get(action=Action.APPROVE).request_id

    response = sign_in(national_reviewer).post(reverse("admin:undo", args=[request_id]))

    assert response.status_code == 404
    assert Group.objects.get(pk=waiting.pk).state == State.LIVE


def test_a_decision_whose_place_another_request_has_taken_is_not_undone(world, sign_in):
    reviewer, officer, group = sign_in(world.reviewer), world.officer, world.group
    rejected = change_request_for(group, by=officer, sent=True)
    post(reviewer, rejected, "reject", kind="changerequest", note="Belum jelas.")
    request_id = AuditEvent.objects.get(action=Action.REJECT).request_id
    open_now = change_request_for(Group.objects.get(), by=officer, about="Lebih jelas.")

    answer = reviewer.post(reverse("admin:undo", args=[request_id]), follow=True)

    assert "Tidak diurungkan karena sudah berubah lagi" in answer.content.decode()
    states = {
        change_request.pk: change_request.state for change_request in ChangeRequest.objects.all()
    }
    assert states == {rejected.pk: State.REJECTED, open_now.pk: State.DRAFT}


def test_what_has_changed_since_is_not_undone(waiting, reviewer, sign_in):
    client = sign_in(reviewer)
    post(client, waiting, "approve")
    request_id = AuditEvent.objects.get(action=Action.APPROVE).request_id
    Group.objects.get(pk=waiting.pk).withdraw(by=StaffFactory(), note="Keliru.")

    response = client.post(reverse("admin:undo", args=[request_id]), follow=True)

    assert Group.objects.get(pk=waiting.pk).state == State.WITHDRAWN
    assert "KIM Ciptomulyo" in str(next(iter(response.context["messages"])))


def test_ones_own_decision_can_still_be_undone_when_the_item_is_opened_again(
    waiting, reviewer, national_reviewer, sign_in
):
    client = sign_in(reviewer)
    post(client, waiting, "approve")

    mine = client.get(review_url(waiting)).context["undo"]
    theirs = sign_in(national_reviewer).get(review_url(waiting)).context["undo"]
    client.post(reverse("admin:undo", args=[mine["request_id"]]))
    after = client.get(review_url(waiting)).context["undo"]

    assert (mine["count"], theirs, after) == (1, None, None)
    assert Group.objects.get(pk=waiting.pk).state == State.WAITING
