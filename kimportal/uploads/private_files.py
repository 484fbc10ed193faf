import logging
from pathlib import PurePath
from typing import TypeVar
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from kimportal.uploads.file_types import MIME
from kimportal.uploads.validated_file import shown_name

logger = logging.getLogger(__name__)

Response = TypeVar("Response", bound=HttpResponseBase)


def private_file_response(
    request: HttpRequest, fieldfile: FieldFile, *, filename: str, inline: bool = False
) -> HttpResponseBase:
    """Send a private file to the person who requested it.

    The caller has checked the rule (a file one may not see is a 404) and recorded the AuditEvent.
    Pictures are shown inline, PDFs only when ``inline``, and all else is downloaded.
    """
    extension = PurePath(fieldfile.name or "").suffix
    mime = MIME.get(extension, "application/octet-stream")
    is_inline = mime.startswith("image/") or (inline and mime == "application/pdf")
    response = _file_response(fieldfile)
    response["Content-Type"] = mime
    name = shown_name(filename).removesuffix(extension) + extension
    response["Content-Disposition"] = content_disposition_header(not is_inline, name) or ""
    return set_private_headers(response)


def set_private_headers(response: Response) -> Response:
    """Forbid caching, script execution and embedding by other sites."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Accept-Ranges"] = "none"
    return response


def _file_response(fieldfile: FieldFile) -> HttpResponseBase:
    """Return the content, or the header by which nginx sends it from its internal folder."""
    name = fieldfile.name or ""
    if prefix := settings.PRIVATE_ACCEL_PREFIX:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(name)}"
        return response
    try:
        return FileResponse(fieldfile.storage.open(name, "rb"))
    except FileNotFoundError:
        logger.exception("a private file is missing")
        raise Http404
