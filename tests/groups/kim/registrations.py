"""Registrations in every stage, as small as what they are needed for."""

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
    """What a stored clean scan looks like to the model."""
    return ContentFile(content or pdf(), name="sk.pdf")


def complete_draft(**facts):
    """A registration that lacks nothing but being sent in; its chair has no account."""
    declared = {"neutrality_declared_at": timezone.now(), "decree_file": decree_file()}
    group = GroupFactory(**{"state": State.DRAFT} | COMPLETE | declared | facts)
    MembershipFactory(group=group, person=None, role=MemberRole.CHAIR, name="Pak Ketua")
    return group


def proposal_of(group, *, by, sent=False, **values):
    """An open proposal for this live group, by one of its people."""
    group.change(values or {"about": "Yang baru."}, by=by, version_token=group.version_token)
    if sent:
        group.submit_change(by=by)
    return group.open_change_request
