from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url


def invited_to_staff(invitation, token, *, language):
    OutgoingEmail.objects.send(
        "staff_invitation",
        to=invitation.email,
        language=language,
        context={
            "role": invitation.get_role_display,
            "places": invitation.places,
            "until": invitation.expires_at,
            "url": absolute_url("staff_invitation", language, token),
        },
        key=f"staff_invitation:{invitation.pk}",
        unsubscribe_url=invitation.stop_url(language),
    )
