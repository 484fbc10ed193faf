from kimportal.models import Act

#: Acts the sender is told of; of sending in, the receipt tells.
TOLD = {Act.APPROVE, Act.SEND_BACK, Act.REJECT, Act.WITHDRAW, Act.RESTORE, Act.UNDO}


def is_reached(person):
    return person is not None and person.is_active and not person.erased_at
