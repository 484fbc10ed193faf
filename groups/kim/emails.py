from kimportal.audit.models import Act
from kimportal.mail.models import Letter
from kimportal.web.links import address

MOVES = {
    Act.SUBMIT: "group_submitted",
    Act.APPROVE: "group_verified",
    Act.SEND_BACK: "group_returned",
    Act.REJECT: "group_rejected",
    Act.WITHDRAW: "group_withdrawn",
    Act.RESTORE: "group_restored",
    Act.UNDO: "group_undone",
}
CHANGES = {
    Act.APPROVE: "group_change_accepted",
    Act.SEND_BACK: "group_change_returned",
    Act.REJECT: "group_change_rejected",
}


def group_moved(group, decision, people):
    """Tell everyone in charge where their group stands now."""
    for person in people:
        _post(MOVES[decision.act], group, decision, person)


def change_moved(group, proposal, decision, people):
    """Tell what became of a proposed change; sending it in needs no letter."""
    if decision.act in CHANGES:
        for person in people:
            _post(CHANGES[decision.act], group, decision, person)


def _post(template, group, decision, person):
    page = "group_detail" if group.is_live else "group_home"
    Letter.objects.post(
        template,
        to=person.email,
        language=person.language,
        context={
            "name": str(person),
            "group": str(group),
            "note": decision.note,
            "state": group.get_state_display,
            "url": address("group_home", person.language, group.slug),
            "public_url": address(page, person.language, group.slug),
        },
        key=f"{template}:{decision.pk}:{person.pk}",
    )
