import os
import re

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kimportal.settings")
#: A parameter that names another alphabet than UTF-8, or is written in one (RFC 2231).
FOREIGN = re.compile(
    r';\s*(charset\s*=\s*(?!"?utf-?8"?\s*(;|$))|[^;=]*\*[^;=]*=)[^;]*', re.IGNORECASE
)
portal = get_wsgi_application()


def application(environ, start_response):
    """The portal, which reads UTF-8 whatever a request says of its letters: Django believes
    "charset=rot13", and fails on it before any middleware could answer."""
    if ";" in (told := environ.get("CONTENT_TYPE", "")):
        environ = {**environ, "CONTENT_TYPE": FOREIGN.sub("", told)}
    return portal(environ, start_response)
