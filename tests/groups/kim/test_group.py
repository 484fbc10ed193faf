"""Transitions of a group, and what follows from each in the same transaction."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from groups.kim.models import Group
from groups.members.models import MemberRole
from kimportal.audit.models import AuditEvent
from kimportal.mail.models import OutgoingEmail
from kimportal.moderation.change_requests import StaleObject
from kimportal.moderation.states import InvalidTransition, State
from tests.factories import (
    GroupFactory,
    MembershipFactory,
    PersonFactory,
    RegionFactory,
    StaffFactory,
)
from tests.groups.kim.registrations import change_request_for, complete_draft

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def draft(sari):
    group = complete_draft()
    MembershipFactory(group=group, person=sari, role=MemberRole.SECRETARY)
    return group


@pytest.fixture
def waiting(draft, sari):
    draft.submit(by=sari)
    return draft


def sent_emails():
    return sorted((email.key or "").partition(":")[0] for email in OutgoingEmail.objects.all())


def test_verifying_dates_the_mark_and_the_data(waiting, reviewer):
    waiting.approve(by=reviewer)

    fresh = Group.objects.get(pk=waiting.pk)
    assert fresh.verified_at == fresh.last_confirmed_at
    assert timezone.now() - fresh.verified_at < timedelta(minutes=1)
    assert sent_emails() == ["group_submitted", "group_verified"]


def test_undoing_a_verification_takes_the_mark_away(waiting, reviewer):
    waiting.approve(by=reviewer)

    waiting.undo(AuditEvent.objects.about(waiting).transitions().first(), by=reviewer)

    fresh = Group.objects.get(pk=waiting.pk)
    assert (fresh.state, fresh.verified_at) == (State.WAITING, None)


@pytest.mark.parametrize(
    ("verb", "email"), [("send_back", "group_returned"), ("reject", "group_rejected")]
)
def test_a_decision_and_its_reason_reach_who_is_in_charge(verb, email, waiting, reviewer, sari):
    getattr(waiting, verb)(by=reviewer, note="Fotonya buram.", field="decree_file")

    post = OutgoingEmail.objects.get(key__startswith=email)
    assert (post.to, post.language) == (sari.email, "id")
    assert "Fotonya buram." in post.text
    assert "Fotonya buram." in post.html


def test_emails_speak_the_readers_language(waiting, reviewer, sari):
    sari.language = "en"
    sari.save()

    waiting.approve(by=reviewer)

    post = OutgoingEmail.objects.get(key__startswith="group_verified")
    assert "has been verified" in post.subject
    assert f"/en/kim/{waiting.slug}/" in post.text


def test_an_email_goes_out_after_the_commit(
    waiting, reviewer, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        waiting.approve(by=reviewer)

    assert [mail.to for mail in mailoutbox] == [[waiting.submitted_by.email]]


def test_a_rolled_back_decision_sends_nothing(waiting, reviewer):
    with pytest.raises(RuntimeError), transaction.atomic():
        waiting.approve(by=reviewer)
        raise RuntimeError

    assert sent_emails() == ["group_submitted"]


def test_all_in_charge_get_the_email_and_nobody_else(waiting, reviewer, sari):
    chair = waiting.memberships.get(role="chair")
    chair.person = PersonFactory(email="ketua@example.org")
    chair.save()
    MembershipFactory(group=waiting, person__email="anggota@example.org")
    MembershipFactory(group=waiting, person__email="pergi@example.org", person__is_active=False)

    waiting.approve(by=reviewer)

    sent = OutgoingEmail.objects.filter(key__startswith="group_verified")
    assert sorted(sent.values_list("to", flat=True)) == ["ketua@example.org", sari.email]


def test_who_sent_it_in_and_left_reads_no_more_of_it(waiting, reviewer, sari):
    waiting.memberships.get(person=sari).end(by=sari)

    waiting.send_back(by=reviewer, note="Nomor telepon ketua salah.")

    assert not OutgoingEmail.objects.filter(
        to=sari.email, key__startswith="group_returned"
    ).exists()


def test_withdrawing_and_restoring(waiting, reviewer, sari):
    waiting.approve(by=reviewer)

    waiting.withdraw(by=sari, note="Sedang ditata ulang.")
    waiting.restore(by=reviewer)

    assert waiting.state == State.LIVE
    assert sent_emails() == [
        "group_restored",
        "group_submitted",
        "group_verified",
        "group_withdrawn",
    ]


def test_data_goes_stale_after_a_year_until_it_is_confirmed(sari):
    group = GroupFactory(last_confirmed_at=timezone.now())

    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert group.is_stale
        group.confirm(by=sari)
        assert not Group.objects.get(pk=group.pk).is_stale

    assert AuditEvent.objects.about(group).get().action == "confirm"


@pytest.mark.parametrize("field", ["founded", "decree_date", "decree_valid_until"])
@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 1, 1), date(9999, 12, 31)])
def test_the_database_refuses_days_that_poison_lists(field, day):
    group = GroupFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(pk=group.pk).update(**{field: day})


def test_the_database_refuses_a_decree_that_ends_before_it_begins():
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupFactory(decree_date=date(2020, 1, 2), decree_valid_until=date(2020, 1, 1))


def test_the_same_name_in_the_district_is_noticed_and_no_further(draft):
    assert draft.warnings() == {"few_members"}

    GroupFactory(name=draft.name, region=RegionFactory(code="52.71.05.1002"))
    GroupFactory(name=draft.name, state=State.DRAFT)
    assert "duplicate_name" not in draft.warnings()

    GroupFactory(name=draft.name.upper(), region=RegionFactory(code="35.73.04.1001"))
    assert "duplicate_name" in draft.warnings()


def test_few_members_is_what_the_setting_says(draft, settings):
    settings.KIM_MIN_MEMBERS = 2

    assert draft.warnings() == set()


# -- changes of a live group


def test_a_live_group_shows_the_approved_until_the_change_is_accepted(world, officer, reviewer):
    group = world.group
    change_request = change_request_for(
        group, by=officer, sent=True, about="Yang baru.", instagram="https://www.instagram.com/kim"
    )

    assert Group.objects.get(pk=group.pk).about == ""

    change_request.approve(by=reviewer)

    fresh = Group.objects.get(pk=group.pk)
    assert (fresh.about, fresh.instagram) == ("Yang baru.", "https://www.instagram.com/kim")
    assert "baru" in fresh.search_text
    assert sent_emails() == ["group_change_accepted"]


def test_a_returned_change_keeps_what_was_written(world, officer, reviewer):
    change_request = change_request_for(world.group, by=officer, sent=True, about="Yang baru.")

    change_request.send_back(by=reviewer, note="Terlalu singkat.", field="about")

    group = Group.objects.get(pk=world.group.pk)
    assert group.preview_with_changes.about == "Yang baru."
    assert group.open_change_request.state_note == "Terlalu singkat."
    assert sent_emails() == ["group_change_returned"]


def test_undoing_an_approved_change_restores_the_old_values(world, officer, reviewer):
    change_request = change_request_for(world.group, by=officer, sent=True, about="Yang baru.")
    change_request.approve(by=reviewer)

    change_request.undo(AuditEvent.objects.about(change_request).transitions().first(), by=reviewer)

    assert Group.objects.get(pk=world.group.pk).about == ""


def test_returning_to_the_public_value_empties_the_change_request(world, officer):
    change_request_for(world.group, by=officer, about="Yang baru.")
    group = Group.objects.get(pk=world.group.pk)

    group.change({"about": ""}, by=officer, version_token=group.version_token)

    assert group.open_change_request.new == {}


def test_a_discarded_change_request_is_deleted(world, officer):
    change_request_for(world.group, by=officer)

    world.group.discard_change()

    assert world.group.open_change_request is None


def test_a_change_over_an_old_version_is_stale(world, officer):
    group = world.group
    old = group.version_token
    change_request_for(group, by=officer, about="Jendela pertama.")

    with pytest.raises(StaleObject):
        group.change({"about": "Jendela kedua."}, by=officer, version_token=old)

    assert group.open_change_request.new == {"about": "Jendela pertama."}


@pytest.mark.parametrize("state", ["waiting", "rejected", "withdrawn"])
def test_nothing_is_changed_where_nothing_may_be(state, sari):
    group = GroupFactory(state=state)

    with pytest.raises(InvalidTransition):
        group.change({"about": "Menyusup."}, by=sari, version_token=group.version_token)


# -- races


def at_once(*calls):
    """Run these in threads of their own; return what each returned or raised."""
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, action):
        try:
            barrier.wait(10)
            answers[number] = action()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(10))
def test_two_reviewers_at_once_make_one_decision_and_one_email(turn):
    group = complete_draft()
    sari = MembershipFactory(group=group, role=MemberRole.SECRETARY).person
    group.submit(by=sari)
    first, second = StaffFactory(), StaffFactory()

    answers = at_once(
        lambda: Group.objects.get(pk=group.pk).approve(by=first),
        lambda: Group.objects.get(pk=group.pk).reject(by=second, note="Bukan SK KIM."),
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["InvalidTransition", "NoneType"]
    assert AuditEvent.objects.about(group).exclude(action="submit").count() == 1
    assert OutgoingEmail.objects.exclude(key__startswith="group_submitted").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_windows_at_once_the_second_is_stale():
    group = complete_draft()
    sari = MembershipFactory(group=group, role=MemberRole.SECRETARY).person
    version_token = group.version_token

    answers = at_once(
        *(
            lambda text=text: Group.objects.get(pk=group.pk).change(
                {"about": text}, by=sari, version_token=version_token
            )
            for text in ("Pertama.", "Kedua.")
        )
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "StaleObject"]
    assert connection.vendor == "postgresql"
