from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from kimportal.mail.models import OutgoingEmail  # noqa: F401


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def unsent(self) -> "OutgoingEmailQuerySet":
        return self.filter(sent_at=None, failed_at=None)

    def due(self, now: datetime) -> "OutgoingEmailQuerySet":
        return self.unsent().filter(next_try_at__lte=now)
