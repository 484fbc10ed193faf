"""Builders of registrations and change requests of groups."""

from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone

from groups.members.models import MemberRole
from kimportal.moderation.states import State
from tests.factories import GroupFactory, MembershipFactory
from tests.kimportal.uploads.bad_files import pdf

COMPLETE = {
    "about": "Kami menyampaikan kabar resmi kepada tetangga.",
    "contact_name": "Sari Wulandari",
    "contact_phone": "0812-3456-7890",
    "decree_number": "188.45/17/2020",
    "decree_date": date(2020, 3, 2),
    "decree_signer_role": "village_head",
}


def decree_file(content=None):
    """Return a scan as upload validation hands it to the model."""
    return ContentFile(content or pdf(), name="sk.pdf")


def complete_draft(**fields):
    """Return a complete registration that is not submitted; its chair has no account."""
    declared = {"neutrality_declared_at": timezone.now(), "decree_file": decree_file()}
    group = GroupFactory(**{"state": State.DRAFT} | COMPLETE | declared | fields)
    MembershipFactory(group=group, person=None, role=MemberRole.CHAIR, name="Pak Ketua")
    return group


def change_request_for(group, *, by, sent=False, **values):
    """Return an open change request of this live group, made by one of its members."""
    group.change(values or {"about": "Yang baru."}, by=by, version_token=group.version_token)
    if sent:
        group.submit_change(by=by)
    return group.open_change_request
