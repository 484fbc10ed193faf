from groups.kim.emails import name_in_email
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url


def acted(group, people, *, act, note="", **values):
    """Tell those who act for the KIM what staff did in its place, and why."""
    for person in people:
        OutgoingEmail.objects.send(
            "group_acted_for",
            to=person.email,
            language=person.language,
            context={
                "name": str(person),
                "group": lambda: name_in_email(group),
                "act": act,
                "note": note,
                "url": absolute_url("group_home", person.language, group.slug),
                **values,
            },
        )
