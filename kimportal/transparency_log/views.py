"""The log's page, and its files for programs (C2SP tlog-tiles)."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from kimportal.transparency_log import checker, log
from kimportal.transparency_log.forms import SubjectForm
from kimportal.transparency_log.models import LogCheckpoint, LogEntry, LogTile
from kimportal.transparency_log.tree import HASH_SIZE, TILE_WIDTH
from kimportal.web.views import PUBLIC_CACHE, PublicPage

NEWEST = 20
CHECKPOINTS = 30
#: Full tiles and bundles never change.
FOREVER = {"public": True, "max_age": 31_536_000, "immutable": True}
TEXT = "text/plain; charset=utf-8"


class LogPage(PublicPage, TemplateView):
    """What the log is, its key and newest checkpoint, and a search by code."""

    template_name = "kimportal/transparency_log/log.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        require_log()
        form = SubjectForm(self.request.GET if "q" in self.request.GET else None)
        entries = LogEntry.objects.order_by("-index")
        if form.is_bound and form.is_valid():
            entries = entries.about_subject(form.cleaned_data["q"])
        elif form.is_bound:
            entries = entries.none()
        return super().get_context_data(
            form=form,
            entries=entries[:NEWEST],
            checkpoint=LogCheckpoint.objects.order_by("-size").first(),
            verifier_key=log.signer().verifier_key,
            log_url=f"{settings.SITE_URL}/catatan",
            **kwargs,
        )


def require_log() -> None:
    if not log.is_kept():
        raise Http404("this portal keeps no public log")


def respond(
    content: str | bytes, content_type: str = TEXT, *, cache: dict[str, Any] | None = None
) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    patch_cache_control(response, **(cache or PUBLIC_CACHE))
    return response


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Serve the newest signed checkpoint."""
    require_log()
    newest = LogCheckpoint.objects.order_by("-size").first()
    if newest is None:
        raise Http404("nothing is logged yet")
    return respond(newest.note)


@require_safe
def old_checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """Serve the checkpoint of an earlier size, as the feed names it."""
    require_log()
    return respond(get_object_or_404(LogCheckpoint, size=size).note, cache=FOREVER)


@require_safe
def tile(request: HttpRequest, level: int, number: int, width: int = TILE_WIDTH) -> HttpResponse:
    """Serve the first `width` hashes of a tile."""
    require_log()
    row = get_object_or_404(LogTile, level=level, number=number)
    data = bytes(row.hashes)[: width * HASH_SIZE]
    if not 0 < width <= TILE_WIDTH or len(data) < width * HASH_SIZE:
        raise Http404("the tile has fewer hashes")
    return respond(data, "application/octet-stream", cache=FOREVER)


@require_safe
def entries(request: HttpRequest, number: int, width: int = TILE_WIDTH) -> HttpResponse:
    """Serve the first `width` entries of a bundle, each after its length in two bytes."""
    require_log()
    if not 0 < width <= TILE_WIDTH:
        raise Http404("a bundle has 1 to 256 entries")
    start = number * TILE_WIDTH
    rows = LogEntry.objects.filter(index__gte=start, index__lt=start + width).order_by("index")
    encoded = [data.encode() for data in rows.values_list("data", flat=True)]
    if len(encoded) < width:
        raise Http404("the bundle has fewer entries")
    content = b"".join(len(data).to_bytes(2, "big") + data for data in encoded)
    return respond(content, "application/octet-stream", cache=FOREVER)


@require_safe
def proof(request: HttpRequest, index: int) -> HttpResponse:
    """Serve the proof that an entry is in the log."""
    require_log()
    text = str(log.Proof(get_object_or_404(LogEntry, index=index)))
    response = respond(text)
    response["Content-Disposition"] = f'attachment; filename="bukti-{index}.tlog-proof"'
    return response


@require_safe
def checker_program(request: HttpRequest) -> HttpResponse:
    """Serve the program that checks the log with Python alone."""
    require_log()
    response = respond(CHECKER, "text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="periksa.py"'
    return response


with open(checker.__file__, encoding="utf-8") as file:
    CHECKER = file.read()
