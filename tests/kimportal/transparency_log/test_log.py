"""What is logged, its proofs, and that every change afterwards is found."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.materials.published_facts import words_digest
from kimportal.audit.models import UNDO_WITHIN, AuditEvent
from kimportal.moderation.states import State
from kimportal.transparency_log import log
from kimportal.transparency_log.models import LogEntry
from kimportal.transparency_log.signed_note import InvalidNote, Signer, verify
from tests.factories import GroupFactory, MaterialFactory, MaterialFileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
LATER = UNDO_WITHIN + timedelta(seconds=1)


@pytest.fixture
def later(monkeypatch):
    """later(delta): log as if so much time had passed."""

    def run(delta=LATER):
        now = timezone.now() + delta
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: now)
            return log.append_due_facts()

    return run


def waiting_material(**values):
    material = MaterialFactory(state=State.WAITING, **values)
    MaterialFileFactory(material=material)
    return material


def facts():
    return [entry.values for entry in LogEntry.objects.order_by("index")]


def test_an_approved_material_is_logged_once_it_cannot_be_undone(world, later):
    material = waiting_material()
    material.approve(by=world.national_reviewer)

    assert log.append_due_facts() == 0
    assert later() == 1
    assert later() == 0
    [fact] = facts()
    [file] = material.files.all()
    assert fact == {
        "type": "material",
        "event": "published",
        "at": AuditEvent.objects.about(material).get().at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "code": material.code,
        "version": 1,
        "language": "id",
        "by": "ministry",
        "replaces": None,
        "words": words_digest(material),
        "files": [{"use": file.role, "sha256": file.sha256}],
    }


def test_an_undone_decision_is_never_logged(world, later):
    material = waiting_material()
    material.approve(by=world.national_reviewer)
    approval = AuditEvent.objects.about(material).get()
    material.undo(approval, by=world.national_reviewer)

    assert later() == 0


def test_a_scheduled_material_is_logged_when_it_is_public(world, later):
    material = waiting_material(publish_at=timezone.now() + timedelta(days=1))
    material.approve(by=world.national_reviewer)

    assert later() == 0
    assert later(timedelta(days=1, minutes=1)) == 1


def test_withdrawal_restoring_and_expiry_are_logged(world, later):
    material = waiting_material(expire_at=timezone.now() + timedelta(days=2))
    material.approve(by=world.national_reviewer)
    material.withdraw(by=world.national_reviewer, note="Keliru.")
    material.restore(by=world.national_reviewer)
    later()
    later(timedelta(days=3))
    later(timedelta(days=3))

    assert [fact["event"] for fact in facts()] == ["published", "withdrawn", "restored", "expired"]
    assert {fact["code"] for fact in facts()} == {material.code}
    assert [*log.faults()] == []


def test_a_new_version_names_the_one_it_replaces(world, later):
    old = waiting_material()
    old.approve(by=world.national_reviewer)
    new = waiting_material(supersedes=old, edition=2)
    new.approve(by=world.national_reviewer)
    later()

    assert [fact["replaces"] for fact in facts()] == [None, old.code]


def test_a_kim_is_logged_by_its_address_and_region_without_a_person(world, later):
    group = GroupFactory(region=world.village, state=State.WAITING)
    group.approve(by=world.reviewer)
    later()

    [fact] = facts()
    assert fact.pop("at")
    assert fact == {
        "type": "kim",
        "event": "verified",
        "kim": group.slug,
        "region": world.village.code,
    }


def test_without_a_key_no_log_is_kept(settings, world, later, client):
    settings.TRANSPARENCY_LOG_KEY = ""
    GroupFactory(region=world.village, state=State.WAITING).approve(by=world.reviewer)

    assert later() == 0
    assert client.get(reverse("transparency_log")).status_code == 404
    assert client.get(reverse("log_checker")).status_code == 404


# -- notes


def test_a_note_is_verified_by_its_key_only():
    ours, other = Signer("kim.example/catatan", b"1" * 32), Signer("kim.example/catatan", b"2" * 32)
    note = ours.sign("kim.example/catatan\n1\nAAAA\n")

    assert verify(note, ours.verifier_key) == "kim.example/catatan\n1\nAAAA\n"
    for wrong in (note.replace("\n1\n", "\n2\n"), note.replace("kim.", "k1m.")):
        with pytest.raises(InvalidNote):
            verify(wrong, ours.verifier_key)
    with pytest.raises(InvalidNote):
        verify(note, other.verifier_key)


# -- pages


@pytest.mark.parametrize(
    "typed", ["{code}", "{half}", "https://kim.example/v/{half}/", " {lower} "]
)
def test_a_material_is_found_by_its_code_in_any_notation(world, later, client, typed):
    material = waiting_material()
    material.approve(by=world.national_reviewer)
    later()
    code = material.code
    typed = typed.format(code=code, half=f"{code[:4]}-{code[4:]}", lower=code.lower())

    page = client.get(reverse("transparency_log"), {"q": typed}).content.decode()

    assert code in page
    assert reverse("log_proof", args=[0]) in page


def test_the_check_page_names_the_newest_entry(world, later, client):
    material = waiting_material()
    material.approve(by=world.national_reviewer)
    before = client.get(reverse("verify_code", args=[material.code])).content.decode()
    later()
    page = client.get(reverse("verify_code", args=[material.code])).content.decode()

    assert reverse("log_proof", args=[0]) not in before
    assert reverse("log_proof", args=[0]) in page
