from django.db import transaction

from kimportal.models import Act, Decision
from kimportal.states import State, WrongState

#: What a new edition or language version starts from.
WORDS = (
    "kind title summary body campaign source licence alt_text transcript has_captions "
    "has_sign_language share_caption publisher"
).split()


class Lineage:
    """How one material comes from another: a correction of it, or the same in other words."""

    @transaction.atomic
    def new_edition(self, *, by):
        """A draft that will replace this one when it is published; files come along."""
        # Two taps go one after the other: only one edition follows.
        type(self).objects.select_for_update().get(pk=self.pk)
        begun = self.successors.exclude(state=State.REJECTED).exists()
        if begun or self.state not in {State.LIVE, State.WITHDRAWN}:
            raise WrongState(self, State.DRAFT)
        edition = self._descend(
            by=by,
            supersedes=self,
            edition=self.edition + 1,
            language=self.language,
            translation_of=self.translation_of,
            group=self.group,
        )
        for file in self.files.all():
            file.copy_to(edition)
        return edition

    @transaction.atomic
    def translate(self, *, language, group, by):
        """A draft of this work in another language, to be rewritten by whoever speaks it."""
        return self._descend(
            by=by,
            translation_of=self,
            language=language,
            group=group,
            **({"publisher": str(group)} if group else {}),
        )

    def _descend(self, *, by, **facts):
        words = {name: getattr(self, name) for name in WORDS}
        child = type(self)(**{**words, **facts}, family=self.family, created_by=by)
        child.begin()
        child.pillars.set(self.pillars.all())
        Decision.objects.record(child, Act.EDIT, by=by, changes={"from": str(self.pk)})
        return child
