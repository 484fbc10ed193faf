"""What the groups hold about a person: told on request, forgotten on erasure."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.jurisdictions.models import StaffInvitation
from groups.kim.models import Group
from groups.members.models import Invitation, MemberRole, Membership
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.change_requests import ChangeRequest
from kimportal.moderation.states import State
from kimportal.privacy.breach import AffectedPerson
from kimportal.privacy.exported_rows import exported_people, exported_rows
from kimportal.web.email_addresses import canonical_email
from kimportal.web.search import fold

NAMELESS = "—"
CONTACT = ("contact_name", "contact_phone", "contact_email")


def export(person):
    return {
        "memberships": list(
            Membership.objects.filter(person=person).values(
                "group__name", "name", "role", "section", "name_is_public", "since", "until"
            )
        ),
        "registers": list(person.registers.values("name", "created_at", "imported_at", "count")),
        "regions_of_office": list(person.jurisdictions.values_list("region__path", flat=True)),
        "invitations": list(
            Invitation.objects.filter(Q(email=person.email) | Q(invited_by=person)).values(
                "group__name", "role", "created_at", "accepted_at"
            )
        ),
    }


def erase(person):
    """Memberships end and lose the name; contact details that are this person's go."""
    forget_contacts(person)
    today = timezone.localdate()
    mine = Membership.objects.filter(person=person)
    mine.filter(until=None, since__gt=today).update(since=today)
    mine.filter(until=None).update(until=today)
    mine.update(person=None, name=NAMELESS, name_is_public=False)
    Invitation.objects.filter(email=person.email).delete()
    StaffInvitation.objects.filter(email=person.email).delete()
    person.jurisdictions.all().delete()
    person.registers.filter(imported_at=None).delete()


def forget_contacts(person):
    """KIM name this person no more as whom to reach, nor does any change ever proposed.

    By e-mail anywhere; in KIM the person belonged to or sent in also by number, however it is
    written, and by name. While these are known: the memberships still say where that was.
    """
    mine = Membership.objects.filter(person=person)
    who = Contact.of(person, mine)
    own = Q(pk__in=mine.values("group")) | Q(submitted_by=person)
    groups = Group.objects.filter(own | who.found("contact_{}"))
    for group in groups:
        if gone := who.words_in(group.read_values(Group.private_fields)):
            Group.objects.filter(pk=group.pk).update(**gone)
    of_own = Q(target_type__model="group", target_id__in=[str(group.pk) for group in groups])
    told = who.found("new__contact_{}") | who.found("old__contact_{}")
    for change_request in ChangeRequest.objects.filter(of_own | told):
        gone = who.words_in(change_request.new), who.words_in(change_request.old)
        if any(gone):
            change_request.new |= gone[0]
            change_request.old |= gone[1]
            change_request.save(update_fields=["new", "old"])


@dataclass(frozen=True)
class Contact:
    """By what somebody is known as the contact person of a KIM."""

    email: str
    phone: str
    digits: str
    names: frozenset

    @classmethod
    def of(cls, person, memberships):
        names = {fold(name) for name in [person.name, *memberships.values_list("name", flat=True)]}
        return cls(person.email, person.phone, digits(person.phone), frozenset(names - {""}))

    def found(self, field):
        """Rows that can be asked for; `field` says how "email" and "phone" are called there."""
        rows = Q(**{f"{field.format('email')}__iexact": self.email})
        return rows | Q(**{field.format("phone"): self.phone}) if self.phone else rows

    def words_in(self, values):
        """Blanks for those of these plain values that speak of this person: the whole contact; the
        secretariat, which is the KIM's, only where its address names them."""
        gone = [name for name in CONTACT if name in values] if self.is_named(values) else []
        told = f" {fold(values.get('address') or '')} "
        if any(f" {name} " in told for name in self.names):
            gone.append("address")
        return dict.fromkeys(gone, "")

    def is_named(self, values):
        """Whether these plain values, by the names of a group's fields, speak of this person."""
        told = {name: values.get(name) or "" for name in CONTACT}
        return (
            canonical_email(told["contact_email"]) == self.email
            or (self.digits and digits(told["contact_phone"]) == self.digits)
            or fold(told["contact_name"]) in self.names
        )


def digits(phone):
    """0812-3456-7890 and +62 812 3456 7890 alike."""
    only = re.sub(r"\D", "", phone)
    return f"0{only[2:]}" if only.startswith("62") else only


def retained(person):
    """(how many, what, why): papers of a KIM may name whoever was its officer."""
    acts = AuditEvent.objects.filter(target_type="groups.group", by=person).exclude(target_id="")
    keys = {int(key) for key in acts.values_list("target_id", flat=True)}
    scans = Group.objects.filter(pk__in=keys).exclude(decree_file="").count()
    yield scans, "decrees (SK) of KIM this person acted for", "papers of the KIM, private"


def affected_by(audit_event):
    """Contact persons and officers of the KIM that somebody looked at, changed or took away."""
    if exported_people(audit_event, "groups.group"):
        for group in exported_rows(audit_event).iterator(chunk_size=1000):
            yield contact_of(group, "exported", "contact person, phone, e-mail, address")
            if sender := group.submitted_by:
                yield AffectedPerson.from_person(sender, "exported", "name")
    elif audit_event.target_type == "groups.group" and audit_event.target_id:
        group = Group.objects.filter(pk=audit_event.target_id).first()
        yield from of_one(group, audit_event) if group else ()


def of_one(group, audit_event):
    looked = audit_event.action == Action.LOOK
    what = "looked at private papers" if looked else f"KIM: {audit_event.action}"
    data = "decree (SK), contact person" if looked else ", ".join(sorted(audit_event.changes))
    if looked:
        yield contact_of(group, what, data)
    for officer in group.memberships.managing().exclude(person=None).select_related("person"):
        yield AffectedPerson.from_person(officer.person, what, data or "state of the KIM")


def contact_of(group, what, data):
    return AffectedPerson(group.contact_email, group.contact_name, group.contact_phone, what, data)


def blockers(person):
    """The KIM that will have no chair."""
    chairs = Membership.objects.filter(
        person=person, role=MemberRole.CHAIR, until=None, group__state=State.LIVE
    ).select_related("group")
    return [
        _("%(group)s will have no chair. Hand over the chair first, so that somebody can speak "
          "for it.") % {"group": membership.group}
        for membership in chairs
    ]  # fmt: skip
