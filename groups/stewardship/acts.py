"""What staff do for a KIM that cannot do it itself; its own people are told by email."""

from django.db import transaction

from groups.kim.models import Group
from groups.members.models import Invitation, MemberRole, Membership
from groups.stewardship import emails
from kimportal.accounts.models import Person
from kimportal.audit.models import Action, AuditEvent
from kimportal.web.email_addresses import canonical_email
from kimportal.web.search import fold


def acting_people(group, *, besides):
    """Return the chair and the secretary who have an account, without the one who acts."""
    managing = group.memberships.managing().values("person")
    people = Person.objects.filter(pk__in=managing, is_active=True, erased_at=None)
    return list(people.exclude(pk=besides.pk))


@transaction.atomic
def appoint_chair(group, *, name, email, note, by):
    """Invite a chair, or another one in place of the chair who lost the account, left or died.

    The membership of a chair with an account ends, and they are told. Somebody who is a member
    already is the chair at once: the decree names them.
    """
    group.lock_row()
    told = acting_people(group, besides=by)
    # An offer of the chair until now would take the office away from the one whom staff name.
    group.memberships.exclude(chair_offered_at=None).update(chair_offered_at=None)
    old = group.memberships.filter(role=MemberRole.CHAIR, until=None).first()
    heir = member_with_email(group, email)
    if heir is not None and heir == old:
        return old
    is_same_name = old is not None and old.person_id is None and fold(old.name) == fold(name)
    if old is not None and not (is_same_name and heir is None):
        old.end(by=by)
    for invitation in group.invitations.open().filter(role=MemberRole.CHAIR):
        invitation.revoke(by=by)
    if heir is not None:
        heir.revise(by=by, role=MemberRole.CHAIR)
        chair = heir
        told.append(heir.person)
    elif is_same_name:
        chair = old
    else:
        chair = Membership.objects.create(group=group, name=name, role=MemberRole.CHAIR)
    if chair.person_id is None:
        Invitation.send(group, by=by, email=email, role=MemberRole.CHAIR, membership=chair)
    record(group, "chair", chair, by=by, note=note)
    emails.acted(group, told, act="chair", note=note, officer=chair.name)
    return chair


@transaction.atomic
def appoint_officer(group, *, name, role, section, email, note, by):
    """Name an officer of the decree, and invite them if an address is known."""
    group.lock_row()
    told = acting_people(group, besides=by)
    officer = member_with_email(group, email) if email else None
    if officer is not None:
        officer.revise(by=by, role=role, section=section)
    else:
        officer = Membership.objects.create(group=group, name=name, role=role, section=section)
        if email:
            Invitation.send(group, by=by, email=email, role=role, membership=officer)
    record(group, role, officer, by=by, note=note)
    emails.acted(
        group, told, act="officer", note=note, officer=officer.name, role=officer.get_role_display
    )
    return officer


@transaction.atomic
def end_officer(membership, *, note, by):
    """End the membership of an officer who left or died; the chair is replaced instead."""
    group = membership.group
    told = acting_people(group, besides=by)
    membership.end(by=by)
    for invitation in group.invitations.open().filter(membership=membership):
        invitation.revoke(by=by)
    record(group, "ended", membership, by=by, note=note)
    emails.acted(group, told, act="ended", note=note, officer=membership.name)


@transaction.atomic
def confirm(group, *, by):
    """Record that the data is still right, for a KIM that cannot say so itself."""
    group.confirm(by=by)
    emails.acted(group, acting_people(group, besides=by), act="confirmed")


@transaction.atomic
def propose_change(group, values, *, by, version_token):
    """Change a live KIM by a change request that a colleague decides on and the KIM sees.

    A registration that was returned is changed at once, and sent in again afterwards.
    """
    group.change(values, by=by, version_token=version_token)
    if group.is_live and group.open_change_request:
        group.submit_change(by=by)
        fields = [field for field in map(Group._meta.get_field, values) if field.editable]
        emails.acted(
            group,
            acting_people(group, besides=by),
            act="proposed",
            fields=lambda: ", ".join(str(field.verbose_name) for field in fields),
        )


@transaction.atomic
def register(*, name, region, chair_name, chair_email, by, **values):
    """Send in a KIM without a phone ("recorded by the Dinas"); a colleague decides on it."""
    group = Group(name=name, region=region, **values)
    group.with_search_text().slug = group.unique_slug()
    group.save(force_insert=True)
    chair = Membership.objects.create(group=group, name=chair_name, role=MemberRole.CHAIR)
    group.submit(by=by, flags={*group.warnings(), "recorded_by_staff"})
    if chair_email:
        Invitation.send(group, by=by, email=chair_email, role=MemberRole.CHAIR, membership=chair)
    return group


def member_with_email(group, email):
    """Return the current membership of the account with this address, or None."""
    members = group.memberships.filter(until=None, person__email=canonical_email(email))
    return members.select_related("person").first()


def record(group, change, membership, *, by, note):
    changes = {"membership": [membership.pk, change]}
    AuditEvent.objects.record(group, Action.EDIT, by=by, changes=changes, note=note)
