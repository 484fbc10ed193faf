from groups.kim.emails import place_of
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url


def invited(invitation, token, *, language):
    """Email the invitation; only the email holds the token."""
    OutgoingEmail.objects.enqueue(invitation_email(invitation, token, language=language))


def chair_offered(heir, chair_person):
    """Ask the member whom the chair wants as the next chair."""
    _to_member(
        heir,
        "chair_offered",
        context={"chair": str(chair_person)},
        key=f"chair_offered:{heir.pk}:{heir.chair_offered_at.isoformat()}",
    )


def chair_answered(heir, chair):
    """Tell whoever offered the chair the answer; on a yes they are a member by now."""
    if chair.person_id:
        _to_member(chair, "chair_answered", context={"heir": heir.name, "is_yes": heir.is_chair})


def _to_member(membership, template, *, context, key=None):
    person, group = membership.person, membership.group
    OutgoingEmail.objects.send(
        template,
        to=person.email,
        language=person.language,
        context={
            "name": str(person),
            "group": str(group),
            "url": absolute_url("membership", person.language, group.slug, membership.pk),
            **context,
        },
        key=key,
    )


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
