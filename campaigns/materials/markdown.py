"""Render Markdown to sanitised HTML, once, when a material is saved.

The parser is cmark, GitHub's CommonMark in C: its time is linear in the length of any input
(tests/benchmarks/test_growth.py), where a parser built on regular expressions took seconds.
"""

import re

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe

TAGS = set("p h2 h3 h4 ul ol li strong em blockquote a br hr table thead tbody tr th td".split())
HEADING = re.compile(r"(</?h)([1-6])(?=>)")
#: An unclosed code fence would swallow the text after it; our texts hold no code.
FENCE = re.compile(r"(?m)(?<=^)(?:```|~~~)|(?<=[ \t])(?:```|~~~)")
#: Text with more tags or nested quotes stays plain: nh3 is quadratic in the nesting depth.
MAX_BRACKETS = 500
MAX_QUOTES = 500


def to_html(source):
    """Return sanitised HTML of a Markdown text; headings start below the page's h1.

    Text beyond the limits above is shown as it was typed.
    """
    if source.count("<") > MAX_BRACKETS:
        return as_plain_text(source)
    # Imported here because only saving needs it, never showing a page.
    from cmarkgfm.cmark import Options, markdown_to_html_with_extensions

    # Typed tags pass through the sanitiser too, so that the text inside them is kept.
    html = markdown_to_html_with_extensions(
        FENCE.sub(r"\\\g<0>", source), options=Options.CMARK_OPT_UNSAFE, extensions=["table"]
    )
    if html.count("<blockquote>") > MAX_QUOTES:
        return as_plain_text(source)
    return nh3.clean(
        HEADING.sub(lower_heading, html),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def lower_heading(heading):
    """Return the tag one heading level lower, at most the fourth."""
    return f"{heading[1]}{min(int(heading[2]) + 1, 4)}"


def as_plain_text(source):
    return nh3.clean(linebreaks(source, autoescape=True), tags=TAGS)


def safe_html(html):
    """Mark stored HTML as safe after sanitising it again, whoever wrote it there."""
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}))
