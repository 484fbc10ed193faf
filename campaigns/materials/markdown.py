"""Markdown becomes HTML once, at save, and nothing but quiet text survives.

The parser is cmark, GitHub's CommonMark in C: its time grows with the length of a text, whatever
stands in it (tests/benchmarks/test_growth.py), where a parser of regular expressions took seconds.
"""

import re

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe

TAGS = set("p h2 h3 h4 ul ol li strong em blockquote a br hr table thead tbody tr th td".split())
HEADING = re.compile(r"(</?h)([1-6])(?=>)")
#: A fence of code would swallow the words behind it; no text of ours holds code.
FENCE = re.compile(r"(?m)(?<=^)(?:```|~~~)|(?<=[ \t])(?:```|~~~)")
#: A text with more brackets or quotes in quotes stays plain: no reader would miss them, and the
#: cleaner is quadratic in the depth of what it cleans.
MOST_BRACKETS = 500
MOST_QUOTES = 500


def to_html(source):
    """Clean HTML of a Markdown text; the page's own h1 stays the only one.

    What no reader would miss as Markdown (thousands of quotes in quotes) is shown as it was typed.
    """
    if source.count("<") > MOST_BRACKETS:
        return as_typed(source)
    # Here, for it is read at save and never when a page is shown.
    from cmarkgfm.cmark import Options, markdown_to_html_with_extensions

    # Tags that were typed go through the cleaner too, so that the words in them are kept.
    html = markdown_to_html_with_extensions(
        FENCE.sub(r"\\\g<0>", source), options=Options.CMARK_OPT_UNSAFE, extensions=["table"]
    )
    if html.count("<blockquote>") > MOST_QUOTES:
        return as_typed(source)
    return nh3.clean(
        HEADING.sub(one_level_down, html),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def one_level_down(heading):
    """A heading below the page's own, at most the fourth level."""
    return f"{heading[1]}{min(int(heading[2]) + 1, 4)}"


def as_typed(source):
    return nh3.clean(linebreaks(source, autoescape=True), tags=TAGS)


def cleaned(html):
    """Mark stored HTML as fit for a page. It is cleaned again, whoever wrote it there."""
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}))
