from django.utils.functional import cached_property

from campaigns import codes
from campaigns.models.kind import LICENCE_ADDRESSES, SCRIPTED, SOUNDS, SYMBOLS
from campaigns.models.take import takes_of
from campaigns.pictures import picture
from campaigns.prose import cleaned


class Face:
    """How a material looks: its picture, its words as HTML, what can be taken away."""

    @cached_property
    def shown_files(self):
        """Its files; lists fetch them under this name."""
        return list(self.files.all())

    @cached_property
    def cover(self):
        """The first file that can be shown as a picture."""
        return next((file for file in self.shown_files if file.is_shown), None)

    @property
    def card_picture(self):
        sizes = "(min-width: 44rem) 17rem, 46vw"
        return self.cover and picture(self.cover, alt="", steps=(360, 720), sizes=sizes)

    @property
    def page_picture(self):
        sizes = "(min-width: 56rem) 44rem, 92vw"
        return self.cover and picture(self.cover, alt=self.alt_text, sizes=sizes)

    @cached_property
    def takes(self):
        """Everything to take away, smallest first."""
        return takes_of(self)

    @property
    def playable(self):
        """The sound or film of a kind that is there to be played; None of every other kind."""
        kind = "audio" if self.kind in SOUNDS else "video"
        if self.kind not in SCRIPTED:
            return None
        return next((take for take in self.takes if take.file.kind == kind), None)

    @property
    def light(self):
        """What is best handed on by phone: of a jingle its sound, of others the small picture with
        its code, else the smallest."""
        if self.kind in SOUNDS and self.playable:
            return self.playable
        small = (take for take in self.takes if take.form == "low-data")
        return next(small, self.takes[0] if self.takes else None)

    @property
    def links(self):
        return [file for file in self.files.all() if file.link]

    @property
    def has_words(self):
        return bool(self.transcript.strip() or self.body.strip())

    @property
    def body_as_html(self):
        return cleaned(self.body_html)

    @property
    def pretty_code(self):
        return codes.pretty(self.code)

    @property
    def symbol(self):
        return SYMBOLS[self.kind]

    @property
    def licence_url(self):
        return LICENCE_ADDRESSES.get(self.licence, "")
