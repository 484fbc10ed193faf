"""What goes by itself of what the groups hold (kimportal/privacy/retention.py)."""

from datetime import timedelta
from functools import partial

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from groups.jurisdictions.models import StaffInvitation
from groups.kim.models import Group
from groups.members.models import Invitation, InvitationStop, Membership
from groups.register_import.models import RETENTION_PERIOD, Register
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State
from kimportal.privacy.retention import Rule, delete
from kimportal.uploads.orphaned_files import orphaned_files, remove

CONTACT = Group.private_fields
PRIVATE = [*CONTACT, "decree_file"]


def over(invitations):
    """A function that finds invitations which lapsed, were accepted or taken back by then."""
    return lambda before: invitations.filter(
        Q(expires_at__lt=before) | Q(accepted_at__lt=before) | Q(revoked_at__lt=before)
    )


def abandoned(before):
    """Drafts begun long ago by groups of whom nobody has signed in since."""
    came = Membership.objects.filter(group=OuterRef("pk"), person__last_login__gte=before)
    return Group.objects.drafts().filter(~Exists(came), created_at__lt=before, submitted_at=None)


def still_private(groups):
    """Those that still hold a contact person or a scan."""
    empty = Q(**dict.fromkeys(CONTACT, ""), decree_file="")
    return groups.exclude(empty)


def rejected(before):
    return still_private(Group.objects.rejected().filter(state_since__lt=before))


def withdrawn(before):
    return still_private(Group.objects.withdrawn().filter(state_since__lt=before))


def strip(groups):
    """Take contact person and scan from groups; the scan's file is swept once nothing names it."""
    return groups.update(**dict.fromkeys(CONTACT, ""), decree_file="")


def decided(before):
    """Changes decided long ago that still hold private words, new or old."""
    done = ChangeRequest.objects.filter(
        state__in=[State.LIVE, State.REJECTED, State.WITHDRAWN], state_since__lt=before
    )
    ours = done.filter(target_type__app_label="groups", target_type__model="group")
    return ours.filter(Q(new__has_any_keys=PRIVATE) | Q(old__has_any_keys=PRIVATE))


@transaction.atomic
def forget_private(change_requests):
    gone = 0
    for change_request in change_requests.select_for_update():
        for values in (change_request.new, change_request.old):
            for name in PRIVATE:
                values.pop(name, None)
        change_request.save(update_fields=["new", "old"])
        gone += 1
    return gone


def named(field, names):
    """Those of these files that a group or a change names in this field."""
    known = set(Group.objects.filter(**{f"{field}__in": names}).values_list(field, flat=True))
    for column in (f"new__{field}", f"old__{field}"):
        changes = ChangeRequest.objects.filter(**{f"{column}__in": names})
        known.update(changes.values_list(column, flat=True))
    return known


def shown_logos(names):
    return set(Group.objects.live().filter(logo__in=names).values_list("logo", flat=True))


def unnamed(folder, field):
    """A function that finds files no group and no change names: replaced, or their row is gone."""
    return lambda before: orphaned_files(storages["private"], folder, partial(named, field), before)


def spare_logos(before):
    """Logos that nothing names, and copies for the public of a KIM that it sees no more."""
    yield from unnamed("logos", "logo")(before)
    yield from orphaned_files(storages["default"], "logos", shown_logos, before)


RULES = [
    Rule(
        name="registers",
        what=_("Lists of KIM that an office uploaded and did not carry out"),
        since=_("after the upload"),
        why=_("they hold names and numbers of people who know nothing of it"),
        after=RETENTION_PERIOD,
        due=lambda before: Register.objects.filter(imported_at=None, created_at__lt=before),
        go=delete,
    ),
    Rule(
        name="invitations",
        what=_("Invitations to a KIM"),
        since=_("after they lapsed, were accepted or taken back"),
        why=_("long enough to ask who invited whom"),
        after=timedelta(days=30),
        due=over(Invitation.objects),
        go=delete,
    ),
    Rule(
        name="staff_invitations",
        what=_("Invitations to staff"),
        since=_("after they lapsed, were accepted or taken back"),
        why=_("the change of role itself stays in the audit log"),
        after=timedelta(days=30),
        due=over(StaffInvitation.objects),
        go=delete,
    ),
    Rule(
        name="invitation_stops",
        what=_("That an e-mail address wants no invitations; stored without the address itself"),
        since=_("after its reader asked for it"),
        why=_("whoever is written to again after that can ask again"),
        after=timedelta(days=1095),
        due=lambda before: InvitationStop.objects.filter(stopped_at__lt=before),
        go=delete,
    ),
    Rule(
        name="group_drafts",
        what=_("Registrations begun and never sent in"),
        since=_("after anybody of that KIM last signed in"),
        why=_("a KIM may wait for its decree for a year"),
        after=timedelta(days=365),
        due=abandoned,
        go=delete,
    ),
    Rule(
        name="rejected",
        what=_("Contact person and decree (SK) of a rejected registration"),
        since=_("after the rejection"),
        why=_("the time in which an objection may be raised and answered"),
        after=timedelta(days=180),
        due=rejected,
        go=strip,
    ),
    Rule(
        name="withdrawn",
        what=_("Contact person and decree (SK) of a KIM that was withdrawn"),
        since=_("after the withdrawal"),
        why=_("it may come back within two years"),
        after=timedelta(days=730),
        due=withdrawn,
        go=strip,
    ),
    Rule(
        name="changes",
        what=_("Contact persons and decrees named in changes that were decided"),
        since=_("after the decision"),
        why=_("the time in which an objection may be raised and answered"),
        after=timedelta(days=180),
        due=decided,
        go=forget_private,
    ),
    Rule(
        name="scans",
        what=_("Scans of decrees that nothing refers to any more"),
        since=_("after nothing refers to them any more"),
        why=_("an upload may still be under way"),
        after=timedelta(days=1),
        due=unnamed("decrees", "decree_file"),
        go=remove,
    ),
    Rule(
        name="logos",
        what=_("Logos that nothing refers to any more"),
        since=_("after nothing refers to them any more"),
        why=_("an upload may still be under way"),
        after=timedelta(days=1),
        due=spare_logos,
        go=remove,
    ),
]
