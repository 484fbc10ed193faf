import hashlib
from datetime import timedelta

from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone

#: Sent again in the same words within this time it was a second tap: one letter is on its way.
SAME_TAP = timedelta(minutes=5)
#: How long whoever left a KIM still counts as tied to it.
TIED_FOR = timedelta(days=365)


class MembershipQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=today))

    def recent(self):
        """Today's, and those that ended less than TIED_FOR ago."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.localdate() - TIED_FOR))

    def chairs(self):
        return self.filter(role="chair")

    def managing(self):
        """Those who act for the group: chair and secretary, today."""
        return self.current().filter(role__in=["chair", "secretary"])

    def officers(self):
        return self.exclude(role="member")

    def in_order(self):
        """Chair first, as a decree lists them; then by name."""
        order = ["chair", "secretary", "treasurer", "section"]
        ranks = [When(role=role, then=rank) for rank, role in enumerate(order)]
        return self.order_by(Case(*ranks, default=len(order)), "name", "id")

    def named_publicly(self):
        """Officers who agreed to be named; nobody else's name leaves the signed-in pages."""
        return self.officers().current().filter(name_is_public=True)


def digest(token):
    """What is stored of a token: whoever reads the database cannot use the invitation."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def written_since(self, moment):
        return self.filter(created_at__gte=moment)

    def just_sent(self):
        return self.written_since(timezone.now() - SAME_TAP)

    def same_as(self, *, by, email, role, membership):
        """Open ones that this person wrote in the same words."""
        role = membership.role if membership else role
        return self.open().filter(invited_by=by, email=email, role=role, membership=membership)

    def unanswered_addresses(self):
        """To how many addresses these were sent in the last two weeks without being accepted."""
        lately = self.written_since(timezone.now() - timedelta(days=14)).filter(accepted_at=None)
        return lately.values("email").distinct().count()

    def by_token(self, token):
        return self.filter(token_digest=digest(token))

    def sent_to(self, person):
        """By the account's address: a forwarded letter lets nobody else in."""
        return self.filter(email__iexact=person.email)
