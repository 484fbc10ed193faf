"""Unsubscribing from reminders: a signed link in each email, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kimportal.accounts.models import Person


@csrf_exempt  # mail clients post by themselves (RFC 8058); the signed token is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, because mail scanners open every link of an email; stop reminders on POST."""
    person = get_object_or_404(Person.objects.from_unsubscribe_token(token))
    if request.POST.get("List-Unsubscribe") == "One-Click":
        person.stop_reminders()
    return render(
        request, "kimportal/accounts/stop_reminders.html", {"stopped": not person.wants_reminders}
    )
