"""Markdown becomes HTML once, at save, and nothing but quiet text survives."""

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe

TAGS = set("p h2 h3 h4 ul ol li strong em blockquote a br hr table thead tbody tr th td".split())


#: A text with more brackets stays plain: Markdown's search for links is quadratic in them.
MOST_BRACKETS = 200


def to_html(source):
    """Clean HTML of a Markdown text; the page's own h1 stays the only one.

    What no reader would miss as Markdown (thousands of lists in lists) is shown as it was typed.
    """
    if source.count("[") > MOST_BRACKETS:
        return as_typed(source)
    # Here, for it is read at save and never when a page is shown.
    from markdown import markdown

    try:
        html = markdown(
            source,
            extensions=["sane_lists", "tables", "toc"],
            extension_configs={"toc": {"baselevel": 2, "marker": ""}},
            output_format="html",
        )
    except RecursionError:
        return as_typed(source)
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def as_typed(source):
    return nh3.clean(linebreaks(source, autoescape=True), tags=TAGS)


def cleaned(html):
    """Mark stored HTML as fit for a page. It is cleaned again, whoever wrote it there."""
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}))
