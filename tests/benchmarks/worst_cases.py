"""Every pattern and parser that a request reaches, and texts made to keep each of them busy.

Nothing is listed by hand that can be found: compiled patterns in our modules, patterns written in a
call (`re.sub(r"…")`), validators of form fields, and the patterns of the addresses. Parsers are
declared below, each with the units that were found, or are known, to cost it most.
"""

import ast
import inspect
import itertools
import pkgutil
import re
from contextlib import suppress
from importlib import import_module
from re import _constants as sre
from re import _parser as parser
from urllib.parse import parse_qsl

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms import CharField
from django.http import parse_cookie
from django.urls import URLResolver, get_resolver
from django.utils.html import escape
from django.utils.http import parse_etags, parse_http_date_safe

from campaigns.events.forms import fields as forms_fields
from campaigns.materials import markdown
from campaigns.verification import codes
from campaigns.verification.forms import CodeForm
from groups.kim.forms import LinkField
from kimportal import wsgi
from kimportal.accounts.passwords import PortalWordsValidator
from kimportal.moderation.field_changes import Change
from kimportal.monitoring import csp_reports
from kimportal.monitoring.defacement.injected_keywords import injected_keywords
from kimportal.monitoring.defacement.page_parser import Page, hosts_in
from kimportal.ui import fields as ui_fields
from kimportal.uploads import validated_file
from kimportal.web import links, masking, search

OWN = ("kimportal", "groups", "campaigns")
#: Modules that no request reaches: commands and the drawings of the demo.
ASIDE = (".demo", ".migrations", ".management")
SIGNS = {
    sre.CATEGORY_DIGIT: "7",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_WORD: "-",
}
MOST_UNITS = 60
#: What stands after the repeated unit, so that a match fails at the very end.
ENDS = ("", "\0", "!", "a")


# -- patterns


def modules():
    for package in map(import_module, OWN):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(aside in found.name for aside in ASIDE):
                yield import_module(found.name)


def patterns():
    """{where it stands: compiled pattern}, each pattern once."""
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            for pattern in compiled_in(value):
                found.setdefault(pattern, f"{module.__name__}.{name}")
        for line, pattern in written_in_calls(module):
            found.setdefault(pattern, f"{module.__name__}:{line}")
    for pattern, where in (*validators(), *routes(get_resolver())):
        found.setdefault(pattern, where)
    return {where: pattern for pattern, where in found.items()}


