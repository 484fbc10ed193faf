"""The fields of a form that could not be processed, for the error page to give back."""

from typing import Any

from django.http import HttpRequest

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


def resubmit_context(request: HttpRequest) -> dict[str, Any] | None:
    """Return the form to submit again, if the browser says that it came from a page of ours."""
    own = f"{request.scheme}://{request.get_host()}"
    fields = submitted_fields(request)
    if request.headers.get("Origin") != own or not fields:
        return None
    return {"to": request.get_full_path(), "fields": fields}
