"""Answers to scripts of ours, which ask for JSON where a reader gets a page."""

from typing import Any

from django.http import HttpRequest, JsonResponse


def wants_json(request: HttpRequest) -> bool:
    """Return whether a script asks: browsers that load a page always accept HTML too."""
    accepted = request.headers.get("Accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def json_answer(status: int, **values: Any) -> JsonResponse:
    """Return values that no cache may keep."""
    return JsonResponse(values, status=status, headers={"Cache-Control": "no-store"})
