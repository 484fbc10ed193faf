"""The fields of a form that could not be processed, for the error page to give back."""

#: Parts of field names whose values are never shown again.
SECRET = ("password", "csrfmiddlewaretoken", "code", "token")


def submitted_fields(request):
    """Return [(name, value)] of a submitted form, without secrets and files."""
    if request.method != "POST":
        return []
    try:
        fields = request.POST.lists()
    except Exception:  # the body itself may be what broke
        return []
    return [(n, v) for n, values in fields if not any(s in n for s in SECRET) for v in values]


def resubmit_context(request):
    """Return the form for a page with a new token, if the browser names our own origin."""
    own = f"{request.scheme}://{request.get_host()}"
    fields = submitted_fields(request)
    if request.headers.get("Origin") != own or not fields:
        return None
    return {"to": request.get_full_path(), "words": fields}
