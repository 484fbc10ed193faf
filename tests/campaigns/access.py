"""Access table of the campaigns app (see tests/access.py)."""

from tests.access import PUBLIC, SIGNED_IN
from tests.campaigns.access_events import ACCESS as EVENTS
from tests.campaigns.access_materials import ACCESS as MATERIALS
from tests.campaigns.access_places import ACCESS as PLACES

ACCESS = {
    **EVENTS,
    **MATERIALS,
    **PLACES,
    "home": PUBLIC,
    "dashboard": SIGNED_IN,
}
