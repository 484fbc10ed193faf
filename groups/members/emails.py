from kimportal.mail.models import Letter
from kimportal.web.links import address


def invited(invitation, token, *, language):
    Letter.objects.put(invitation_letter(invitation, token, language=language))


def invitation_letter(invitation, token, *, language):
    return Letter.objects.written(
        "group_invitation",
        to=invitation.email,
        language=language,
        context={
            "group": str(invitation.group),
            "role": invitation.get_role_display,
            "inviter": str(invitation.invited_by),
            "until": invitation.expires_at,
            "url": address("invitation", language, token),
        },
        key=f"group_invitation:{invitation.pk}",
    )
