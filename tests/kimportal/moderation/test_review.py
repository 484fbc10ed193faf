"""The review page: what it shows, who may do what, and what the second of two reviewers gets."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from groups.kim.models import Group
from kimportal.audit.models import Action, AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.adapters import adapter_for
from kimportal.moderation.models import CannedResponse, Note
from kimportal.moderation.states import State
from tests.factories import (
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MembershipFactory,
    StaffFactory,
)
from tests.kimportal.moderation.reviewing import post, review_url
from tests.races import race

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_approval_publishes_and_opens_the_next_item(waiting, world, reviewer, sign_in):
    later = EventFactory(group=world.group, state=State.WAITING)

    response = post(sign_in(reviewer), waiting, "approve")

    audit_event = AuditEvent.objects.get(action=Action.APPROVE)
    assert Group.objects.get(pk=waiting.pk).state == State.LIVE
    assert (audit_event.by, audit_event.target_id) == (reviewer, str(waiting.pk))
    assert response.url.startswith(f"/admin/review/outreachevent/{later.pk}/?urung=")


def test_the_last_item_leads_back_to_the_queue(waiting, reviewer, sign_in):
    response = post(sign_in(reviewer), waiting, "approve")

    assert (
        response.url == f"/admin/?urung={AuditEvent.objects.get(action=Action.APPROVE).request_id}"
    )


def test_a_return_carries_the_reason_and_its_field(waiting, reviewer, sign_in):
    post(
        sign_in(reviewer),
        waiting,
        "send_back",
        note="Halaman dua hilang.",
        field="decree_file",
    )

    waiting.refresh_from_db()
    assert (waiting.state, waiting.state_note, waiting.state_field) == (
        State.RETURNED,
        "Halaman dua hilang.",
        "decree_file",
    )


def test_a_canned_response_is_in_the_submitters_language(waiting, reviewer, sign_in):
    waiting.submitted_by.language = "en"
    waiting.submitted_by.save()
    reason = CannedResponse.objects.get(field="decree_number")

    post(sign_in(reviewer), waiting, "send_back", reason=reason.pk, note="Page 2.")

    waiting.refresh_from_db()
    assert waiting.state_note == f"{reason.text_en}\n\nPage 2."
    assert waiting.state_field == "decree_number"


@pytest.mark.parametrize("verb", ["send_back", "reject"])
def test_without_a_reason_nothing_goes_back(waiting, reviewer, sign_in, verb):
    response = post(sign_in(reviewer), waiting, verb, note="  ")

    waiting.refresh_from_db()
    assert (response.status_code, waiting.state) == (422, State.WAITING)
    assert "note" in response.context["form"].errors


def test_what_was_published_can_be_withdrawn_and_restored(waiting, reviewer, sign_in):
    client = sign_in(reviewer)
    post(client, waiting, "approve")
    waiting.refresh_from_db()

    post(client, waiting, "withdraw", note="Memuat kekeliruan.")
    waiting.refresh_from_db()
    withdrawn = waiting.state
    post(client, waiting, "restore")

    waiting.refresh_from_db()
    assert (withdrawn, waiting.state) == (State.WITHDRAWN, State.LIVE)


def test_who_withdraws_stays_with_it_to_undo_or_restore(waiting, world, reviewer, sign_in):
    EventFactory(group=world.group, state=State.WAITING)
    waiting.approve(by=StaffFactory())
    client = sign_in(reviewer)

    url = post(client, waiting, "withdraw", note="Memuat kekeliruan.").url
    page = client.get(url)

    assert url.startswith(f"{review_url(waiting)}?urung=")
    assert page.context["undo"]["count"] == 1
    assert page.context["verbs"] == ("restore",)


def test_nobody_decides_on_their_own(waiting, sign_in):
    waiting.submitted_by.role = "reviewer"
    waiting.submitted_by.save()

    response = post(sign_in(waiting.submitted_by), waiting, "approve")

    assert response.status_code == 403
    assert Group.objects.get(pk=waiting.pk).state == State.WAITING


def test_a_member_who_is_also_staff_does_not_decide_on_their_group(waiting, sign_in):
    colleague = StaffFactory()
    MembershipFactory(group=waiting, person=colleague)

    response = post(sign_in(colleague), waiting, "approve")

    assert response.status_code == 403


@pytest.mark.parametrize("verb", ["approve", "send_back", "reject", "withdraw", "restore", "note"])
def test_outside_the_jurisdiction_every_verb_is_404(waiting, far_reviewer, sign_in, verb):
    response = post(sign_in(far_reviewer), waiting, verb, note="Alasan", text="Catatan")

    assert response.status_code == 404
    assert Group.objects.get(pk=waiting.pk).state == State.WAITING
    assert not AuditEvent.objects.exists() and not Note.objects.exists()


def test_an_editor_reads_and_does_not_decide(waiting, editor, sign_in):
    client = sign_in(editor)

    page = client.get(review_url(waiting))
    response = post(client, waiting, "approve")

    assert (page.status_code, response.status_code) == (200, 403)
    assert page.context["verbs"] == ()


def test_who_comes_second_is_told_and_overwrites_nothing(waiting, reviewer, sign_in):
    seen = Group.objects.get(pk=waiting.pk)
    waiting.send_back(by=StaffFactory(name="Rini"), note="Kurang jelas.")

    response = post(sign_in(reviewer), seen, "approve")

    assert response.status_code == 409
    assert "Kurang jelas." in response.content.decode()
    assert Group.objects.get(pk=waiting.pk).state == State.RETURNED


def test_who_comes_second_reads_who_decided_what_and_why_and_goes_on(
    waiting, world, reviewer, sign_in
):
    later = EventFactory(group=world.group, state=State.WAITING)
    seen = Group.objects.get(pk=waiting.pk)
    waiting.send_back(by=StaffFactory(name="Rini"), note="Kurang jelas.")
    AuditEvent.objects.record(waiting, Action.LOOK, by=reviewer)

    page = post(sign_in(reviewer), seen, "approve").content.decode()

    assert re.search(r"Rini\s+mengembalikan[^<]*: “Kurang jelas.”", page), page[-3000:]
    assert f'href="/admin/review/outreachevent/{later.pk}/"' in page
    assert "Berikutnya" in page


def test_from_a_decided_item_the_way_goes_on_where_it_waited(waiting, world, reviewer, sign_in):
    first = EventFactory(
        group=world.group, state=State.WAITING, state_since=timezone.now() - timedelta(days=3)
    )
    Group.objects.filter(pk=waiting.pk).update(state=State.DRAFT)
    group = Group.objects.get(pk=waiting.pk)
    group.submit(by=waiting.submitted_by)
    last = EventFactory(group=world.group, state=State.WAITING)
    client = sign_in(reviewer)
    post(client, group, "send_back", note="Kurang jelas.")

    page = client.get(review_url(group))

    assert page.context["previous"].key == str(first.pk)
    assert page.context["next"].key == str(last.pk)


@pytest.mark.parametrize("why", ["own", "tied", "editor"])
def test_the_page_says_why_one_may_not_decide(waiting, editor, sign_in, why):
    person = {"own": waiting.submitted_by, "tied": StaffFactory(), "editor": editor}[why]
    if why == "own":
        person.role = "reviewer"
        person.save()
    if why == "tied":
        MembershipFactory(group=waiting, person=person)

    page = sign_in(person).get(review_url(waiting)).content.decode()

    reason = str(adapter_for(waiting).can(Action.APPROVE, person, waiting))
    assert len(reason) > 20
    assert escape(reason) in page
    assert "tidak ada yang perlu diputuskan" not in page


@pytest.mark.parametrize(("verb", "word"), [("approve", "Terverifikasi"), ("reject", "Ditolak")])
def test_who_taps_twice_is_redirected_to_their_decision(verb, word, waiting, reviewer, sign_in):
    client, seen = sign_in(reviewer), Group.objects.get(pk=waiting.pk)
    post(client, seen, verb, note="Ganda.")
    client.get("/admin/")

    page = client.get(post(client, seen, verb, note="Ganda.").url)

    assert AuditEvent.objects.about(waiting).count() == 1
    texts = [str(message) for message in page.context["messages"]]
    assert texts == [f"Anda sudah memutuskan ini: statusnya “{word}”."]
    assert page.context["undo"]["count"] == 1


def test_text_of_a_second_tab_is_given_back_to_who_decided_in_the_first(waiting, reviewer, sign_in):
    client, seen = sign_in(reviewer), Group.objects.get(pk=waiting.pk)
    post(client, seen, "approve")

    response = post(client, seen, "send_back", note="Nama tidak sama dengan SK.")

    assert response.status_code == 409
    assert "Nama tidak sama dengan SK." in response.content.decode()


def test_what_changed_since_it_was_opened_is_not_decided_unseen(waiting, reviewer, sign_in):
    response = post(sign_in(reviewer), waiting, "approve", version=waiting.version + 1)

    assert response.status_code == 409
    assert not AuditEvent.objects.exists()


def test_notes_are_for_staff_only(waiting, reviewer, sign_in, world):
    client = sign_in(reviewer)

    client.post(review_url(waiting, "note"), {"text": "Sudah ditelepon."})

    note = Note.objects.get()
    assert (note.text, note.by, note.target_id) == ("Sudah ditelepon.", reviewer, str(waiting.pk))
    assert "Sudah ditelepon." in client.get(review_url(waiting)).content.decode()


def test_a_proposed_change_is_shown_field_by_field(world, reviewer, officer, sign_in):
    group = world.group
    group.change(
        {"about": "Kami berkumpul tiap Jumat."}, by=officer, version_token=group.version_token
    )
    group.submit_change(by=officer)
    change_request = group.change_requests.get()
    client = sign_in(reviewer)

    page = client.get(review_url(change_request, kind="changerequest"))
    post(client, change_request, "approve", kind="changerequest")

    change = page.context["changes"][0]
    assert (change.before, change.after) == ("", "Kami berkumpul tiap Jumat.")
    assert Group.objects.get(pk=group.pk).about == "Kami berkumpul tiap Jumat."


def test_the_same_decree_number_is_a_hint(waiting, reviewer, world, sign_in):
    for group in (waiting, world.group):
        group.decree_number = "188/12/35.73/2024"
        group.with_search_text().save()

    page = sign_in(reviewer).get(review_url(waiting))

    assert [similar.item for similar in page.context["similar_items"]] == [world.group]


def test_similar_items_never_come_from_outside_the_jurisdiction(waiting, reviewer, world, sign_in):
    for group in (waiting, world.other_group):
        group.decree_number = "188/12/2024"
        group.with_search_text().save()

    page = sign_in(reviewer).get(review_url(waiting))

    assert page.context["similar_items"] == []


# -- number of queries


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_number_of_queries_at_any_length(
    waiting, reviewer, sign_in, django_assert_num_queries, rows
):
    for number in range(rows):
        AuditEvent.objects.record(waiting, Action.EDIT, by=reviewer)
        Note.objects.create(
            target_type="groups.group", target_id=str(waiting.pk), by=reviewer, text=str(number)
        )
        MembershipFactory(group=waiting)
        EventFactory(group=waiting)
        MaterialFactory(group=waiting)
    client = sign_in(reviewer)

    with django_assert_num_queries(14):
        client.get(review_url(waiting))


# -- races


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_reviewers_one_wins_fifty_times(world, sign_in):
    reviewers = [sign_in(StaffFactory()) for _ in range(2)]
    for _round in range(50):
        group = GroupFactory(region=world.village, state=State.WAITING, submitted_by=world.newcomer)
        MembershipFactory(group=group, person=world.newcomer)
        emails = OutgoingEmail.objects.filter(to=world.newcomer.email)
        before = emails.count()
        statuses = race(
            partial(post, reviewers[0], group, "approve"),
            partial(post, reviewers[1], group, "send_back", note="Kurang."),
        )
        transitions = AuditEvent.objects.about(group).transitions()
        assert sorted(statuses) == [302, 409]
        assert (transitions.count(), emails.count() - before) == (1, 1)


def test_a_second_submission_is_flagged(waiting, reviewer, world, sign_in):
    post(sign_in(reviewer), waiting, "send_back", note="Kurang jelas.")
    waiting.refresh_from_db()

    waiting.submit(by=waiting.submitted_by, flags={"few_members"})

    assert waiting.flag_list == ["few_members", "second_submission"]


def test_the_history_shows_field_labels_and_links_to_the_changes(waiting, reviewer, sign_in):
    commented = AuditEvent.objects.record(waiting, Action.EDIT, by=reviewer, field="photo-25")
    edited = AuditEvent.objects.record(
        waiting, Action.EDIT, by=reviewer, changes={"name": ["a", "b"]}
    )

    page = sign_in(reviewer).get(review_url(waiting))

    url = reverse("admin:kimportal_auditevent_change", args=[edited.pk])
    assert page.context["history"] == [(edited, ""), (commented, "foto")]
    assert url in page.content.decode()


@pytest.mark.parametrize(
    ("state", "offered"), [(State.WAITING, "ar"), (State.LIVE, "r"), (State.WITHDRAWN, "")]
)
def test_only_keys_that_do_something_are_offered(state, offered, world, reviewer, sign_in):
    group = GroupFactory(region=world.village, state=state, state_note="Keliru.")

    page = sign_in(reviewer).get(review_url(group)).content.decode()

    assert "".join(re.findall("<kbd>(.)</kbd>", page)) == offered


def test_only_reasons_for_this_kind_and_moment_are_offered(waiting, reviewer, sign_in):
    page = sign_in(reviewer).get(review_url(waiting))

    offered = page.context["form"].fields["reason"].queryset
    assert {reason.action for reason in offered} == {"send_back", "reject"}
    assert {reason.kind for reason in offered} == {"", "groups.group"}


def test_a_note_redirects_to_the_page_with_its_filter(waiting, reviewer, sign_in):
    answer = sign_in(reviewer).post(
        f"{review_url(waiting, 'note')}?jenis=group", {"text": "Telepon."}
    )

    assert answer.url == f"{review_url(waiting)}?jenis=group"


def test_a_note_that_is_too_long_comes_back_as_typed(waiting, reviewer, sign_in):
    long = "Sudah ditelepon. " * 200

    answer = sign_in(reviewer).post(review_url(waiting, "note"), {"text": long})

    assert answer.status_code == 422
    assert answer.context["note_form"]["text"].value() == long
    assert not Note.objects.exists()


def test_who_comes_second_keeps_the_text_and_the_filter(waiting, reviewer, sign_in):
    seen = Group.objects.get(pk=waiting.pk)
    waiting.reject(by=StaffFactory(), note="Ganda.")

    answer = sign_in(reviewer).post(
        f"{review_url(seen, 'send_back')}?jenis=group",
        {"version": seen.version, "note": "Halaman dua hilang."},
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Halaman dua hilang." in text
    assert 'href="/admin/?jenis=group"' in text


def test_an_event_shows_its_health_protocol_and_leads_to_its_group(world, reviewer, sign_in):
    event = EventFactory(group=world.group, state=State.WAITING, health_checks=["Semua bermasker"])

    page = sign_in(reviewer).get(review_url(event, kind="outreachevent")).content.decode()

    assert "Semua bermasker" in page
    assert f'href="{review_url(world.group)}"' in page
