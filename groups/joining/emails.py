from django.utils import timezone

from groups.kim.emails import place_of
from kimportal.mail.models import OutgoingEmail
from kimportal.web.links import absolute_url


def requested(join_request):
    """Tell chair and secretary, once a day: the email repeats nothing that a stranger typed."""
    group = join_request.group
    for officer in group.memberships.managing().exclude(person=None).select_related("person"):
        person = officer.person
        OutgoingEmail.objects.send(
            "join_requested",
            to=person.email,
            language=person.language,
            context={
                "name": str(person),
                "group": str(group),
                "url": absolute_url("group_people", person.language, group.slug),
            },
            key=f"join_requested:{group.pk}:{person.pk}:{timezone.localdate():%Y%m%d}",
        )


def answered(join_request):
    person, group = join_request.person, join_request.group
    OutgoingEmail.objects.send(
        "join_answered",
        to=person.email,
        language=person.language,
        context={
            "name": str(person),
            "group": str(group),
            "place": place_of(group),
            "accepted": join_request.is_accepted,
            "url": absolute_url("group_home", person.language, group.slug),
        },
        key=f"join_answered:{join_request.pk}",
    )
