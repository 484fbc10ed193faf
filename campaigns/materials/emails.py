"""Emails about materials, queued in the transaction of the change they report."""

from campaigns.events.emails import REPORTED_ACTIONS, is_reachable
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url


def on_transition(material, audit_event):
    """Email the decision to the submitter, or to the chair if the submitter has left."""
    person = material.submitted_by
    if (
        audit_event.action not in REPORTED_ACTIONS
        or person is None
        or person.pk == audit_event.by_id
    ):
        return
    if material.group and not person.is_staff:
        person = material.group.member_or_chair(person.pk)
    if not is_reachable(person) or person.pk == audit_event.by_id:
        return
    OutgoingEmail.objects.send(
        "material_decided",
        to=person.email,
        language=person.language,
        context={
            "name": str(person),
            "material": str(material),
            "state": material.get_state_display,
            "kind": material.state,
            "note": audit_event.note,
            "code": material.formatted_code,
            "url": absolute_url("material_own", person.language, material.slug),
        },
        key=f"material_decided:{audit_event.pk}",
    )
