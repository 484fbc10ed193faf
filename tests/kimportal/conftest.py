import io
import json
import logging
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone

from groups.members.models import MemberRole
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State
from kimportal.monitoring.json_logs import JsonFormatter
from kimportal.web.middleware import RequestIdFilter
from tests.factories import EventFactory, GroupFactory, MembershipFactory, PersonFactory


@pytest.fixture
def lines():
    """lines() → every line logged so far, parsed."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().split("\n") if line]
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def wati(db):
    """A person with a verified address."""
    person = PersonFactory(email="wati@example.org", name="Wati Lestari")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def hashed(monkeypatch):
    """The passwords hashed so far."""
    passwords = []
    encode = MD5PasswordHasher.encode

    def record(self, password, salt):
        passwords.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", record)
    return passwords


@pytest.fixture
def both(world):
    """A KIM, an event and an audit event in two regions."""
    for group in (world.group, world.other_group):
        group.contact_name, group.contact_phone = "Rahasia Narahubung", "081234567890"
        group.save()
        EventFactory(group=group, title=f"Rembug {group.name}", story="Rahasia warga")
        AuditEvent.objects.record(group, Action.CONFIRM, by=world.officer)
    return world


@pytest.fixture
def waiting(world):
    """A registration in the queue."""
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
