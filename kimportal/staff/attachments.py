"""Private papers of a submission, shown in place; each look is remembered."""

from django.contrib import admin
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.adapters import adapter_named
from kimportal.uploads.private_files import private_file_response, set_private_headers
from kimportal.uploads.validation import page_picture
from kimportal.web.permissions import require_permission

#: Wide enough to read a scanned decree, small enough for a village line.
WIDTH = 1200
DAY = 86_400


def staff_file(view):
    return admin.site.admin_view(require_safe(view))


@staff_file
def paper(request, kind, key, name):
    """The file itself: a picture in place, a PDF to keep."""
    item, found = _found(request, kind, key, name)
    _remember(request, item, name)
    return private_file_response(request, found.file, filename=f"{found.title} {item}")


@staff_file
def paper_page(request, kind, key, name, number):
    """One page of a PDF drawn as a picture, so that no PDF ever runs in a reviewer's browser."""
    item, found = _found(request, kind, key, name)
    if not found.is_pdf:
        raise Http404
    try:
        with found.file.open("rb") as document:
            drawn = page_picture(document, number=number, width=WIDTH)
    except (ValidationError, FileNotFoundError):
        raise Http404
    _remember(request, item, name)
    return set_private_headers(FileResponse(drawn, content_type=drawn.mime))


def pages_of(file):
    """How many pages a PDF has, asked of the box once; 0 where it cannot be drawn."""
    key = f"pdf-pages:{file.name}"
    pages = cache.get(key)
    if pages is None:
        try:
            with file.open("rb") as document:
                pages = page_picture(document, number=1, width=16).pages
        except (ValidationError, FileNotFoundError):
            pages = 0
        cache.set(key, pages, DAY)
    return pages


def _found(request, kind, key, name):
    adapter = adapter_named(kind)
    item = adapter.find(request.user, key)
    require_permission(adapter.may_look(request.user, item))
    for one in adapter.papers(item):
        if one.name == name:
            return item, one
    raise Http404


def _remember(request, item, name):
    if request.method == "GET":
        AuditEvent.objects.record(item, Action.LOOK, by=request.user, field=name)
