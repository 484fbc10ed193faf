import pytest

from kimportal.moderation.states import State
from tests.factories import EventFactory


@pytest.fixture
def mega(world, sign_in):
    return sign_in(world.member)


@pytest.fixture
def draft(world):
    return EventFactory(group=world.group, plan=True, state=State.DRAFT, begun_by=world.member)
