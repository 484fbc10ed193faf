"""Data-retention rules of groups, applied by `manage.py apply_retention`."""

from datetime import timedelta
from functools import partial

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from groups.joining.models import JoinLink, JoinRequest
from groups.jurisdictions.models import StaffInvitation
from groups.kim.models import Group
from groups.members.models import Invitation, InvitationStop, Membership
from groups.register_import.models import (
    RETENTION_PERIOD,
    ROW_RETENTION_PERIOD,
    Register,
    RegisterRow,
)
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State
from kimportal.privacy.retention import Rule, delete
from kimportal.uploads.orphaned_files import orphaned_files, remove

PRIVATE_FIELDS = [*Group.private_fields, "decree_file"]


def closed(invitations):
    """Return a function that finds invitations expired, accepted or revoked before a time."""
    return lambda before: invitations.filter(
        Q(expires_at__lt=before) | Q(accepted_at__lt=before) | Q(revoked_at__lt=before)
    )


def abandoned(before):
    """Return old drafts of groups of which no member has signed in since `before`."""
    active = Membership.objects.filter(group=OuterRef("pk"), person__last_login__gte=before)
    return Group.objects.drafts().filter(~Exists(active), created_at__lt=before, submitted_at=None)


def still_private(groups):
    """Return those that still hold contact details or a scan."""
    empty = Q(**dict.fromkeys(PRIVATE_FIELDS, ""))
    return groups.exclude(empty)


def rejected(before):
    return still_private(Group.objects.rejected().filter(state_since__lt=before))


def withdrawn(before):
    return still_private(Group.objects.withdrawn().filter(state_since__lt=before))


def remove_private_data(groups):
    """Blank contact details and scan; the scan's file is deleted as orphaned (rule "scans")."""
    return groups.update(**dict.fromkeys(PRIVATE_FIELDS, ""))


def decided(before):
    """Return change requests decided long ago that still hold private values."""
    requests = ChangeRequest.objects.filter(
        state__in=[State.LIVE, State.REJECTED, State.WITHDRAWN], state_since__lt=before
    )
    of_groups = requests.filter(target_type__app_label="groups", target_type__model="group")
    return of_groups.filter(
        Q(new__has_any_keys=PRIVATE_FIELDS) | Q(old__has_any_keys=PRIVATE_FIELDS)
    )


@transaction.atomic
def remove_private_values(change_requests):
    """Delete the private values of these change requests; return how many there were."""
    count = 0
    for change_request in change_requests.select_for_update():
        for values in (change_request.new, change_request.old):
            for name in PRIVATE_FIELDS:
                values.pop(name, None)
        change_request.save(update_fields=["new", "old"])
        count += 1
    return count


def referenced(field, names):
    """Return which of these files a group or a change request refers to in this field."""
    references = set(Group.objects.filter(**{f"{field}__in": names}).values_list(field, flat=True))
    for column in (f"new__{field}", f"old__{field}"):
        changes = ChangeRequest.objects.filter(**{f"{column}__in": names})
        references.update(changes.values_list(column, flat=True))
    return references


def public_logos(names):
    """Return which of these files are logos of live groups."""
    return set(Group.objects.live().filter(logo__in=names).values_list("logo", flat=True))


def unreferenced(folder, field):
    """Return a function that finds files to which no group or change request refers."""
    is_referenced = partial(referenced, field)
    return lambda before: orphaned_files(storages["private"], folder, is_referenced, before)


def orphaned_logos(before):
    """Find unreferenced logos, and public copies of logos of groups that are not live."""
    yield from unreferenced("logos", "logo")(before)
    yield from orphaned_files(storages["default"], "logos", public_logos, before)


def read_registers(before):
    """Return registers imported long ago whose rows or further sheets are still there."""
    rows = RegisterRow.objects.filter(register=OuterRef("pk"))
    imported = Register.objects.filter(imported_at__lt=before)
    return imported.filter(Exists(rows) | ~Q(others=[]) | ~Q(sheet={}))


@transaction.atomic
def forget_rows(registers):
    """Delete the rows of these registers; that they were imported stays."""
    keys = list(registers.values_list("pk", flat=True))
    RegisterRow.objects.filter(register__in=keys).delete()
    return Register.objects.filter(pk__in=keys).update(others=[], sheet={})


