from groups.kim.emails import place_of
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url


def invited(invitation, token, *, language):
    """Email the invitation; only the email holds the token."""
    OutgoingEmail.objects.enqueue(invitation_email(invitation, token, language=language))


def invitation_email(invitation, token, *, language):
    """Render the email to somebody who expects none: it quotes nothing that nobody has verified."""
    group = invitation.group
    return OutgoingEmail.objects.render(
        "group_invitation",
        to=invitation.email,
        language=language,
        context={
            "group": str(group) if group.is_live or invitation.invited_by.is_staff else "",
            "place": place_of(group),
            "role": invitation.get_role_display,
            "until": invitation.expires_at,
            "url": absolute_url("invitation", language, token),
        },
        key=f"group_invitation:{invitation.pk}",
        unsubscribe_url=invitation.stop_url(language),
    )
