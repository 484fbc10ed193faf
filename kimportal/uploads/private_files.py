import logging
from pathlib import PurePath
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from kimportal.uploads.file_types import MIME
from kimportal.uploads.validated_file import shown_name

logger = logging.getLogger(__name__)


def private_file_response(request, fieldfile, *, filename, inline=False):
    """Send a private file to the one person who just asked for it.

    The caller has asked the rule (a file one may not see is a 404) and recorded the Decision;
    this only sends. Pictures are shown in place; PDFs only when ``inline``, all else is saved.
    """
    extension = PurePath(fieldfile.name).suffix
    mime = MIME.get(extension, "application/octet-stream")
    shown = mime.startswith("image/") or (inline and mime == "application/pdf")
    response = _body(fieldfile)
    response["Content-Type"] = mime
    name = shown_name(filename).removesuffix(extension) + extension
    response["Content-Disposition"] = content_disposition_header(not shown, name)
    return set_private_headers(response)


def set_private_headers(response):
    """Kept by no cache, run by no browser, embedded nowhere."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Accept-Ranges"] = "none"
    return response


def _body(fieldfile):
    """The bytes, or a note by which nginx sends them from its internal folder."""
    if prefix := settings.PRIVATE_ACCEL_PREFIX:
        response = HttpResponse()
        response["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(fieldfile.name)}"
        return response
    try:
        return FileResponse(fieldfile.storage.open(fieldfile.name, "rb"))
    except FileNotFoundError:
        logger.exception("a private file is missing")
        raise Http404
