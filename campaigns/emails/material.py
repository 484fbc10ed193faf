"""Letters about materials. Each is written in the transaction of the act it tells of."""

from kimportal.addresses import address
from kimportal.models import Act, Letter

#: Acts the sender is told of.
TOLD = {Act.APPROVE, Act.SEND_BACK, Act.REJECT, Act.WITHDRAW, Act.RESTORE, Act.UNDO}


def moved(material, decision):
    """Tell whoever sent it in what was decided and why."""
    person = material.submitted_by
    if decision.act not in TOLD or person is None or person.pk == decision.by_id:
        return
    if not person.is_active or person.erased_at:
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
