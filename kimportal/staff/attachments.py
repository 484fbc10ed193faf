"""Private attachments of a submission, shown in place; every view is recorded in the audit log."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import admin
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from kimportal.audit.models import Action, AuditEvent
from kimportal.moderation.adapters import PrivateAttachment, get_adapter_or_404
from kimportal.moderation.models import ModeratedModel
from kimportal.uploads.private_files import private_file_response, set_private_headers
from kimportal.uploads.validation import page_picture
from kimportal.web.permissions import require_permission

if TYPE_CHECKING:
    from kimportal.staff.staff_request import StaffRequest

#: Pixels: wide enough to read a scanned decree, small enough for a slow connection.
PAGE_WIDTH = 1200
DAY = 86_400


def staff_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view that serves a file to staff."""
    return admin.site.admin_view(require_safe(view))


@staff_file
def attachment(request: "StaffRequest", kind: str, key: str, name: str) -> HttpResponseBase:
    """Serve the file itself: an image inline, a PDF as a download."""
    item, private = _get_attachment(request, kind, key, name)
    _record_view(request, item, name)
    return private_file_response(request, private.file, filename=f"{private.title} {item}")


@staff_file
def attachment_page(
    request: "StaffRequest", kind: str, key: str, name: str, number: int
) -> HttpResponseBase:
    """Serve a page of a PDF as an image, so that no PDF ever runs in a reviewer's browser."""
    item, private = _get_attachment(request, kind, key, name)
    if not private.is_pdf:
        raise Http404
    try:
        with private.file.open("rb") as document:
            image = page_picture(document, number=number, width=PAGE_WIDTH)
    except (ValidationError, FileNotFoundError):
        raise Http404
    _record_view(request, item, name)
    return set_private_headers(FileResponse(image, content_type=image.mime))


def count_pages(file: FieldFile) -> int:
    """Return the number of pages of a PDF, cached for a day; 0 if it cannot be rendered."""
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


def _get_attachment(
    request: "StaffRequest", kind: str, key: str, name: str
) -> tuple[ModeratedModel, PrivateAttachment]:
    adapter = get_adapter_or_404(kind)
    item = adapter.find(request.user, key)
    require_permission(adapter.may_open_attachments(request.user, item))
    for private in adapter.private_attachments(item):
        if private.name == name:
            return item, private
    raise Http404


def _record_view(request: "StaffRequest", item: ModeratedModel, name: str) -> None:
    if request.method == "GET":
        AuditEvent.objects.record(item, Action.LOOK, by=request.user, field=name)
