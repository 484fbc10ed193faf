from kimportal.mail.models import Letter
from kimportal.web.links import address


def invited_to_staff(invitation, token, *, language):
    Letter.objects.post(
        "staff_invitation",
        to=invitation.email,
        language=language,
        context={
            "role": invitation.get_role_display,
            "places": invitation.places,
            "until": invitation.expires_at,
            "url": address("staff_invitation", language, token),
        },
        key=f"staff_invitation:{invitation.pk}",
    )
