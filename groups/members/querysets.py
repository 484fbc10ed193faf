import hashlib
from datetime import timedelta

from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone

#: An identical invitation sent again within this time is a double click and is not repeated.
DUPLICATE_INTERVAL = timedelta(minutes=5)
#: How long a former member still has a conflict of interest.
TIED_FOR = timedelta(days=365)


class MembershipQuerySet(models.QuerySet):
    def current(self):
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=today))

    def recent(self):
        """Return current memberships and those that ended less than TIED_FOR ago."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.localdate() - TIED_FOR))

    def chairs(self):
        return self.filter(role="chair")

    def offered_the_chair(self):
        """Return the member whom the chair has asked to follow, if there is one."""
        return self.exclude(chair_offered_at=None)

    def managing(self):
        """Return the current chair and secretary, who act for the group."""
        return self.current().filter(role__in=["chair", "secretary"])

    def officers(self):
        return self.exclude(role="member")

    def in_order(self):
        """Order as a decree does, chair first, then by name."""
        order = ["chair", "secretary", "treasurer", "section"]
        ranks = [When(role=role, then=rank) for rank, role in enumerate(order)]
        return self.order_by(Case(*ranks, default=len(order)), "name", "id")

    def named_publicly(self):
        """Return officers who agreed to be named; nobody else's name is shown to the public."""
        return self.officers().current().filter(name_is_public=True)


def digest(token):
    """Return the stored hash of a token: reading the database does not give the token."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def created_since(self, moment):
        return self.filter(created_at__gte=moment)

    def just_sent(self):
        return self.created_since(timezone.now() - DUPLICATE_INTERVAL)

    def same_as(self, *, by, email, role, membership):
        """Return open invitations with the same sender and content."""
        role = membership.role if membership else role
        return self.open().filter(invited_by=by, email=email, role=role, membership=membership)

    def unanswered_addresses(self):
        """Count the addresses invited in the last two weeks that have not accepted."""
        lately = self.created_since(timezone.now() - timedelta(days=14)).filter(accepted_at=None)
        return lately.values("email").distinct().count()

    def by_token(self, token):
        return self.filter(token_digest=digest(token))

    def sent_to(self, person):
        """Return invitations to the account's address: a forwarded email admits nobody else."""
        return self.filter(email__iexact=person.email)
