import gc
import os
import re

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kimportal.settings")
#: A parameter that names another alphabet than UTF-8, or is written in one (RFC 2231).
#: Nothing is read twice (*+): the header comes from anybody, before any limit counts.
FOREIGN = re.compile(
    r';\s*+(charset\s*+=\s*+(?!"?utf-?8"?\s*+(;|$))|[^;=*]*+\*[^;=]*+=)[^;]*+', re.IGNORECASE
)
portal = get_wsgi_application()
# With every view loaded, what is here stays for good. A full collection would else walk all of it
# again and again, each time for a tenth of a second of some reader's.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()


def application(environ, start_response):
    """The portal, which reads UTF-8 whatever a request says of its letters: Django believes
    "charset=rot13", and fails on it before any middleware could answer."""
    if ";" in (told := environ.get("CONTENT_TYPE", "")):
        environ = {**environ, "CONTENT_TYPE": FOREIGN.sub("", told)}
    return portal(environ, start_response)
