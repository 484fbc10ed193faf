from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url


def invited(invitation, token, *, language):
    OutgoingEmail.objects.enqueue(invitation_letter(invitation, token, language=language))


def invitation_letter(invitation, token, *, language):
    return OutgoingEmail.objects.render(
        "group_invitation",
        to=invitation.email,
        language=language,
        context={
            "group": str(invitation.group),
            "role": invitation.get_role_display,
            "inviter": str(invitation.invited_by),
            "until": invitation.expires_at,
            "url": absolute_url("invitation", language, token),
        },
        key=f"group_invitation:{invitation.pk}",
    )
