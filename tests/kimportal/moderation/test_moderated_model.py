"""Transitions of a moderated model, tested on a KIM."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from groups.kim.models import Group
from kimportal.audit.models import UNDO_WITHIN, Action, AuditEvent
from kimportal.moderation.models import Note
from kimportal.moderation.states import TRANSITIONS, InvalidTransition, State
from kimportal.transparency_log.facts import Fact
from kimportal.transparency_log.log import append
from kimportal.transparency_log.models import LogCheckpoint, LogEntry
from tests.factories import GroupFactory, PersonFactory, StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

VERBS = {
    "submit": (State.WAITING, {State.DRAFT, State.RETURNED}),
    "approve": (State.LIVE, {State.WAITING}),
    "send_back": (State.RETURNED, {State.WAITING}),
    "reject": (State.REJECTED, {State.WAITING}),
    "withdraw": (State.WITHDRAWN, {State.LIVE}),
    "restore": (State.LIVE, {State.WITHDRAWN}),
    "reopen": (State.RETURNED, {State.REJECTED}),
}


def carry_out(verb, item, by):
    if verb == "submit":
        item.submit(by=by)
    elif verb == "reopen":
        item.reopen(by=by, note="Alasannya.")
    else:
        needs_reason = verb in {"send_back", "reject", "withdraw"}
        item.decide(verb, by=by, note="Alasannya." if needs_reason else "")


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_follows_only_its_own_transition(verb, state):
    target, sources = VERBS[verb]
    group = GroupFactory(state=state)
    by = PersonFactory()

    if state in sources:
        carry_out(verb, group, by)
    else:
        with pytest.raises(InvalidTransition):
            carry_out(verb, group, by)

    assert Group.objects.get().state == (target if state in sources else state)
    assert AuditEvent.objects.count() == (state in sources)


def test_every_transition_has_a_verb_and_every_verb_a_transition():
    assert {(source, target) for target, sources in VERBS.values() for source in sources} == {
        (source, target) for source, targets in TRANSITIONS.items() for target in targets
    }


def test_an_audit_event_says_who_what_when_and_why():
    group = GroupFactory(state=State.WAITING)
    rina = StaffFactory()

    group.send_back(by=rina, note=" Nomor SK belum terbaca. ", field="decree_number")

    audit_event = AuditEvent.objects.get()
    assert (audit_event.action, audit_event.before, audit_event.after) == (
        "send_back",
        "waiting",
        "returned",
    )
    assert (audit_event.by, audit_event.note, audit_event.field) == (
        rina,
        "Nomor SK belum terbaca.",
        "decree_number",
    )
    assert (audit_event.target_type, audit_event.target_id) == ("groups.group", str(group.pk))
    assert audit_event.region_code == group.region_id


def test_a_return_without_a_reason_is_refused():
    group = GroupFactory(state=State.WAITING)

    with pytest.raises(ValueError):
        group.send_back(by=StaffFactory(), note="  ")

    assert Group.objects.get().state == State.WAITING


def test_the_database_requires_the_reason():
    group = GroupFactory(state=State.WAITING)

    with pytest.raises(IntegrityError):
        Group.objects.filter(pk=group.pk).update(state=State.REJECTED)


def test_approval_clears_the_old_reason():
    group = GroupFactory(state=State.WAITING, state_note="Perbaiki nama.", state_field="name")

    group.approve(by=StaffFactory())

    group.refresh_from_db()
    assert (group.state_note, group.state_field) == ("", "")


def test_a_decision_on_an_older_version_is_refused():
    group = GroupFactory(state=State.WAITING)
    stale = Group.objects.get()
    group.send_back(by=StaffFactory(), note="Perbaiki.")
    group.submit(by=PersonFactory())

    with pytest.raises(InvalidTransition):
        stale.approve(by=StaffFactory())

    assert Group.objects.get().state == State.WAITING


def test_undo_restores_state_and_reason_and_is_an_event_of_its_own():
    group = GroupFactory(state=State.WAITING)
    rina = StaffFactory()
    group.send_back(by=rina, note="Perbaiki.", field="name")
    audit_event = AuditEvent.objects.get()

    group.undo(audit_event, by=rina)

    group.refresh_from_db()
    assert (group.state, group.state_note) == (State.WAITING, "")
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        Action.SEND_BACK,
        Action.UNDO,
    ]


def test_undo_restores_the_place_in_the_queue(time_machine):
    group, rina = GroupFactory(state=State.DRAFT), StaffFactory()
    group.submit(by=PersonFactory(), flags=[])
    waited_since = AuditEvent.objects.get().at
    time_machine.move_to(timezone.now() + timedelta(days=5))
    group.approve(by=rina)

    group.undo(AuditEvent.objects.latest("id"), by=rina)

    group.refresh_from_db()
    assert group.state_since == waited_since


def test_undo_is_refused_once_the_state_has_changed_again():
    group = GroupFactory(state=State.WAITING)
    rina = StaffFactory()
    group.approve(by=rina)
    approval = AuditEvent.objects.get()
    group.withdraw(by=rina, note="Permintaan pengurus.")

    with pytest.raises(InvalidTransition):
        group.undo(approval, by=rina)


def test_undo_is_refused_after_ten_minutes(time_machine):
    group = GroupFactory(state=State.WAITING)
    rina = StaffFactory()
    group.approve(by=rina)
    time_machine.move_to(timezone.now() + UNDO_WITHIN + timedelta(seconds=1))

    with pytest.raises(InvalidTransition):
        group.undo(AuditEvent.objects.get(), by=rina)


def test_audit_events_are_append_only():
    GroupFactory(state=State.WAITING).approve(by=StaffFactory())
    audit_event = AuditEvent.objects.get()

    for change in (
        audit_event.save,
        audit_event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(note="lain"),
    ):
        with pytest.raises(TypeError):
            change()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("model", "column"),
    [
        (AuditEvent, "note"),
        (Note, "text"),
        (LogEntry, "subject"),
        (LogCheckpoint, "note"),
    ],
)
@pytest.mark.parametrize("sql", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}"])
def test_postgresql_refuses_to_change_append_only_rows(sql, model, column):
    group, by = GroupFactory(state=State.WAITING), StaffFactory()
    group.approve(by=by)
    append([Fact("held", group.slug, {"type": "kim"}, timezone.now())])
    Note.objects.create(target_type="groups.group", target_id=str(group.pk), text="x", by=by)

    with pytest.raises(Exception, match="are append-only"), connection.cursor() as cursor:
        cursor.execute(sql.format(model._meta.db_table, column))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_simultaneous_reviewers_one_wins():
    reviewers = [StaffFactory(), StaffFactory()]
    for _ in range(10):
        group = GroupFactory(state=State.WAITING)
        start = threading.Barrier(2)
        outcomes = []

        def decide(reviewer, verb, pk=group.pk, start=start, outcomes=outcomes):
            item = Group.objects.get(pk=pk)
            start.wait()
            try:
                carry_out(verb, item, reviewer)
                outcomes.append("won")
            except InvalidTransition:
                outcomes.append("lost")
            finally:
                connection.close()

        threads = [
            threading.Thread(target=decide, args=pair)
            for pair in zip(reviewers, ("approve", "reject"), strict=True)
        ]
        [t.start() for t in threads]
        [t.join() for t in threads]

        assert sorted(outcomes) == ["lost", "won"]
        assert AuditEvent.objects.about(group).count() == 1
