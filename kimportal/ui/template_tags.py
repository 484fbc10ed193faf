"""The words every template may use: icons, links that know where they are, Indonesian numbers
and dates. Loaded as built-ins, so no template needs ``{% load kim %}``."""

from functools import cache
from zoneinfo import ZoneInfo

from django import template
from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.http import escape_leading_slashes
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimportal.ui.icons import ICONS

register = template.Library()

OWN = ("kimportal", "campaigns", "groups")  # where two share a name, the last one's word is it

#: Keeps a number and its unit on one line.
NBSP = "\u00a0"

# In this order: later browsers also name the earlier ones in their User-Agent.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
MACHINES = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


@register.filter
def field_label(name):
    """What our forms call a field; its bare name, if none of our things has such a one."""
    return capfirst(_labels().get(name.rpartition("-")[2], name))


@cache
def _labels():
    models = [model for app in OWN for model in apps.get_app_config(app).get_models()]
    return {field.name: field.verbose_name for model in models for field in model._meta.fields}


@register.simple_tag
def icon(name, label=""):
    """An inline drawing in the colour of the text; silent to screen readers unless labelled."""
    known = name if name in ICONS else "dot"
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            label,
            mark_safe(ICONS[known]),
        )
    return _silent(known)


@cache
def _silent(name):
    """Kept, for a page draws hundreds; there are as many as ICONS has."""
    drawing = mark_safe(ICONS[name])
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)


@register.simple_tag(takes_context=True)
def nav_link(context, url_name, label, symbol="", exact=False, also=""):
    """A link that says when the reader is on it, (unless exact) below it, or on the page `also`.

    Nothing at all while the page it leads to is missing.
    """
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        return ""
    path = getattr(context.get("request"), "path", "")
    current = ""
    if path == url:
        current = mark_safe(' aria-current="page"')
    elif (also and path == reverse(also)) or (
        not exact and url_name != "home" and path.startswith(url)
    ):
        current = mark_safe(' aria-current="true"')
    drawing = icon(symbol) if symbol else ""
    return format_html('<a href="{}"{}>{}{}</a>', url, current, drawing, label)


@register.simple_tag(takes_context=True)
def language_url(context, language):
    """This page's address in the other language: only Indonesian goes without a prefix."""
    request = context.get("request")
    if not request:
        return "/"
    path = request.get_full_path()
    if (now := get_language()) != settings.LANGUAGE_CODE:
        path = escape_leading_slashes(path.removeprefix(f"/{now}"))
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


@register.filter
def without_stop(sentence):
    """A label that is a whole sentence, to go on after a colon."""
    return str(sentence).removesuffix(".")


@register.filter
def number(value):
    """12345 → 12.345 (Indonesian) or 12,345 (English)."""
    return "" if value is None else formats.number_format(value, force_grouping=True)


@register.filter
def percent(value, places=1):
    """77.5 → 77,5%; whole numbers lose their zero."""
    if value is None:
        return ""
    rounded = round(float(value), int(places))
    places = 0 if rounded == int(rounded) else int(places)
    return f"{formats.number_format(rounded, decimal_pos=places)}%"


@register.filter
def size(count):
    """Bytes as a reader pays for them: 84 KB, 1,2 MB. Never less than 1 KB."""
    if count is None:
        return ""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))}{NBSP}KB"
    return f"{formats.number_format(count / 1_000_000, decimal_pos=1)}{NBSP}MB"


def local(value, zone=None):
    """The same instant on the clocks of that zone (a name, a tzinfo, or none for ours)."""
    if isinstance(zone, str) and zone:
        zone = ZoneInfo(zone)
    return timezone.localtime(value, zone or None)


@register.filter
def day(value, zone=None):
    """26 November 2020, from a date or an instant."""
    if not value:
        return ""
    value = local(value, zone) if hasattr(value, "hour") else value
    return formats.date_format(value, "j F Y")


@register.filter
def clock(value, zone=None):
    """19.30 WIB: an instant on the clocks of its province."""
    value = local(value, zone)
    pattern = "H.i" if get_language() == "id" else "H:i"
    return f"{formats.date_format(value, pattern)} {value.tzname()}"


@register.filter
def day_clock(value, zone=None):
    """26 November 2020, 19.30 WIB: an instant as running text."""
    return _("%(day)s, %(clock)s") % {"day": day(value, zone), "clock": clock(value, zone)}


@register.filter
def moment(value, zone=None):
    """Thursday, 26 November 2020, 19.30 WIB, as a ``<time>``."""
    if not value:
        return ""
    value = local(value, zone)
    words = _("%(day)s, %(clock)s") % {
        "day": formats.date_format(value, "l, j F Y"),
        "clock": clock(value, zone),
    }
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_tag
def period(starts, ends, zone=None):
    """Thursday, 26 November 2020, 08.00–10.00 WIB; both whole where it ends on another day."""
    first, last = local(starts, zone), local(ends, zone)
    if first.date() != last.date():
        return format_html("{} – {}", moment(starts, zone), moment(ends, zone))
    words = _("%(day)s, %(clock)s") % {
        "day": formats.date_format(first, "l, j F Y"),
        "clock": f"{clock(starts, zone).rpartition(' ')[0]}–{clock(ends, zone)}",
    }
    return format_html('<time datetime="{}">{}</time>', first.isoformat(), words)


@register.filter
def device(user_agent):
    """'Chrome, Android': the browser and the machine a session was opened with, in two words."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), _("Browser"))
    machine = next((name for sign, name in MACHINES if sign in user_agent), _("unknown device"))
    return f"{browser}, {machine}"


@register.filter
def month_short(value, zone=None):
    """Nov (for the little calendar leaf)."""
    value = local(value, zone) if hasattr(value, "hour") else value
    return formats.date_format(value, "M")


@register.filter
def day_number(value, zone=None):
    """26 (for the little calendar leaf)."""
    return (local(value, zone) if hasattr(value, "hour") else value).day
