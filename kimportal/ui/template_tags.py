"""Template tags and filters: icons, navigation links, numbers, dates and times.

They are built-ins (settings.TEMPLATES), so no template loads them.
"""

from datetime import date, datetime, tzinfo
from functools import cache
from html import unescape
from textwrap import shorten
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kimportal.readers.dates import display_date
from kimportal.ui.icons import ICONS
from kimportal.ui.structured_data import breadcrumb_list

register = template.Library()

APPS = ("kimportal", "campaigns", "groups")  # of fields with the same name, the last one counts

#: Keeps a number and its unit on one line.
NBSP = "\u00a0"

Zone = str | tzinfo | None

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
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


@register.filter
def field_label(name: str) -> str:
    """Return the label of a field by its name, or the name if no model of ours has it."""
    return capfirst(_labels().get(name.rpartition("-")[2], name))


@cache
def _labels() -> dict[str, Any]:
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {field.name: field.verbose_name for model in models for field in model._meta.fields}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Render an inline SVG icon; hidden from screen readers unless it has a label."""
    name = name if name in ICONS else "dot"
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            label,
            mark_safe(ICONS[name]),
        )
    return _unlabelled_icon(name)


@cache
def _unlabelled_icon(name: str) -> SafeString:
    # Cached because a page has hundreds.
    shapes = mark_safe(ICONS[name])
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', shapes)


@register.simple_tag(takes_context=True)
def nav_link(
    context: template.Context,
    url_name: str,
    label: str,
    symbol: str = "",
    exact: bool = False,
    also: str = "",
) -> str:
    """Render a navigation link; aria-current on its page, the page `also` and pages below.

    `exact` leaves out the pages below. Without such a URL nothing is rendered.
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
    svg = icon(symbol) if symbol else ""
    return format_html('<a href="{}"{}>{}{}</a>', url, current, svg, label)


@register.simple_tag(takes_context=True)
def language_url(context: template.Context, language: str) -> str:
    """Return the URL of this page in another language; Indonesian has no prefix."""
    request = context.get("request")
    if not request:
        return "/"
    path = request.get_full_path()
    if (current := get_language()) != settings.LANGUAGE_CODE:
        path = escape_leading_slashes(path.removeprefix(f"/{current}"))
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


@register.filter
def without_stop(sentence: object) -> str:
    """Return a sentence without its full stop, to continue after a colon."""
    return str(sentence).removesuffix(".")


@register.filter
def number(value: Any) -> str:
    """Format a number: 12345 → 12.345 (Indonesian) or 12,345 (English)."""
    return "" if value is None else formats.number_format(value, force_grouping=True)


@register.filter
def percent(value: Any, places: int | str = 1) -> str:
    """Format a percentage: 77.5 → 77,5%; whole numbers without decimals."""
    if value is None:
        return ""
    rounded = round(float(value), int(places))
    places = 0 if rounded == int(rounded) else int(places)
    return f"{formats.number_format(rounded, decimal_pos=places)}%"


@register.filter
def size(count: int | None) -> str:
    """Format a number of bytes: 84 KB, 1,2 MB; at least 1 KB."""
    if count is None:
        return ""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))}{NBSP}KB"
    return f"{formats.number_format(count / 1_000_000, decimal_pos=1)}{NBSP}MB"


def local(value: datetime, zone: Zone = None) -> datetime:
    """Return the local time in a zone (a name, a tzinfo, or none for ours)."""
    if isinstance(zone, str):
        zone = ZoneInfo(zone) if zone else None
    return timezone.localtime(value, zone or None)


@register.filter
def day(value: date | datetime | None, zone: Zone = None) -> str:
    """Format a date: 26 November 2020."""
    if not value:
        return ""
    value = local(value, zone) if isinstance(value, datetime) else value
    return formats.date_format(value, "j F Y")


@register.filter
def day_or_year(value: date | None) -> str:
    """Format a date of which the year alone may be known, stored as its first day."""
    return display_date(value, day(value))


@register.filter
def clock(value: datetime, zone: Zone = None) -> str:
    """Format a local time: 19.30 WIB."""
    value = local(value, zone)
    pattern = "H.i" if get_language() == "id" else "H:i"
    return f"{formats.date_format(value, pattern)} {value.tzname()}"


@register.filter
def day_clock(value: datetime, zone: Zone = None) -> str:
    """Format a date and time: 26 November 2020, 19.30 WIB."""
    return _("%(day)s, %(clock)s") % {"day": day(value, zone), "clock": clock(value, zone)}


@register.filter
def moment(value: datetime | None, zone: Zone = None) -> str:
    """Render a ``<time>``: Thursday, 26 November 2020, 19.30 WIB."""
    if not value:
        return ""
    value = local(value, zone)
    text = _("%(day)s, %(clock)s") % {
        "day": formats.date_format(value, "l, j F Y"),
        "clock": clock(value, zone),
    }
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.simple_tag
def period(starts: datetime, ends: datetime, zone: Zone = None) -> SafeString:
    """Render a period: Thursday, 26 November 2020, 08.00–10.00 WIB; two dates if on two days."""
    first, last = local(starts, zone), local(ends, zone)
    if first.date() != last.date():
        return format_html("{} – {}", moment(starts, zone), moment(ends, zone))
    text = _("%(day)s, %(clock)s") % {
        "day": formats.date_format(first, "l, j F Y"),
        "clock": f"{clock(starts, zone).rpartition(' ')[0]}–{clock(ends, zone)}",
    }
    return format_html('<time datetime="{}">{}</time>', first.isoformat(), text)


@register.filter
def device(user_agent: str) -> str:
    """Return the browser and operating system of a user agent: 'Chrome, Android'."""
    browser = next((name for token, name in BROWSERS if token in user_agent), _("Browser"))
    system = next((name for token, name in SYSTEMS if token in user_agent), _("unknown device"))
    return f"{browser}, {system}"


@register.filter
def month_short(value: date | datetime, zone: Zone = None) -> str:
    """Return the short name of the month, for the date badge."""
    value = local(value, zone) if isinstance(value, datetime) else value
    return formats.date_format(value, "M")


@register.filter
def year(value: date | datetime, zone: Zone = None) -> str:
    """Return the year, for the date badge: a day without one may be any year's."""
    value = local(value, zone) if isinstance(value, datetime) else value
    return f"{value.year}"


@register.filter
def day_number(value: date | datetime, zone: Zone = None) -> int:
    """Return the day of the month, for the date badge."""
    return (local(value, zone) if isinstance(value, datetime) else value).day


#: What search engines show of a title.
MAX_TITLE_LENGTH = 60


@register.simple_block_tag
def short_title(content: str) -> str:
    """Return a page's title: without the portal's name, then cut, where it is too long."""
    title = " ".join(unescape(content).split())
    if len(title) > MAX_TITLE_LENGTH:
        title = title.removesuffix(f" · {settings.SITE_NAME}")
    return shorten(title, MAX_TITLE_LENGTH, placeholder="…")


@register.simple_tag(takes_context=True)
def breadcrumb_data(context: template.Context) -> SafeString:
    """Return what the breadcrumbs show, for search engines."""
    above = [(_("Home"), reverse("home")), (context.get("up_label"), context.get("up_url"))]
    trail = context.get("trail") or []
    if url_name := context.get("url_name"):  # of regions
        query = context.get("query") or ""
        above += [(r.title, reverse(url_name, args=[r.code]) + query) for r in trail]
        here = context["region"].title
    else:
        above += trail
        here = context["here"]
    return breadcrumb_list([*((label, url) for label, url in above if url), (here, "")])
