"""Privacy provider of groups: personal data in memberships, invitations and contact fields."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.joining.models import JoinRequest
from groups.jurisdictions.models import StaffInvitation
from groups.kim.models import Group
from groups.members.models import Invitation, MemberRole, Membership
from groups.register_import.models import RegisterRow
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State
from kimportal.privacy.breach import AffectedPerson
from kimportal.privacy.exported_rows import exported_people, exported_rows
from kimportal.readers.phones import phone_key
from kimportal.web.email_addresses import canonical_email
from kimportal.web.search import fold

ERASED_NAME = "—"
CONTACT_FIELDS = ("contact_name", "contact_phone", "contact_email")


def export(person):
    """Return what groups hold about a person, for the copy of their own data."""
    return {
        "memberships": list(
            Membership.objects.filter(person=person).values(
                *("group__name", "name", "role", "section", "name_is_public", "since", "until"),
                "chair_offered_at",
            )
        ),
        "registers": list(person.registers.values("name", "created_at", "imported_at", "count")),
        "regions_of_office": list(person.jurisdictions.values_list("region__path", flat=True)),
        "invitations": list(
            Invitation.objects.filter(Q(email=person.email) | Q(invited_by=person)).values(
                "group__name", "role", "created_at", "accepted_at"
            )
        ),
        "requests_to_join": list(
            JoinRequest.objects.filter(person=person).values(
                "group__name", "created_at", "decided_at", "is_accepted"
            )
        ),
    }


def erase(person):
    """End and anonymise memberships; delete invitations and the person's contact details."""
    erase_contacts(person)
    today = timezone.localdate()
    memberships = Membership.objects.filter(person=person)
    memberships.filter(until=None, since__gt=today).update(since=today)
    memberships.filter(until=None).update(until=today, chair_offered_at=None)
    memberships.update(person=None, name=ERASED_NAME, name_is_public=False)
    Invitation.objects.filter(email=person.email).delete()
    StaffInvitation.objects.filter(email=person.email).delete()
    JoinRequest.objects.filter(person=person).delete()
    person.jurisdictions.all().delete()
    person.registers.filter(imported_at=None).delete()
    # Rows wait for staff only; whoever is erased is no chair to invite.
    contact = Q(values__contact_email=person.email) | Q(texts__contact_email=person.email)
    if person.phone:
        contact |= Q(values__contact_phone=person.phone) | Q(texts__contact_phone=person.phone)
    RegisterRow.objects.filter(contact).delete()


def erase_contacts(person):
    """Blank contact details of this person in groups and in their change requests.

    Groups and change requests are matched by email address; those of the person's own groups
    also by phone number, in any format, and by name. Runs before the memberships lose the person.
    """
    memberships = Membership.objects.filter(person=person)
    identity = Contact.of(person, memberships)
    own_groups = Q(pk__in=memberships.values("group")) | Q(submitted_by=person)
    groups = Group.objects.filter(own_groups | identity.as_query("contact_{}"))
    for group in groups:
        if blanks := identity.blanks_for(group.read_values(Group.private_fields)):
            Group.objects.filter(pk=group.pk).update(**blanks)
    of_groups = Q(target_type__model="group", target_id__in=[str(group.pk) for group in groups])
    matching = identity.as_query("new__contact_{}") | identity.as_query("old__contact_{}")
    for change_request in ChangeRequest.objects.filter(of_groups | matching):
        new = identity.blanks_for(change_request.new)
        old = identity.blanks_for(change_request.old)
        if new or old:
            change_request.new |= new
            change_request.old |= old
            change_request.save(update_fields=["new", "old"])


@dataclass(frozen=True)
class Contact:
    """What identifies a person among the contact details of groups."""

    email: str
    phone: str
    digits: str
    names: frozenset

    @classmethod
    def of(cls, person, memberships):
        names = {fold(name) for name in [person.name, *memberships.values_list("name", flat=True)]}
        return cls(person.email, person.phone, phone_key(person.phone), frozenset(names - {""}))

    def as_query(self, field):
        """Return a Q by email and phone; `field` is a template such as "contact_{}"."""
        query = Q(**{f"{field.format('email')}__iexact": self.email})
        return query | Q(**{field.format("phone"): self.phone}) if self.phone else query

    def blanks_for(self, values):
        """Return {field: ""} for the values that identify this person.

        That is all contact fields together; the secretariat's address only if it has the name.
        """
        fields = [name for name in CONTACT_FIELDS if name in values] if self.is_in(values) else []
        address = f" {fold(values.get('address') or '')} "
        if any(f" {name} " in address for name in self.names):
            fields.append("address")
        return dict.fromkeys(fields, "")

    def is_in(self, values):
        """Whether the contact fields of these values identify this person."""
        contact = {name: values.get(name) or "" for name in CONTACT_FIELDS}
        return (
            canonical_email(contact["contact_email"]) == self.email
            or (self.digits and phone_key(contact["contact_phone"]) == self.digits)
            or fold(contact["contact_name"]) in self.names
        )


def retained(person):
    """Yield (count, what, why): decrees may name former officers of a KIM."""
    events = AuditEvent.objects.filter(target_type="groups.group", by=person).exclude(target_id="")
    keys = {int(key) for key in events.values_list("target_id", flat=True)}
    scans = Group.objects.filter(pk__in=keys).exclude(decree_file="").count()
    yield scans, "decrees (SK) of KIM this person acted for", "papers of the KIM, private"


def affected_by(audit_event):
    """Yield contact persons and officers of the KIM that were viewed, changed or exported."""
    if exported_people(audit_event, "groups.group"):
        for group in exported_rows(audit_event).iterator(chunk_size=1000):
            yield contact_of(group, "exported", "contact person, phone, e-mail, address")
            if sender := group.submitted_by:
                yield AffectedPerson.from_person(sender, "exported", "name")
    elif audit_event.target_type == "groups.group" and audit_event.target_id:
        group = Group.objects.filter(pk=audit_event.target_id).first()
        yield from affected_of_group(group, audit_event) if group else ()


def affected_of_group(group, audit_event):
    was_viewed = audit_event.action == Action.LOOK
    what = "looked at private papers" if was_viewed else f"KIM: {audit_event.action}"
    data = "decree (SK), contact person" if was_viewed else ", ".join(sorted(audit_event.changes))
    if was_viewed:
        yield contact_of(group, what, data)
    for officer in group.memberships.managing().exclude(person=None).select_related("person"):
        yield AffectedPerson.from_person(officer.person, what, data or "state of the KIM")


def contact_of(group, what, data):
    return AffectedPerson(group.contact_email, group.contact_name, group.contact_phone, what, data)


def blockers(person):
    """Return messages about groups that erasure would leave without a chair."""
    chairs = Membership.objects.filter(
        person=person, role=MemberRole.CHAIR, until=None, group__state=State.LIVE
    ).select_related("group")
    return [
        _("%(group)s will have no chair. Hand over the chair first, so that somebody can speak "
          "for it.") % {"group": membership.group}
        for membership in chairs
    ]  # fmt: skip
