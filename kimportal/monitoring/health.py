"""Health checks for load balancers and monitoring."""

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Check database, storage and cache; 503 names what is down (without a cache: only slower)."""
    faults = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        faults.append("database")
    try:
        default_storage.exists("readyz")
    except Exception:
        faults.append("storage")
    try:
        cache.set("readyz", 1, 5)
    except Exception:
        faults.append("cache")
    down = {"database", "storage"} & set(faults)
    return HttpResponse(
        "\n".join(faults or ["ok"]) + "\n", content_type="text/plain", status=503 if down else 200
    )