def compiled_in(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from compiled_in(tuple(value.values()))
    elif isinstance(value, list | tuple) and len(value) < 100:
        for one in value:
            yield from compiled_in(one)


def written_in_calls(module):
    """(line, pattern) of `re.sub(r"…", …)` and the like; what is put together is found compiled."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except OSError:
        return
    for node in ast.walk(tree):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_call and getattr(node.func.value, "id", "") == "re" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                yield node.lineno, re.compile(anchored(first.value, node.func.attr))


def anchored(pattern, method):
    """`re.match` and `re.fullmatch` look at one place only."""
    if method not in ("match", "fullmatch"):
        return pattern
    return rb"\A(?:%b)" % pattern if isinstance(pattern, bytes) else rf"\A(?:{pattern})"


def form_classes(base=forms.BaseForm):
    for form in base.__subclasses__():
        yield form
        yield from form_classes(form)


def validators():
    for form in form_classes():
        for name, field in getattr(form, "base_fields", {}).items():
            for one in field.validators:
                if isinstance(one, RegexValidator):
                    yield re.compile(one.regex.pattern, one.regex.flags), f"{form.__name__}.{name}"


def routes(resolver, where="/"):
    for one in resolver.url_patterns:
        pattern = getattr(one.pattern, "regex", None)
        if pattern is not None:
            yield pattern, f"address {where}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from routes(one, f"{where}{one.pattern}")


def signs_of(tree):
    """One sign for each thing a pattern looks for, in its order."""
    for op, value in tree:
        if op in (sre.LITERAL, sre.NOT_LITERAL):
            yield chr(value) if op is sre.LITERAL else "~"
        elif op is sre.ANY:
            yield "a"
        elif op is sre.IN:
            yield from signs_of_set(value)
        elif op is sre.BRANCH:
            for branch in value[1]:
                yield from signs_of(branch)
        elif op is sre.SUBPATTERN:
            yield from signs_of(value[-1])
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            yield from signs_of(value[2])
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from signs_of(value[1])
        elif op is sre.ATOMIC_GROUP:
            yield from signs_of(value)


def signs_of_set(items):
    for op, value in items:
        if op is sre.LITERAL:
            yield chr(value)
        elif op is sre.RANGE:
            yield chr(value[1])
        elif op is sre.CATEGORY:
            yield SIGNS.get(value, "a")
        elif op is sre.NEGATE:
            yield "~"


def units(pattern):
    """What to repeat: each sign the pattern looks for, pairs and the whole row of them."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    row = list(signs_of(tree))
    signs = list(dict.fromkeys([*row, "a", " "]))[:12]
    whole = "".join(row[:30])
    starts = [whole[:n] for n in (2, 3, 4, 6, 8, 12) if n <= len(whole)]
    pairs = ["".join(pair) for pair in itertools.permutations(signs[:8], 2)]
    return list(dict.fromkeys([*signs, *starts, whole, *pairs]))[:MOST_UNITS]


def texts(pattern, length):
    """Texts of this length: a start the pattern likes, a unit again and again, an end that fails."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    first = next(signs_of(tree), "a")
    for unit in filter(None, units(pattern)):
        middle = unit * (length // len(unit))
        for start in dict.fromkeys(("", first)):
            for end in ENDS:
                text = start + middle + end
                yield text if isinstance(pattern.pattern, str) else text.encode("latin-1", "ignore")


# -- parsers

MARKS = ("\u0316\u0301", "\u0345\u0301\u0316", "\u0f73", "\u0301", "e\u0301", "\ufdfa")
LETTERS = (
    "a",
    "a ",
    "@",
    "a@",
    "a.",
    "a@a.",
    "0",
    "08",
    "+62",
    "-",
    "/",
    "%",
    "_",
    "\n",
    "\t",
    " ",
)
MARKDOWN = (
    *(
        "<http://",
        "<",
        "<a ",
        "<a href=",
        "&lt;",
        "&",
        "`",
        "``a",
        "*",
        "**a",
        "_a_",
        "*a_",
        "![",
        "](",
    ),
    *(
        "> ",
        "- ",
        "1. ",
        "# ",
        "|",
        "|a\n",
        "-|-\n",
        "\\",
        "<b>",
        "<i><b>",
        "<table>",
        "<!--",
        "<?",
    ),
    *(
        "<![CDATA[",
        "<a@b.c>",
        "  - ",
        "\n> ",
        "***a",
        "<div>\n",
        "\n\n- a",
        "=\n",
        "[a]: b\n",
        "[a][b]",
    ),
    *(
        "[a](b)",
        "[",
        "&a;",
        "<br>",
        "*a* ",
        "a**b ",
        "`a` ",
        "-\n",
        "|a|b|\n|-|-|\n",
        "a_b*c`d<e&f",
    ),
)


def difference(text):
    """A change as the review page shows it: every second word is another. "#" is a number."""
    words = [word.replace("#", str(n)) for n, word in enumerate(text.split(" ")[:1000])]
    other = " ".join(word if n % 2 else f"{word}x" for n, word in enumerate(words))
    change = Change("", " ".join(words), other)
    return change.old_parts, change.new_parts


def field(made):
    """What a form does with one field's text; a refusal is an answer too."""

    def cleaned_by(text):
        with suppress(ValidationError):
            made.clean(text)

    return cleaned_by


def field_of_password(text):
    with suppress(ValidationError):
        PortalWordsValidator().validate(text)


def read_page(text):
    """A page of ours: a stranger's words stand escaped in it."""
    return Page("https://kim.example.go.id/", f'<p title="{escape(text)}">{escape(text)}').text


LINE, BODY, FORM = 8_000, 30_000, 300_000
#: {name: (function of a text, what is repeated in it, letters of the longest that reaches it)}.
#: A form may send a megabyte in one field, whatever the field allows.
PARSERS = {
    "log: masked": (masking.mask, LETTERS + MARKS, FORM),
    "search: fold": (search.fold, LETTERS + MARKS, BODY),
    "search: words of a query": (search.stems, LETTERS + MARKS, LINE),
    "search: stored words": (search.search_text, LETTERS + MARKS, BODY),
    "code: normalise, near": (
        lambda text: codes.similar_codes(codes.normalise(text)),
        LETTERS,
        FORM,
    ),
    "Markdown": (markdown.to_html, MARKDOWN + MARKS, BODY),
    "stored HTML": (lambda text: markdown.safe_html(markdown.to_html(text)), MARKDOWN, BODY),
    "slug of a name": (
        lambda text: links.slugify_name(text, max_length=85, default="x"),
        LETTERS + MARKS,
        FORM,
    ),
    "name of an upload": (validated_file.shown_name, LETTERS + MARKS + ("\\",), LINE),
    "field: line": (field(ui_fields.SingleLineField(max_length=140)), LETTERS + MARKS, FORM),
    "field: prose": (field(ui_fields.MultiLineField(max_length=BODY)), LETTERS + MARKS, FORM),
    "field: phone": (field(ui_fields.PhoneField()), LETTERS + MARKS, FORM),
    "field: email": (field(ui_fields.MailField()), LETTERS + MARKS, FORM),
    "field: web address": (
        field(ui_fields.WebField(max_length=500)),
        tuple(f"http://{unit}" for unit in LETTERS + MARKS) + LETTERS + MARKS,
        FORM,
    ),
    "field: link of a place": (field(LinkField(host="instagram.com")), LETTERS + MARKS, FORM),
    "field: links": (
        field(forms_fields.LinksField(max_length=2000)),
        (*LETTERS, *MARKS, "https://a.id\n"),
        FORM,
    ),
    "field: people": (field(forms_fields.HeadCountField()), (*LETTERS, "123.", "1 "), FORM),
    "field: moment": (field(forms_fields.LocalMomentField()), (*LETTERS, "2020-11-26 "), FORM),
    "field: code": (field(CodeForm.base_fields["kode"]), LETTERS + MARKS, FORM),
    "field: any text": (field(CharField()), LETTERS + MARKS, FORM),
    "password: our words": (
        field_of_password,
        (*LETTERS, "kim", "pemilu", "k1m"),
        LINE,
    ),
    "change, word by word": (
        difference,
        ("a ", "a b ", "kata ", "a b c ", "# ", "a # ", "# # # a "),
        LINE,
    ),
    "policy report: place": (
        csp_reports.origin,
        (*LETTERS, *MARKS, "http://", *(f"http://{unit}" for unit in MARKS)),
        LINE * 2,
    ),
    "header: content type": (
        lambda text: wsgi.FOREIGN_CHARSET.sub("", f"multipart/form-data; {text}"),
        (";", "; ", "*", ";*", "; charset=", "charset", " ", "=", ";*=", " *"),
        LINE,
    ),
    "header: cookie": (parse_cookie, (*LETTERS, "a=b;", ";", "=", '"', "\\"), LINE),
    "header: etag": (parse_etags, (*LETTERS, '"a",', "W/", '"', ","), LINE),
    "header: date": (parse_http_date_safe, (*LETTERS, "Sun, "), LINE),
    "address: query": (parse_qsl, (*LETTERS, "a=b&", "&", "=", "%61", "+"), LINE),
    "watch: page": (read_page, MARKDOWN, BODY),
    "watch: hosts": (hosts_in, (*LETTERS, "http://", "https://a"), BODY),
    "watch: words": (injected_keywords, (*LETTERS, *MARKS, "slot ", "waspada judi ", "m4"), BODY),
}
