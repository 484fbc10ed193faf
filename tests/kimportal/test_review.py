"""One screen to decide: what is on it, who may do what, and what happens to those who come second."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from groups.models import Group, MemberRole
from kimportal.admin.review import MOST_HISTORY
from kimportal.models import Act, Decision, Letter, Note, Proposal, Reason
from kimportal.states import State
from tests.factories import (
    EventFactory,
    GroupFactory,
    MaterialFactory,
    MembershipFactory,
    StaffFactory,
)
from tests.groups.registrations import proposal_of
from tests.kimportal.uploads.bad_files import pdf
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(world):
    chair = world.newcomer
    group = GroupFactory(
        name="KIM Ciptomulyo",
        region=world.village,
        state=State.WAITING,
        submitted_by=chair,
        submitted_at=timezone.now(),
        state_since=timezone.now() - timedelta(hours=5),
    )
    MembershipFactory(group=group, person=chair, role=MemberRole.CHAIR)
    return group


def address(thing, verb="", kind="group"):
    return reverse(f"admin:review{verb and '_'}{verb}", args=[kind, thing.pk])


def post(client, thing, verb, kind="group", **data):
    return client.post(address(thing, verb, kind), {"version": thing.version} | data)


def test_approval_publishes_and_opens_the_next_item(waiting, world, reviewer, sign_in):
    later = EventFactory(group=world.group, state=State.WAITING)

    response = post(sign_in(reviewer), waiting, "approve")

    decision = Decision.objects.get(act=Act.APPROVE)
    assert Group.objects.get(pk=waiting.pk).state == State.LIVE
    assert (decision.by, decision.thing_id) == (reviewer, str(waiting.pk))
    assert response.url.startswith(f"/admin/review/outreachevent/{later.pk}/?urung=")


def test_the_last_item_leads_back_to_the_queue(waiting, reviewer, sign_in):
    response = post(sign_in(reviewer), waiting, "approve")

    assert response.url == f"/admin/?urung={Decision.objects.get(act=Act.APPROVE).request_id}"


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


def test_a_reusable_reason_speaks_the_submitters_language(waiting, reviewer, sign_in):
    waiting.submitted_by.language = "en"
    waiting.submitted_by.save()
    reason = Reason.objects.get(field="decree_number")

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

    there = post(client, waiting, "withdraw", note="Memuat kekeliruan.").url
    page = client.get(there)

    assert there.startswith(f"{address(waiting)}?urung=")
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
def test_outside_the_jurisdiction_there_is_nothing(waiting, far_reviewer, sign_in, verb):
    response = post(sign_in(far_reviewer), waiting, verb, note="Alasan", text="Catatan")

    assert response.status_code == 404
    assert Group.objects.get(pk=waiting.pk).state == State.WAITING
    assert not Decision.objects.exists() and not Note.objects.exists()


def test_an_editor_reads_and_does_not_decide(waiting, editor, sign_in):
    client = sign_in(editor)

    page = client.get(address(waiting))
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


@pytest.mark.parametrize(("verb", "word"), [("approve", "Terverifikasi"), ("reject", "Ditolak")])
def test_who_taps_twice_is_led_to_what_they_decided(verb, word, waiting, reviewer, sign_in):
    client, seen = sign_in(reviewer), Group.objects.get(pk=waiting.pk)
    post(client, seen, verb, note="Ganda.")
    client.get("/admin/")

    page = client.get(post(client, seen, verb, note="Ganda.").url)

    assert Decision.objects.about(waiting).count() == 1
    told = [str(message) for message in page.context["messages"]]
    assert told == [f"Anda sudah memutuskan ini: statusnya “{word}”."]
    assert page.context["undo"]["count"] == 1


def test_words_in_a_second_window_are_given_back_to_who_decided_in_the_first(
    waiting, reviewer, sign_in
):
    client, seen = sign_in(reviewer), Group.objects.get(pk=waiting.pk)
    post(client, seen, "approve")

    response = post(client, seen, "send_back", note="Nama tidak sama dengan SK.")

    assert response.status_code == 409
    assert "Nama tidak sama dengan SK." in response.content.decode()


def test_what_changed_since_it_was_opened_is_not_decided_unseen(waiting, reviewer, sign_in):
    response = post(sign_in(reviewer), waiting, "approve", version=waiting.version + 1)

    assert response.status_code == 409
    assert not Decision.objects.exists()


def test_a_decision_can_be_undone_for_ten_minutes(waiting, reviewer, sign_in):
    client = sign_in(reviewer)
    response = post(client, waiting, "approve")
    request_id = Decision.objects.get(act=Act.APPROVE).request_id

    offered = client.get(response.url).context["undo"]
    client.post(reverse("admin:undo", args=[request_id]))

    assert offered["count"] == 1
    assert Group.objects.get(pk=waiting.pk).state == State.WAITING
    assert Decision.objects.filter(act=Act.UNDO, by=reviewer).count() == 1


def test_after_ten_minutes_there_is_nothing_to_undo(waiting, reviewer, sign_in, monkeypatch):
    client = sign_in(reviewer)
    post(client, waiting, "approve")
    request_id = Decision.objects.get(act=Act.APPROVE).request_id
    monkeypatch.setattr("kimportal.admin.undo.UNDO_WITHIN", timedelta(0))

    response = client.post(reverse("admin:undo", args=[request_id]))

    assert response.status_code == 404
    assert Group.objects.get(pk=waiting.pk).state == State.LIVE


def test_nobody_undoes_what_somebody_else_decided(waiting, reviewer, national_reviewer, sign_in):
    post(sign_in(reviewer), waiting, "approve")
    request_id = Decision.objects.get(act=Act.APPROVE).request_id

    response = sign_in(national_reviewer).post(reverse("admin:undo", args=[request_id]))

    assert response.status_code == 404
    assert Group.objects.get(pk=waiting.pk).state == State.LIVE


def test_a_decision_in_whose_place_another_thing_stands_by_now_is_not_undone(world, sign_in):
    reviewer, officer, group = sign_in(world.reviewer), world.officer, world.group
    rejected = proposal_of(group, by=officer, sent=True)
    post(reviewer, rejected, "reject", kind="proposal", note="Belum jelas.")
    request_id = Decision.objects.get(act=Act.REJECT).request_id
    open_now = proposal_of(Group.objects.get(), by=officer, about="Lebih jelas.")

    answer = reviewer.post(reverse("admin:undo", args=[request_id]), follow=True)

    assert "Tidak dibatalkan karena sudah berubah lagi" in answer.content.decode()
    states = {proposal.pk: proposal.state for proposal in Proposal.objects.all()}
    assert states == {rejected.pk: State.REJECTED, open_now.pk: State.DRAFT}


def test_what_has_moved_on_is_not_undone(waiting, reviewer, sign_in):
    client = sign_in(reviewer)
    post(client, waiting, "approve")
    request_id = Decision.objects.get(act=Act.APPROVE).request_id
    Group.objects.get(pk=waiting.pk).withdraw(by=StaffFactory(), note="Keliru.")

    response = client.post(reverse("admin:undo", args=[request_id]), follow=True)

    assert Group.objects.get(pk=waiting.pk).state == State.WITHDRAWN
    assert "KIM Ciptomulyo" in str(next(iter(response.context["messages"])))


def test_notes_are_for_staff_only(waiting, reviewer, sign_in, world):
    client = sign_in(reviewer)

    client.post(address(waiting, "note"), {"text": "Sudah ditelepon."})

    note = Note.objects.get()
    assert (note.text, note.by, note.thing_id) == ("Sudah ditelepon.", reviewer, str(waiting.pk))
    assert "Sudah ditelepon." in client.get(address(waiting)).content.decode()


def test_a_proposed_change_is_shown_field_by_field(world, reviewer, officer, sign_in):
    group = world.group
    group.change({"about": "Kami berkumpul tiap Jumat."}, by=officer, edition=group.edition)
    group.send_change(by=officer)
    proposal = group.proposals.get()
    client = sign_in(reviewer)

    page = client.get(address(proposal, kind="proposal"))
    post(client, proposal, "approve", kind="proposal")

    change = page.context["changes"][0]
    assert (change.before, change.after) == ("", "Kami berkumpul tiap Jumat.")
    assert Group.objects.get(pk=group.pk).about == "Kami berkumpul tiap Jumat."


def test_the_same_decree_number_is_a_hint(waiting, reviewer, world, sign_in):
    for group in (waiting, world.group):
        group.decree_number = "188/12/35.73/2024"
        group.with_search_text().save()

    page = sign_in(reviewer).get(address(waiting))

    assert [one.thing for one in page.context["alike"]] == [world.group]


def test_look_alikes_never_come_from_outside_the_jurisdiction(waiting, reviewer, world, sign_in):
    for group in (waiting, world.other_group):
        group.decree_number = "188/12/2024"
        group.with_search_text().save()

    page = sign_in(reviewer).get(address(waiting))

    assert page.context["alike"] == []


# -- private papers


@pytest.fixture
def with_decree(waiting):
    waiting.decree_file.save("a.pdf", ContentFile(pdf(pages=2)))
    return waiting


def test_a_decree_is_shown_page_by_page_and_each_look_is_remembered(with_decree, reviewer, sign_in):
    client = sign_in(reviewer)

    page = client.get(address(with_decree))
    picture = client.get(
        reverse("admin:review_page", args=["group", with_decree.pk, "decree_file", 2])
    )

    content = b"".join(picture.streaming_content)
    assert [list(numbers) for _paper, numbers in page.context["papers"]] == [[1, 2]]
    assert picture.status_code == 200
    assert {"private", "no-store"} <= set(picture["Cache-Control"].split(", "))
    assert content[:3] == b"\xff\xd8\xff" or content[:4] in (b"\x89PNG", b"RIFF")
    looks = Decision.objects.filter(act=Act.LOOK).values_list("by", "thing_id", "field")
    assert list(looks) == [(reviewer.pk, str(with_decree.pk), "decree_file")]


@pytest.mark.parametrize("name", ["decree_file", "logo", "..", "photo-1"])
def test_papers_are_nothing_to_those_outside(with_decree, far_reviewer, sign_in, name):
    client = sign_in(far_reviewer)
    there = reverse("admin:review", args=["group", with_decree.pk]) + f"paper/{name}/"

    assert [client.get(there).status_code, client.get(f"{there}1/").status_code] == [404, 404]
    assert not Decision.objects.exists()


def test_an_editor_does_not_open_papers(with_decree, editor, sign_in):
    there = reverse("admin:review_paper", args=["group", with_decree.pk, "decree_file"])

    assert sign_in(editor).get(there).status_code == 403


# -- what it costs


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_whatever_lies_beside_it(
    waiting, reviewer, sign_in, django_assert_num_queries, rows
):
    for number in range(rows):
        Decision.objects.record(waiting, Act.EDIT, by=reviewer)
        Note.objects.create(
            thing_type="groups.group", thing_id=str(waiting.pk), by=reviewer, text=str(number)
        )
        MembershipFactory(group=waiting)
        EventFactory(group=waiting)
        MaterialFactory(group=waiting)
    client = sign_in(reviewer)

    with django_assert_num_queries(14):
        client.get(address(waiting))


# -- races


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_hurried_reviewers_one_wins_fifty_times(world, sign_in):
    reviewers = [sign_in(StaffFactory()) for _ in range(2)]
    for _round in range(50):
        group = GroupFactory(region=world.village, state=State.WAITING, submitted_by=world.newcomer)
        MembershipFactory(group=group, person=world.newcomer)
        statuses = race(
            partial(post, reviewers[0], group, "approve"),
            partial(post, reviewers[1], group, "send_back", note="Kurang."),
        )
        moves = Decision.objects.about(group).moves()
        letters = Letter.objects.filter(to=world.newcomer.email, text__contains=group.name)
        assert sorted(statuses) == [302, 409]
        assert (moves.count(), letters.count()) == (1, 1)


def test_what_comes_again_is_marked(waiting, reviewer, world, sign_in):
    post(sign_in(reviewer), waiting, "send_back", note="Kurang jelas.")
    waiting.refresh_from_db()

    waiting.submit(by=waiting.submitted_by, flags={"few_members"})

    assert waiting.flag_list == ["few_members", "second_submission"]


def test_the_history_names_fields_in_words_and_leads_to_what_changed(waiting, reviewer, sign_in):
    mended = Decision.objects.record(waiting, Act.EDIT, by=reviewer, field="photo-25")
    edited = Decision.objects.record(waiting, Act.EDIT, by=reviewer, changes={"name": ["a", "b"]})

    page = sign_in(reviewer).get(address(waiting))

    there = reverse("admin:kimportal_decision_change", args=[edited.pk])
    assert page.context["history"] == [(edited, ""), (mended, "foto")]
    assert there in page.content.decode()


def test_many_looks_at_papers_do_not_push_decisions_out_of_the_history(waiting, reviewer, sign_in):
    decided = Decision.objects.record(waiting, Act.CONFIRM, by=waiting.submitted_by)
    for _look in range(MOST_HISTORY):
        looked = Decision.objects.record(waiting, Act.LOOK, by=reviewer, field="decree_file")
    client = sign_in(reviewer)

    page = client.get(address(waiting))
    trail = client.get(page.context["memory"]).context["cl"].result_list

    assert page.context["history"] == [(decided, "")]
    assert looked in trail


@pytest.mark.parametrize(
    ("state", "offered"), [(State.WAITING, "ar"), (State.LIVE, "r"), (State.WITHDRAWN, "")]
)
def test_only_keys_that_do_something_are_offered(state, offered, world, reviewer, sign_in):
    group = GroupFactory(region=world.village, state=state, state_note="Keliru.")

    page = sign_in(reviewer).get(address(group)).content.decode()

    assert "".join(re.findall("<kbd>(.)</kbd>", page)) == offered


def test_only_reasons_for_this_kind_and_moment_are_offered(waiting, reviewer, sign_in):
    page = sign_in(reviewer).get(address(waiting))

    offered = page.context["form"].fields["reason"].queryset
    assert {reason.act for reason in offered} == {"send_back", "reject"}
    assert {reason.kind for reason in offered} == {"", "groups.group"}


def test_a_note_leads_back_to_where_it_was_written(waiting, reviewer, sign_in):
    answer = sign_in(reviewer).post(f"{address(waiting, 'note')}?jenis=group", {"text": "Telepon."})

    assert answer.url == f"{address(waiting)}?jenis=group"


def test_a_note_that_is_too_long_comes_back_as_typed(waiting, reviewer, sign_in):
    long = "Sudah ditelepon. " * 200

    answer = sign_in(reviewer).post(address(waiting, "note"), {"text": long})

    assert answer.status_code == 422
    assert answer.context["note_form"]["text"].value() == long
    assert not Note.objects.exists()


def test_who_comes_second_keeps_the_words_and_the_way_back(waiting, reviewer, sign_in):
    seen = Group.objects.get(pk=waiting.pk)
    waiting.reject(by=StaffFactory(), note="Ganda.")

    answer = sign_in(reviewer).post(
        f"{address(seen, 'send_back')}?jenis=group",
        {"version": seen.version, "note": "Halaman dua hilang."},
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Halaman dua hilang." in text
    assert 'href="/admin/?jenis=group"' in text


def test_ones_own_decision_can_still_be_undone_when_the_thing_is_opened_again(
    waiting, reviewer, national_reviewer, sign_in
):
    client = sign_in(reviewer)
    post(client, waiting, "approve")

    mine = client.get(address(waiting)).context["undo"]
    theirs = sign_in(national_reviewer).get(address(waiting)).context["undo"]
    client.post(reverse("admin:undo", args=[mine["request_id"]]))
    after = client.get(address(waiting)).context["undo"]

    assert (mine["count"], theirs, after) == (1, None, None)
    assert Group.objects.get(pk=waiting.pk).state == State.WAITING


def test_an_event_shows_its_health_protocol_and_leads_to_its_group(world, reviewer, sign_in):
    event = EventFactory(group=world.group, state=State.WAITING, health_checks=["Semua bermasker"])

    page = sign_in(reviewer).get(address(event, kind="outreachevent")).content.decode()

    assert "Semua bermasker" in page
    assert f'href="{address(world.group)}"' in page
