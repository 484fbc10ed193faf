from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url


def message(group, people, *, name, reply_to, text):
    """Pass a message on to the officers; their addresses are shown to nobody."""
    for person in people:
        OutgoingEmail.objects.send(
            "group_message",
            to=person.email,
            language=person.language,
            context={
                "name": str(person),
                "group": str(group),
                "sender": name,
                "reply_to": reply_to,
                "text": text,
                "url": absolute_url("group_home", person.language, group.slug),
            },
        )
