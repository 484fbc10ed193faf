"""The service worker's address, whose phone it is, and what a member takes along."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kimportal.moderation.states import State
from kimportal.offline.person import (
    MARK_AGE,
    person_from_mark,
    person_id,
    phone_of,
    sealing_key,
)
from tests.factories import EventFactory, MaterialFactory

pytestmark = pytest.mark.django_db


def test_the_worker_may_run_our_files_and_ask_this_server_and_nothing_else(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    policy = "default-src 'none'; script-src 'self'; connect-src 'self'"
    assert answer["Content-Security-Policy"] == policy
    assert not answer.cookies
    assert answer.content.decode().strip() == 'importScripts("/static/js/offline.js");'


def test_the_page_for_no_signal_is_public(client):
    answer = client.get("/luring/")

    assert "Tidak ada sinyal" in answer.content.decode()
    assert "public" in answer["Cache-Control"]


def test_a_probe_tells_whose_session_it_is_and_brings_a_token(client, sign_in, world):
    assert client.get("/anggota/luring/siapa/").status_code == 401

    answer = sign_in(world.member).get("/anggota/luring/siapa/")

    assert answer.json()["person"] == person_id(world.member)
    assert len(answer.json()["token"]) == 64
    assert "no-store" in answer["Cache-Control"]


def test_a_member_takes_along_the_forms_of_open_events_and_the_newest_materials(sign_in, world):
    now = timezone.now()
    facts = {"group": world.group, "plan": True}
    begun = EventFactory(**facts, state=State.DRAFT, starts=now - timedelta(hours=2))
    EventFactory(**facts, state=State.DRAFT, starts=now + timedelta(days=2))
    EventFactory(group=world.other_group, plan=True, starts=now - timedelta(hours=2))
    materials = [MaterialFactory(published_at=now - timedelta(days=n)) for n in range(12)]

    answer = sign_in(world.member).get("/anggota/luring/bekal.json")

    assert answer.json()["pages"] == [
        "/anggota/luring/",
        reverse("dashboard"),
        reverse("my_events"),
        reverse("event_quick"),
        reverse("event_report", args=[begun.pk]),
        *(material.get_absolute_url() for material in materials[:10]),
    ]


def test_whoever_has_no_kim_takes_no_forms_along(sign_in, world):
    answer = sign_in(world.newcomer).get("/anggota/luring/bekal.json")

    assert answer.json()["pages"] == ["/anggota/luring/", reverse("dashboard")]


def test_a_mark_names_its_person_until_sessions_are_ended(world):
    mark = phone_of(world.member).mark
    assert person_from_mark(mark) == world.member

    world.member.end_sessions()
    assert person_from_mark(mark) is None


@pytest.mark.parametrize("mark", ["", "x", "a:b:c", "\0", "é" * 9])
def test_an_invented_mark_names_nobody(db, mark):
    assert person_from_mark(mark) is None


def test_a_mark_ends_after_thirty_days(world, monkeypatch):
    mark = phone_of(world.member).mark
    later = timezone.now().timestamp() + MARK_AGE.total_seconds() + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert person_from_mark(mark) is None


def test_nobody_who_is_no_longer_active_is_named(world):
    mark = phone_of(world.member).mark
    world.member.is_active = False
    world.member.save()

    assert person_from_mark(mark) is None


def test_the_seal_cannot_be_told_from_the_mark(world):
    phone = phone_of(world.member)

    assert phone.seal == sealing_key(phone.mark)
    assert phone.seal not in phone.mark
    assert phone.seal != salted_hmac("", phone.mark, secret="", algorithm="sha256").hexdigest()


def test_the_members_pages_carry_the_mark_and_public_pages_do_not(client, sign_in, world):
    own = sign_in(world.member).get(reverse("dashboard")).content.decode()

    assert f'data-person="{person_id(world.member)}"' in own
    assert 'data-name="Mega"' in own
    assert "data-mark" not in client.get("/").content.decode()
