from campaigns.desks.event import EventDesk
from campaigns.desks.material import MaterialDesk

__all__ = ["EventDesk", "MaterialDesk"]
