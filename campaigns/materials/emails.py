"""Letters about materials. Each is written in the transaction of the act it tells of."""

from campaigns.events.emails import TOLD, is_reached
from kimportal.mail.models import Letter
from kimportal.web.links import address


def moved(material, decision):
    """Tell whoever sent it in, or the chair once they have left, what was decided and why."""
    person = material.submitted_by
    if decision.act not in TOLD or person is None or person.pk == decision.by_id:
        return
    if material.group and not person.is_staff:
        person = material.group.who_answers(person.pk)
    if not is_reached(person) or person.pk == decision.by_id:
        return
    Letter.objects.post(
        "material_decided",
        to=person.email,
        language=person.language,
        context={
            "name": str(person),
            "material": str(material),
            "state": material.get_state_display,
            "kind": material.state,
            "note": decision.note,
            "code": material.pretty_code,
            "url": address("material_own", person.language, material.slug),
        },
        key=f"material_decided:{decision.pk}",
    )
