"""The fields of a form that could not be processed, for the error page to give back."""

import hashlib
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

#: Fields whose names contain one of these are never shown again, not even to their author.
SECRET_FIELDS = ("password", "csrfmiddlewaretoken", "code", "token")


def submitted_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (name, value) of each submitted field, without secret ones and files."""
    if request.method != "POST":
        return []
    try:
        fields = request.POST.lists()
    except Exception:  # the body itself may be what failed
        return []
    return [
        (name, value)
        for name, values in fields
        if not any(secret in name for secret in SECRET_FIELDS)
        for value in values
    ]


def is_from_our_page(request: HttpRequest) -> bool:
    """Return whether the browser says that the form came from a page of ours."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def resubmit_context(request: HttpRequest) -> dict[str, Any] | None:
    """Return the form to submit again, if the browser says that it came from a page of ours."""
    fields = submitted_fields(request)
    if not is_from_our_page(request) or not fields:
        return None
    return {"to": request.get_full_path(), "fields": fields}


#: Fields that are no content: tokens, and how the form was opened.
NO_CONTENT = {
    *("csrfmiddlewaretoken", "key", "form", "whose", "restored", "draft_about"),
    *("arrived", "pasted"),
}


def content_digest(data: QueryDict, files: "MultiValueDict[str, Any]") -> str:
    """Return the SHA-256 of all fields and files, in a fixed order."""
    digest = hashlib.sha256()
    for name in sorted(set(data) - NO_CONTENT):
        for text in data.getlist(name):
            digest.update(f"{name}\0{len(text)}\0{text}\0".encode("utf-8", "surrogatepass"))
    for name in sorted(files):
        for file in files.getlist(name):
            file.seek(0)
            digest.update(f"{name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\0".encode())
            file.seek(0)
    return digest.hexdigest()
