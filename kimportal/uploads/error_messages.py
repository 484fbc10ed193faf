from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "empty": _("The file is empty. Choose it again, or choose another one."),
    "size": _("The file is larger than %(limit)s. Send a smaller one."),
    "extension": _("Files of this type are not accepted. Send one of these: %(formats)s."),
    "content": _(
        "What is inside the file is not what its name says. Send one of these: %(formats)s."
    ),
    "heic": _(
        "HEIC photos cannot be read here. Set the camera to “Most compatible”, or save the photo"
        " as JPEG, and send it again."
    ),
    "damaged": _(
        "The file is damaged or incomplete. Open it to see whether it is whole, then send it again."
    ),
    "animated": _("This picture moves. Send one that stands still."),
    "scans": _("This picture is put together in an unusual way. Save it anew as JPEG and send it."),
    "pixels": _(
        "The picture is too large: at most 12,000 pixels on a side and 40 megapixels in all."
        " Make it smaller and send it again."
    ),
    "heavy": _(
        "Opening this file takes too much work. Save it anew in a simpler form and send it."
    ),
    "pdf_damaged": _(
        "The PDF is damaged or something is attached behind it. Save or print it to PDF again."
    ),
    "pdf_encrypted": _("The PDF is locked. Save it without a password and send it again."),
    "pdf_script": _(
        "The PDF contains a program or an active form. Print it to PDF and send that one."
    ),
    "pdf_action": _("The PDF opens programs or sends data. Print it to PDF and send that one."),
    "pdf_attachment": _(
        "Other files are attached inside the PDF. Print it to PDF and send that one."
    ),
    "pdf_media": _("The PDF contains sound or film. Print it to PDF and send that one."),
    "pdf_bomb": _("The PDF unfolds to an enormous size. Print it to PDF and send that one."),
    "pdf_pages": _("The PDF has more than %(pages)s pages. Send the pages that matter."),
    "pdf_page": _("The first page of the PDF has an unusual shape and cannot be drawn."),
    "audio_kind": _(
        "Only Vorbis and Opus sound is accepted in OGG files. Save it as MP3 and send it."
    ),
    "video_codec": _(
        "Many phones cannot show this film. Save it as MP4 with H.264 (in the camera's settings:"
        " “Most compatible”), and send it again."
    ),
    "video_sound": _(
        "Many phones cannot play the sound of this film. Save it as MP4 with H.264 and AAC, and"
        " send it again."
    ),
    "m4a_kind": _(
        "This is not an M4A recording that every phone plays. Save it as MP3 and send that one."
    ),
    "mov": _(
        "Films from an iPhone (MOV) cannot be played on every phone. Send the film to yourself in"
        " WhatsApp, save it from there and add that one."
    ),
    "video_kind": _("This is not an MP4 film that every phone plays. Save it as MP4 and send it."),
    "virus": _("The virus scanner found something harmful in this file. It was not kept."),
    "busy": _("The file could not be checked just now. Please send it again in a minute."),
    "storage": _(
        "There is no room for the file just now. What you typed is safe; send it again later."
    ),
    "too_many": _("Send at most %(files)s files at once."),
}


def rejection(code: str, **details: Any) -> ValidationError:
    """Return the ValidationError of a code; ``details`` are the parameters of its message."""
    return ValidationError(SENTENCES[code], code=code, params=details)
