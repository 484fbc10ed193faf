"""A Django with nothing of ours, for granian: the same bytes as a constant, and by a template.

/constant/<page>: no middleware at all. /template/<page>: the middleware and context processors
of `startproject`, one query of 24 rows, and a template of one loop that gives as many bytes.
"""

import os
from pathlib import Path

import dj_database_url
import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from kimportal.env import set_database_options

BODIES = {file.name: file.read_bytes() for file in Path(os.environ["BODIES"]).iterdir()}
ROWS = 24
TEMPLATE = (
    "{% for place in places %}<li><a href='/{{ place.code }}/'>{{ place.name }}</a>"
    "{{ filling|safe }}</li>{% endfor %}"
)
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
database = dj_database_url.parse(os.environ["DATABASE_URL"])
set_database_options(database, pool=int(os.environ["DATABASE_POOL"]))
settings.configure(
    SECRET_KEY="only-for-benchmarks-" * 3,
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[] if os.environ["BARE"] == "constant" else MIDDLEWARE,
    INSTALLED_APPS=[
        *("django.contrib.auth", "django.contrib.contenttypes"),
        *("django.contrib.sessions", "django.contrib.messages"),
    ],
    DATABASES={"default": database},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": CONTEXT,
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"list.html": TEMPLATE})],
                    )
                ],
            },
        }
    ],
)
django.setup()


class Place(models.Model):
    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=120)

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "groups_region"


def constant(request, page):
    return HttpResponse(BODIES[page])


def template(request, page):
    filling = "x" * max(0, len(BODIES[page]) // ROWS - 60)
    return render(request, "list.html", {"places": Place.objects.all()[:ROWS], "filling": filling})


urlpatterns = [
    path("constant/<str:page>", constant),
    path("template/<str:page>", template),
]
application = WSGIHandler()
