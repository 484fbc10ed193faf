from django.db import models


class OutgoingEmailQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(sent_at=None, failed_at=None)

    def due(self, now):
        return self.unsent().filter(next_try_at__lte=now)
