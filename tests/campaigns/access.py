"""Who may open campaigns' addresses (the words: tests/access.py)."""

from tests.access import SIGNED_IN
from tests.campaigns.access_events import ACCESS as EVENTS
from tests.campaigns.access_materials import ACCESS as MATERIALS

ACCESS = {
    **EVENTS,
    **MATERIALS,
    "dashboard": SIGNED_IN,
}
