"""Who may open campaigns' addresses (the words: tests/access.py)."""

from tests.access import PUBLIC, SIGNED_IN
from tests.campaigns.access_events import ACCESS as EVENTS
from tests.campaigns.access_materials import ACCESS as MATERIALS
from tests.campaigns.access_places import ACCESS as MAX_CONCURRENT

ACCESS = {
    **EVENTS,
    **MATERIALS,
    **MAX_CONCURRENT,
    "home": PUBLIC,
    "dashboard": SIGNED_IN,
}
