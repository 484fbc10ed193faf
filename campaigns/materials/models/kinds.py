from django.db import models
from django.utils.translation import gettext_lazy as _


class MaterialKind(models.TextChoices):
    """Kinds of material (DOMAIN.md §4). The values appear in URLs: ?jenis=buku-saku."""

    POSTER = "poster", _("Poster")
    INFOGRAPHIC = "infografis", _("Infographic")
    VIDEO = "videografis", _("Videographic")
    RADIO = "iklan-radio", _("Radio spot")
    JINGLE = "jingle", _("Jingle")
    LEAFLET = "leaflet", _("Leaflet")
    HANDBOOK = "buku-saku", _("Pocket book")
    WHATSAPP = "teks-whatsapp", _("WhatsApp text")
    SPEECH = "naskah-ceramah", _("Text for a speech or sermon")
    SLIDES = "slide", _("Slides")
    ARTICLE = "artikel", _("Article")
    CLARIFICATION = "klarifikasi", _("Clarification")


#: File types of which a kind needs one; kinds not listed consist of text.
REQUIRED_FILE_TYPES = {
    MaterialKind.POSTER: {"picture", "document"},
    MaterialKind.INFOGRAPHIC: {"picture", "document"},
    MaterialKind.VIDEO: {"video", "link"},
    MaterialKind.RADIO: {"audio", "link"},
    MaterialKind.JINGLE: {"audio", "link"},
    MaterialKind.LEAFLET: {"document", "picture"},
    MaterialKind.HANDBOOK: {"document"},
    MaterialKind.SLIDES: {"document"},
}
SOUNDS = {MaterialKind.RADIO, MaterialKind.JINGLE}
#: Kinds that may consist of a script alone, for others to film, read out or sing.
SCRIPT_ALLOWED = {MaterialKind.VIDEO, *SOUNDS}
#: Kinds whose text itself is what people pass on, by WhatsApp or read out.
PASSED_ON_AS_TEXT = {MaterialKind.WHATSAPP, MaterialKind.SPEECH, MaterialKind.CLARIFICATION}


class Licence(models.TextChoices):
    FREE = "free", _("Free to pass on unchanged, naming the publisher")
    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    CC_BY_ND = "cc-by-nd-4.0", "CC BY-ND 4.0"
    CC0 = "cc0-1.0", "CC0 1.0"


LICENCE_URLS = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC_BY_ND: "https://creativecommons.org/licenses/by-nd/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}

#: The icon of a kind where there is no picture (kimportal/ui/icons.py).
SYMBOLS = {
    MaterialKind.POSTER: "poster",
    MaterialKind.INFOGRAPHIC: "picture",
    MaterialKind.VIDEO: "video",
    MaterialKind.RADIO: "sound",
    MaterialKind.JINGLE: "sound",
    MaterialKind.LEAFLET: "document",
    MaterialKind.HANDBOOK: "book",
    MaterialKind.WHATSAPP: "message",
    MaterialKind.SPEECH: "people",
    MaterialKind.SLIDES: "board",
    MaterialKind.ARTICLE: "document",
    MaterialKind.CLARIFICATION: "seal",
}
