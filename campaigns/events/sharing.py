"""What members and readers hand over of an event: its name, time and place, and its page."""

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimportal.ui.template_tags import number, period
from kimportal.web.links import whatsapp_url


def share_context(event, receipt=None):
    """Return the context of parts/_share_buttons.html."""
    text = share_text(event, receipt)
    return {"text": text, "whatsapp": whatsapp_url(text), "title": event.title}


def share_text(event, receipt=None):
    """Return an invitation to a coming event, the result of a reported one, or a receipt's news.

    Only what is public has an address for others; of the rest nothing is said that its page would
    not say.
    """
    blocks = ["\n".join(_facts(event))]
    if receipt:
        blocks.append(_news(event, receipt))
    if event.is_live:
        blocks.append(settings.SITE_URL + event.get_absolute_url())
    return "\n\n".join(blocks)


def _facts(event):
    yield f"*{event.title}*"
    yield strip_tags(period(event.starts, event.ends, event.zone))
    yield event.place
    yield event.group.name
    if event.is_reported and event.attendance:
        people = ngettext(
            "%(people)s person was there", "%(people)s people were there", event.attendance
        )
        yield people % {"people": number(event.attendance)}


def _news(event, receipt):
    return _("Receipt %(number)s: %(state)s") % {
        "number": receipt.number,
        "state": event.change_state or event.member_state,
    }
