"""schema.org descriptions as JSON-LD, for search engines."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe


def json_ld(data: dict[str, Any]) -> SafeString:
    """Return a JSON-LD script element, escaped by Django's json_script."""
    script = str(json_script({"@context": "https://schema.org", **data}))
    return mark_safe(script.replace("application/json", "application/ld+json", 1))


def absolute(url: str) -> str:
    """Return an absolute URL; media may be on this site or on another storage."""
    return settings.SITE_URL + url if url.startswith("/") else url


def breadcrumb_list(trail: Iterable[tuple[Any, str]]) -> SafeString:
    """Return the BreadcrumbList of (label, URL); the page itself comes last, without a URL."""
    items: list[dict[str, Any]] = []
    for position, (label, url) in enumerate(trail, 1):
        item = {"@type": "ListItem", "position": position, "name": str(label)}
        items.append(item | ({"item": absolute(url)} if url else {}))
    return json_ld({"@type": "BreadcrumbList", "itemListElement": items})
