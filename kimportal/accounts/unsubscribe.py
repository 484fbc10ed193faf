"""The way out of reminders: one link in the letter, no password."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kimportal.accounts.models import Person


@csrf_exempt  # a mailbox posts by itself (RFC 8058); the mark in the address is the permission
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request, mark):
    """Asked first, because mailboxes open every link of a letter to look for harm; POST acts."""
    person = get_object_or_404(Person.objects.of_way_out(mark))
    if request.POST.get("List-Unsubscribe") == "One-Click":
        person.stop_reminders()
    return render(
        request, "kimportal/accounts/stop_reminders.html", {"stopped": not person.wants_reminders}
    )