RULES = [
    Rule(
        name="registers",
        data=_("Lists of KIM that an office uploaded and did not carry out"),
        since=_("after the upload"),
        reason=_("they hold names and numbers of people who know nothing of it"),
        after=RETENTION_PERIOD,
        due=lambda before: Register.objects.filter(imported_at=None, created_at__lt=before),
        action=delete,
    ),
    Rule(
        name="register_rows",
        data=_("Rows of such lists, also those still to be mended"),
        since=_("after the list was taken in"),
        reason=_("long enough to mend what was doubtful"),
        after=ROW_RETENTION_PERIOD,
        due=read_registers,
        action=forget_rows,
    ),
    Rule(
        name="invitations",
        data=_("Invitations to a KIM"),
        since=_("after they lapsed, were accepted or taken back"),
        reason=_("long enough to ask who invited whom"),
        after=timedelta(days=30),
        due=closed(Invitation.objects),
        action=delete,
    ),
    Rule(
        name="join_links",
        data=_("Invitation links of a KIM"),
        since=_("after they lapsed or were ended"),
        reason=_("long enough to ask who made them"),
        after=timedelta(days=30),
        due=lambda before: JoinLink.objects.filter(
            Q(expires_at__lt=before) | Q(revoked_at__lt=before)
        ),
        action=delete,
    ),
    Rule(
        name="join_requests",
        data=_("Requests to join a KIM, answered or not"),
        since=_("after they were made"),
        reason=_("long enough to answer, and to ask who answered"),
        after=timedelta(days=90),
        due=lambda before: JoinRequest.objects.filter(created_at__lt=before),
        action=delete,
    ),
    Rule(
        name="staff_invitations",
        data=_("Invitations to staff"),
        since=_("after they lapsed, were accepted or taken back"),
        reason=_("the change of role itself stays in the audit log"),
        after=timedelta(days=30),
        due=closed(StaffInvitation.objects),
        action=delete,
    ),
    Rule(
        name="invitation_stops",
        data=_("That an e-mail address wants no invitations; stored without the address itself"),
        since=_("after its reader asked for it"),
        reason=_("whoever is written to again after that can ask again"),
        after=timedelta(days=1095),
        due=lambda before: InvitationStop.objects.filter(stopped_at__lt=before),
        action=delete,
    ),
    Rule(
        name="group_drafts",
        data=_("Registrations begun and never sent in"),
        since=_("after anybody of that KIM last signed in"),
        reason=_("a KIM may wait for its decree for a year"),
        after=timedelta(days=365),
        due=abandoned,
        action=delete,
    ),
    Rule(
        name="rejected",
        data=_("Contact person and decree (SK) of a rejected registration"),
        since=_("after the rejection"),
        reason=_("the time in which an objection may be raised and answered"),
        after=timedelta(days=180),
        due=rejected,
        action=remove_private_data,
    ),
    Rule(
        name="withdrawn",
        data=_("Contact person and decree (SK) of a KIM that was withdrawn"),
        since=_("after the withdrawal"),
        reason=_("it may come back within two years"),
        after=timedelta(days=730),
        due=withdrawn,
        action=remove_private_data,
    ),
    Rule(
        name="changes",
        data=_("Contact persons and decrees named in changes that were decided"),
        since=_("after the decision"),
        reason=_("the time in which an objection may be raised and answered"),
        after=timedelta(days=180),
        due=decided,
        action=remove_private_values,
    ),
    Rule(
        name="scans",
        data=_("Scans of decrees that nothing refers to any more"),
        since=_("after nothing refers to them any more"),
        reason=_("an upload may still be under way"),
        after=timedelta(days=1),
        due=unreferenced("decrees", "decree_file"),
        action=remove,
    ),
    Rule(
        name="logos",
        data=_("Logos that nothing refers to any more"),
        since=_("after nothing refers to them any more"),
        reason=_("an upload may still be under way"),
        after=timedelta(days=1),
        due=orphaned_logos,
        action=remove,
    ),
]
