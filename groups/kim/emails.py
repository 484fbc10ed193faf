from django.conf import settings
from django.utils.translation import gettext as _

from kimportal.audit.models import Action
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url

GROUP_TEMPLATES = {
    Action.SUBMIT: "group_submitted",
    Action.APPROVE: "group_verified",
    Action.SEND_BACK: "group_returned",
    Action.REJECT: "group_rejected",
    Action.WITHDRAW: "group_withdrawn",
    Action.RESTORE: "group_restored",
    Action.UNDO: "group_undone",
}
CHANGE_TEMPLATES = {
    Action.APPROVE: "group_change_accepted",
    Action.SEND_BACK: "group_change_returned",
    Action.REJECT: "group_change_rejected",
}


def group_transition(group, audit_event, recipients):
    """Email the recipients that their group has another state."""
    for person in recipients:
        _send(GROUP_TEMPLATES[audit_event.action], group, audit_event, person)


def change_request_transition(group, change_request, audit_event, recipients):
    """Email the decision on a change request; its submission needs no email."""
    if audit_event.action in CHANGE_TEMPLATES:
        for person in recipients:
            _send(CHANGE_TEMPLATES[audit_event.action], group, audit_event, person)


def name_in_email(group):
    """Return the name once it is verified; before that the place, which nobody typed."""
    if group.verified_at or group.is_live:
        return str(group)
    return _("KIM in %(place)s") % {"place": place_of(group)}


def place_of(group):
    return group.region.path if group.region else settings.SITE_NAME


def _send(template, group, audit_event, person):
    page = "group_detail" if group.is_live else "group_home"
    OutgoingEmail.objects.send(
        template,
        to=person.email,
        language=person.language,
        context={
            "name": str(person),
            "group": lambda: name_in_email(group),
            "note": audit_event.note,
            "state": group.get_state_display,
            "url": absolute_url("group_home", person.language, group.slug),
            "public_url": absolute_url(page, person.language, group.slug),
        },
        key=f"{template}:{audit_event.pk}:{person.pk}",
    )
