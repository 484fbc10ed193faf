from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string

from groups.kim import emails
from groups.members.models import MemberRole, Membership
from kimportal.accounts.models import Person, Role
from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.states import State

#: What must be told before a group may be sent in, in the order of the steps.
ASKED = (
    "name",
    "region",
    "about",
    "contact_name",
    "contact_phone",
    "decree_number",
    "decree_date",
    "decree_signer_role",
    "decree_file",
)


class Registration:
    """How a group comes into being: begun by one of its officers, completed, sent in, verified."""

    @classmethod
    @transaction.atomic
    def start(cls, *, by, name, region, role, own_name):
        """Begin a draft; whoever begins it is its first officer."""
        group = cls(name=name, region=region, contact_name=own_name, contact_phone=by.phone)
        group.with_search_text().slug = group.unique_slug()
        try:
            with transaction.atomic():
                group.save(force_insert=True)
        except IntegrityError:  # somebody took the same address this instant
            group.slug = f"{group.slug[:74]}-{get_random_string(5).lower()}"
            group.save(force_insert=True)
        Membership.objects.create(group=group, person=by, name=own_name, role=role)
        return group

    @property
    def lacking(self):
        """Names of what is still to be told: fields, "officers", "declarations"."""
        fields = [name for name in ASKED if not getattr(self, name)]
        if not self.memberships.current().chairs().exists():
            fields.append("officers")
        if not self.neutrality_declared_at:
            fields.append("declarations")
        return fields

    def warnings(self):
        """Flags for the reviewer; they never block."""
        others = type(self).objects.exclude(pk=self.pk).exclude(state=State.DRAFT)
        found = set()
        if self.region_id and others.with_similar_name(self.name, self.region).exists():
            found.add("duplicate_name")
        number = self.decree_number_folded
        if number and others.filter(decree_number_folded=number).exists():
            found.add("duplicate_decree")
        if self.memberships.current().count() < settings.KIM_MIN_MEMBERS:
            found.add("few_members")
        return found

    @transaction.atomic
    def declare(self, *, by):
        """Neutrality, consent of those named, and the right to send this in, declared together."""
        self.bump_version()
        self.neutrality_declared_at = timezone.now()
        self.save(update_fields=["neutrality_declared_at"])
        declared = {"declared": ["neutrality", "consent", "right_to_submit"]}
        AuditEvent.objects.record(self, Action.EDIT, by=by, changes=declared)

    @transaction.atomic
    def name_officers(self, rows):
        """Write the officers of a draft: (membership or None, values or None for one who goes)."""
        self.bump_version()
        rows = list(rows)
        # The old chair steps down before the new one steps up: the database allows one.
        for officer, values in sorted(rows, key=lambda row: _is_chair(row[1])):
            if values is None:
                officer.delete()
            elif officer:
                self.memberships.filter(pk=officer.pk).update(**values)
            else:
                self.memberships.create(**values)

    def submit(self, *, by, flags=None):
        super().submit(by=by, flags=self.warnings() if flags is None else flags)

    def on_transition(self, audit_event):
        if audit_event.action == Action.APPROVE:
            self._verify(timezone.now())
        elif audit_event.action == Action.UNDO and audit_event.after == State.WAITING:
            self._verify(None)
        if State.LIVE in {audit_event.before, audit_event.after}:
            self.update_stats(+1 if self.is_live else -1)
            self.show_logo()
        emails.group_moved(self, audit_event, self.readers())

    def on_change_request_transition(self, change_request, audit_event):
        emails.change_moved(self, change_request, audit_event, self.readers())

    def readers(self):
        """Who gets the group's letters: the chair, the secretary, and whoever sent it in as long
        as they belong to it or are staff."""
        current = self.memberships.current()
        inside = Q(pk__in=current.values("person")) | ~Q(role=Role.NONE)
        return Person.objects.filter(
            Q(pk__in=current.managing().values("person")) | Q(pk=self.submitted_by_id) & inside,
            is_active=True,
            erased_at=None,
        )

    def _verify(self, moment):
        self.verified_at = self.last_confirmed_at = moment
        self.save(update_fields=["verified_at", "last_confirmed_at"])


def _is_chair(values):
    return values is not None and values["role"] == MemberRole.CHAIR
